// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Selecting things: what clicks, boxes and strokes do to the document.
import { api } from '../remote/client.js';
import { blank, combined } from '../geometry/mask.js';
import { addEntity, changeEntity, entityOf, setTrajectory } from './doc.js';
import { shifted } from '../geometry/trajectory.js';
import { addMask, expect, maskOf, nameOf } from './masks.js';
import { store } from './store.js';

/** @typedef {import('../types.js').Doc} Doc */
/** @typedef {import('../types.js').Point} Point */
/** @typedef {import('../types.js').Box} Box */
/** @typedef {import('../types.js').Prompts} Prompts */
/** @typedef {import('../types.js').MaskPixels} MaskPixels */
/** @typedef {import('../types.js').Trajectory} Trajectory */

/** @type {AbortController | null} */
let asking = null;

/**
 * What was asked before it was known whether it is wanted.
 *
 * @type {{image: string, body: string, answer: Promise<any>, control: AbortController} | null}
 */
let ahead = null;

/**
 * A press that may become a click on something new: the selector begins while the button is still down.
 *
 * @param {Point} point
 */
export function expectClick(point) {
    const image = store.doc.image;
    if (image) {
        dropExpected();
        const body = question({ positive: [point], negative: [], box: null });
        const control = new AbortController();
        ahead = { image: image.id, body: JSON.stringify(body), answer: api.segment(image.id, body, control.signal), control };
        ahead.answer.catch(() => {}); // whoever takes it hears of it
    }
}

/** The press was no click. */
export function dropExpected() {
    ahead?.control.abort();
    ahead = null;
}

/** The picture is made ready for clicks as soon as it is open, so that the first one is quick too. */
export function prepare() {
    const image = store.doc.image;
    if (image) {
        api.segment(image.id, { prepare: true }, new AbortController().signal).catch(() => {});
    }
}

/**
 * A new thing by a click or a box.
 *
 * @param {{point?: Point, box?: Box}} at
 * @param {Trajectory} [trajectory] that it gets once it is found
 */
export async function pickThing(at, trajectory) {
    /** @type {Prompts} */
    const prompts = { positive: at.point ? [at.point] : [], negative: [], box: at.box ?? null };
    const candidates = await ask(prompts);
    if (!candidates) {
        return;
    }
    const kind = candidates[0].share > 0.3 ? 'background' : 'thing';
    let key = '';
    store.edit('Select a thing', (doc) => {
        const added = addEntity(doc, { kind, mask: candidates[0].key, prompts, ...(trajectory ? { trajectory } : {}) });
        key = added.key;
        return added.doc;
    });
    store.set({ selected: key, keyframe: null, cameraMove: null, refining: key, less: false, candidates, tab: 'motion' });
    if (trajectory) {
        store.set({ refining: null, candidates: [], playing: true });
    }
    store.announce(`${entityOf(store.doc, key)?.name} selected, ${candidates.length} candidates`);
}

/**
 * One more click on the thing that is being refined.
 *
 * @param {string} key
 * @param {Point} point
 * @param {boolean} positive
 */
export async function refine(key, point, positive) {
    const entity = entityOf(store.doc, key);
    if (!entity || entity.frozen) {
        return;
    }
    const before = entity.prompts;
    const same = (/** @type {Point} */ p) => Math.round(p.x) === Math.round(point.x) && Math.round(p.y) === Math.round(point.y);
    /** @type {Prompts} */
    const prompts = {
        positive: [...before.positive.filter((p) => !same(p)), ...(positive ? [point] : [])],
        negative: [...before.negative.filter((p) => !same(p)), ...(positive ? [] : [point])],
        box: before.box && positive ? around(before.box, point) : before.box,
    };
    if (prompts.positive.length === 0 && !prompts.box) {
        store.toast('Click on the thing first, then take away from it');
        return;
    }
    const candidates = await ask(prompts, entity.mask);
    if (candidates) {
        store.edit(positive ? 'Add to the selection' : 'Take from the selection', (doc) =>
            changeEntity(doc, key, { mask: candidates[0].key, prompts }),
        );
        // the switch is of one selection
        store.set({ refining: key, less: store.state.refining === key && store.state.less, candidates });
    }
}

