// SPDX-License-Identifier: Apache-2.0
// @ts-check
// What can be done to a document: pure functions, each gives a new one.
import { HOLD, drawn } from '../geometry/trajectory.js';

/** @typedef {import('../types.js').Doc} Doc */
/** @typedef {import('../types.js').Entity} Entity */
/** @typedef {import('../types.js').ImageRef} ImageRef */
/** @typedef {import('../types.js').Trajectory} Trajectory */
/** @typedef {import('../types.js').CameraMove} CameraMove */
/** @typedef {import('../types.js').Kind} Kind */

/** Colours of entities, in the order in which they are given; legible on photographs, told apart by the colour-blind. */
export const PALETTE = ['#ff8a3d', '#37b6ff', '#ffd23f', '#8be04e', '#ff6fb5', '#a78bfa', '#2ee6c5', '#ff5d5d', '#c3c9d4'];

/** @type {Doc} */
export const EMPTY = Object.freeze({
    image: null,
    frames: 14,
    fps: 7,
    entities: [],
    camera: [],
    lockRest: false,
    settings: {},
});

const KIND_NAMES = { thing: 'thing', background: 'background', whole: 'whole image', lock: 'lock' };

/** @returns {string} */
export function freshKey() {
    return 'e' + Math.random().toString(36).slice(2, 10);
}

/**
 * A name that no entity has: thing 1, thing 2, ...
 *
 * @param {Doc} doc
 * @param {string} stem
 */
export function freshName(doc, stem) {
    const taken = new Set(doc.entities.map((e) => e.name));
    if (stem !== 'thing' && !taken.has(stem)) {
        return stem;
    }
    let n = 1;
    while (taken.has(`${stem} ${n}`)) {
        n++;
    }
    return `${stem} ${n}`;
}

/**
 * @param {Doc} doc
 * @param {Partial<Entity> & {kind: Kind}} given
 * @returns {{doc: Doc, key: string}}
 */
export function addEntity(doc, given) {
    const used = doc.entities.map((e) => e.colour);
    const free = PALETTE.findIndex((_, i) => !used.includes(i));
    /** @type {Entity} */
    const entity = {
        key: freshKey(),
        name: freshName(doc, KIND_NAMES[given.kind]),
        colour: free >= 0 ? free : doc.entities.length % PALETTE.length,
        mask: null,
        prompts: { positive: [], negative: [], box: null },
        trajectory: HOLD,
        hidden: false,
        frozen: false,
        ...given,
    };
    // what lies behind begins below everything
    const behind = given.kind === 'background' || given.kind === 'whole';
    const entities = behind ? [...doc.entities, entity] : [entity, ...doc.entities];
    return { doc: { ...doc, entities }, key: entity.key };
}

/**
 * @param {Doc} doc
 * @param {string} key
 * @param {Partial<Entity> | ((e: Entity) => Partial<Entity>)} change
 * @returns {Doc}
 */
export function changeEntity(doc, key, change) {
    return {
        ...doc,
        entities: doc.entities.map((e) => {
            if (e.key !== key) {
                return e;
            }
            const next = { ...e, ...(typeof change === 'function' ? change(e) : change) };
            return next.kind === 'lock' && next.trajectory.keyframes.length > 0 ? { ...next, trajectory: HOLD } : next;
        }),
    };
}

/**
 * @param {Doc} doc
 * @param {string} key
 * @returns {Doc}
 */
export function removeEntity(doc, key) {
    return { ...doc, entities: doc.entities.filter((e) => e.key !== key) };
}

/**
 * @param {Doc} doc
 * @param {string} key
 * @param {number} to its new index, 0 is on top
 * @returns {Doc}
 */
export function moveEntity(doc, key, to) {
    const entity = doc.entities.find((e) => e.key === key);
    if (!entity) {
        return doc;
    }
    const others = doc.entities.filter((e) => e.key !== key);
    others.splice(Math.max(0, Math.min(others.length, to)), 0, entity);
    return { ...doc, entities: others };
}

/**
 * @param {Doc} doc
 * @param {string} key
 * @returns {{doc: Doc, key: string}}
 */
export function duplicateEntity(doc, key) {
    const at = doc.entities.findIndex((e) => e.key === key);
    const copy = { ...doc.entities[at], key: freshKey(), name: freshName(doc, doc.entities[at].name + ' copy') };
    const entities = [...doc.entities.slice(0, at), copy, ...doc.entities.slice(at)];
    return { doc: { ...doc, entities }, key: copy.key };
}

/**
 * @param {Doc} doc
 * @param {string | null} key
 * @returns {Entity | null}
 */
export function entityOf(doc, key) {
    return doc.entities.find((e) => e.key === key) ?? null;
}

/**
 * @param {Doc} doc
 * @param {string} key
 * @param {Trajectory} trajectory
 * @returns {Doc}
 */
export function setTrajectory(doc, key, trajectory) {
    return changeEntity(doc, key, (e) => ({ trajectory, kind: e.kind === 'lock' ? 'thing' : e.kind }));
}

/**
 * @param {ImageRef} image
 * @param {Partial<CameraMove>} [given]
 * @returns {CameraMove}
 */
export function cameraMove(image, given = {}) {
    return {
        from: 0,
        to: 1,
        pan: [0, 0],
        zoom: 1,
        centre: [(image.width - 1) / 2, (image.height - 1) / 2],
        easing: 'ease-in-out',
        ...given,
    };
}

/**
 * @param {Doc} doc
 * @param {number} index
 * @param {Partial<CameraMove>} change
 * @returns {Doc}
 */
export function changeCamera(doc, index, change) {
    return {
        ...doc,
        camera: doc.camera.map((m, i) => {
            if (i !== index) {
                return m;
            }
            const next = { ...m, ...change };
            // a move lasts at least a hundredth of the clip
            next.from = Math.max(0, Math.min(next.from, 0.99));
            next.to = Math.min(1, Math.max(next.to, next.from + 0.01));
            return next;
        }),
    };
}

/**
 * The paper's four kinds (figure 9) on a picture: what is there stays, what the kind needs is added, ready to be changed.
 *
 * @param {Doc} doc with an image
 * @param {'foreground' | 'background' | 'both' | 'camera'} kind
 * @returns {{doc: Doc, key: string | null}} the entity to go on with
 */
export function preset(doc, kind) {
    const image = /** @type {ImageRef} */ (doc.image);
    if (kind === 'camera') {
        const move = cameraMove(image, { zoom: 1.25 });
        return { doc: { ...doc, camera: doc.camera.length > 0 ? doc.camera : [move] }, key: null };
    }
    let next = { ...doc, lockRest: kind === 'foreground' };
    let key = next.entities.find((e) => e.kind === 'thing')?.key ?? null;
    if (kind !== 'foreground' && !next.entities.some((e) => e.kind === 'background')) {
        const across = image.width / 8;
        const y = image.height / 4;
        const added = addEntity(next, {
            kind: 'background',
            mask: 'rest',
            trajectory: drawn([{ x: image.width / 2, y }, { x: image.width / 2 + across, y }]),
        });
        next = added.doc;
        key = kind === 'background' ? added.key : key;
    }
    return { doc: next, key };
}