/**
 * Whether a click adds to what is refined.
 *
 * @param {boolean} shift is held
 */
export function adds(shift) {
    return shift === store.state.less;
}

/** @param {number} index of the candidate to take */
export function choose(index) {
    const { refining, candidates } = store.state;
    if (refining && candidates[index]) {
        store.edit('Choose another candidate', (doc) => changeEntity(doc, refining, { mask: candidates[index].key }));
    }
}

/** The selection is as it should be. */
export function finishRefining() {
    store.set({ refining: null, candidates: [] });
}

/**
 * Paints a shape onto the selected thing, or makes a new one of it.
 *
 * @param {MaskPixels} shape
 * @param {'new' | 'add' | 'subtract'} how
 */
export function paint(shape, how) {
    const entity = how === 'new' ? null : entityOf(store.doc, store.state.selected);
    if (how === 'subtract' && !entity) {
        store.toast('Select the thing to erase from first');
        return;
    }
    if (entity?.frozen) {
        store.toast(`${entity.name} is locked against changes`);
        return;
    }
    const old = entity ? maskOf(entity.mask) : null;
    const base = old?.pixels ?? blank(shape.width, shape.height);
    const key = addMask(combined(base, shape, how === 'subtract' ? 'subtract' : 'union'));
    if (!key) {
        store.toast(how === 'subtract' ? 'Nothing would be left of it' : 'Too small to be a thing');
        return;
    }
    finishRefining();
    if (entity) {
        store.edit(how === 'subtract' ? 'Erase from the mask' : 'Paint on the mask', (doc) =>
            changeEntity(doc, entity.key, { mask: key }),
        );
    } else {
        let fresh = '';
        store.edit('Draw a mask', (doc) => {
            const added = addEntity(doc, { kind: 'thing', mask: key });
            fresh = added.key;
            return added.doc;
        });
        store.set({ selected: fresh, keyframe: null, cameraMove: null });
    }
}

/**
 * Gives a trajectory to a thing and plays it.
 *
 * @param {string} key
 * @param {Trajectory} trajectory
 * @param {string} label
 */
export function giveTrajectory(key, trajectory, label) {
    const keys = store.together(key);
    const from = middle(key);
    store.edit(label, (doc) =>
        keys.reduce((now, k) => {
            const to = middle(k);
            // what is selected besides goes along, each from its own place
            return setTrajectory(now, k, k === key || !from || !to ? trajectory : shifted(trajectory, to.x - from.x, to.y - from.y));
        }, doc),
    );
    store.set({ selected: key, keyframe: null, refining: null, candidates: [], playing: trajectory.keyframes.length > 1 });
}

/**
 * The document with the paths of all that is selected together with a thing moved.
 *
 * @param {Doc} doc
 * @param {string} key
 * @param {number} dx source pixels
 * @param {number} dy source pixels
 */
export function shiftedTogether(doc, key, dx, dy) {
    return store.together(key).reduce((now, k) => changeEntity(now, k, (e) => ({ trajectory: shifted(e.trajectory, dx, dy) })), doc);
}

/** @param {string} key @returns {Point | null} the middle of a thing's disc, where it has one */
function middle(key) {
    const entity = entityOf(store.doc, key);
    return (entity && maskOf(entity.mask)?.disc) ?? null;
}

/** What the mask of the selected thing can be made into: operation, name, pixels. @type {[string, string, number][]} */
export const MASK_TOOLS = [
    ['grow', 'Grow', 2],
    ['shrink', 'Shrink', 2],
    ['smooth', 'Smooth', 2],
    ['fill-holes', 'Fill holes', 0],
    ['largest-part', 'Largest part', 0],
    ['invert', 'Invert', 0],
];

/**
 * Changes the mask of a thing.
 *
 * @param {string} key
 * @param {[string, string, number]} tool of {@link MASK_TOOLS}
 */
export async function changeMask(key, [operation, label, radius]) {
    const entity = entityOf(store.doc, key);
    if (!entity?.mask || entity.frozen) {
        return;
    }
    try {
        const made = await api.combineMasks(operation, [await nameOf(entity.mask)], radius);
        store.edit(`${label}: ${entity.name}`, (doc) => changeEntity(doc, key, { mask: made.id }));
        finishRefining();
    } catch (e) {
        store.fail(e);
    }
}

/** Asks what could be dragged in the picture. */
export async function propose() {
    const image = store.doc.image;
    if (!image || store.state.proposing) {
        return;
    }
    store.set({ proposing: true });
    try {
        const { proposals, selector } = await api.propose(image.id);
        // somebody may have gone to another picture meanwhile
        if (store.doc.image?.id === image.id) {
            store.set({ selector, proposals: proposals.map((/** @type {any} */ p) => ({ key: p.id, score: p.score })) });
            store.announce(`${proposals.length} things found`);
        }
    } catch (e) {
        store.fail(e);
    } finally {
        store.set({ proposing: false });
    }
}

/** @param {string} mask of a proposal: it becomes a thing */
export function takeProposal(mask) {
    let key = '';
    store.edit('Take a proposed thing', (doc) => {
        const added = addEntity(doc, { kind: 'thing', mask });
        key = added.key;
        return added.doc;
    });
    store.set({
        selected: key,
        keyframe: null,
        tab: 'motion',
        proposals: (store.state.proposals ?? []).filter((p) => p.key !== mask),
    });
}

/**
 * @param {Prompts} prompts
 * @param {string | null} [previous]
 */
function question(prompts, previous) {
    const pair = (/** @type {Point} */ p) => [Math.round(p.x), Math.round(p.y)];
    return {
        positive: prompts.positive.map(pair),
        negative: prompts.negative.map(pair),
        ...(prompts.box ? { box: [prompts.box.left, prompts.box.top, prompts.box.right, prompts.box.bottom] } : {}),
        ...(previous?.startsWith('msk_') ? { previous } : {}),
    };
}

/**
 * @param {Prompts} prompts
 * @param {string | null} [previous]
 * @returns {Promise<{key: string, score: number, share: number}[] | null>} null where nothing was found
 */
async function ask(prompts, previous) {
    const image = store.doc.image;
    if (!image) {
        return null;
    }
    asking?.abort();
    const body = question(prompts, previous);
    const begun = ahead?.image === image.id && ahead.body === JSON.stringify(body) ? ahead : null;
    if (begun) {
        ahead = null;
    } else {
        dropExpected();
    }
    asking = begun?.control ?? new AbortController();
    const { signal } = asking;
    store.set({ picking: true });
    try {
        const answer = await (begun?.answer ?? api.segment(image.id, body, signal));
        store.set({ selector: answer.selector ?? '' });
        answer.candidates.forEach(expect);
        const pixels = image.width * image.height;
        const found = answer.candidates.map((/** @type {any} */ c) => ({ key: c.id, score: c.score, share: c.area / pixels }));
        return found;
    } catch (e) {
        if (/** @type {{status?: number}} */ (e).status === 422) {
            store.toast('Nothing found there: draw a box around it, or paint it with the brush');
        } else {
            store.fail(e);
        }
        return null;
    } finally {
        if (!signal.aborted) {
            store.set({ picking: false });
        }
    }
}

/**
 * @param {Box} box
 * @param {Point} p
 * @returns {Box} that has the point in it
 */
function around(box, p) {
    return {
        left: Math.min(box.left, Math.floor(p.x)),
        top: Math.min(box.top, Math.floor(p.y)),
        right: Math.max(box.right, Math.ceil(p.x)),
        bottom: Math.max(box.bottom, Math.ceil(p.y)),
    };
}
