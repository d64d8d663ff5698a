// SPDX-License-Identifier: Apache-2.0
// @ts-check
// The tool that one begins with: a click selects, a drag from a thing says where it goes, a drag beside things is a box.
// Handles can be taken hold of with it and with the tool that only edits.
import { changeEntity, entityOf, setTrajectory } from '../../app/doc.js';
import { adds, dropExpected, expectClick, finishRefining, pickThing, refine, shiftedTogether } from '../../app/select.js';
import { store } from '../../app/store.js';
import { changeKeyframe, insertKeyframe } from '../../geometry/trajectory.js';
import { discAt, hit, thingAt } from '../hit.js';
import { outline, outlined, pin } from '../marks.js';
import { zrender } from '../zrender.js';
import { draw } from './path.js';

/** @typedef {import('../../types.js').Point} Point */
/** @typedef {import('../hit.js').Hit} Hit */
/** @typedef {import('../stage.js').Stage} Stage */
/** @typedef {import('../stage.js').Touch} Touch */
/** @typedef {import('./tools.js').Tool} Tool */

/** CSS pixels that a click may wander. */
const CLICK = 5;

/** @type {{touch: Touch, hit: Hit | null, way: 'click' | 'handle' | 'path' | 'box', last: Point, first: boolean} | null} */
let held = null;

/** @param {Stage} stage @param {Touch} touch */
function under(stage, touch) {
    return hit(stage, touch.at, touch.pointer, store.state.selected, store.state.keyframe);
}

/** @param {Stage} stage @param {Touch} touch */
function dragHandle(stage, touch) {
    const now = held?.hit;
    if (!held || !now || now.kind === 'thing') {
        return;
    }
    const { last } = held;
    held.last = touch.p;
    const mark = `handle ${now.kind}`;
    if (now.kind === 'path') {
        store.edit('Move the path', (doc) =>
            shiftedTogether(doc, now.entity, touch.p.x - last.x, touch.p.y - last.y), mark);
    } else if (now.kind === 'keyframe') {
        store.edit('Move a point', (doc) =>
            changeEntity(doc, now.entity, (e) => ({
                trajectory: changeKeyframe(e.trajectory, now.index, { x: touch.p.x, y: touch.p.y }),
            })), mark);
        store.set({ keyframe: now.index });
    } else {
        const actor = stage.cast?.actor(now.entity);
        if (actor && actor.mask.disc.radius > 0) {
            const centre = discAt(actor, now.index);
            const scale = Math.hypot(touch.p.x - centre.x, touch.p.y - centre.y) / actor.mask.disc.radius;
            store.edit('Change the size', (doc) =>
                changeEntity(doc, now.entity, (e) => ({
                    trajectory: changeKeyframe(e.trajectory, now.index, { scale: Math.round(scale * 100) / 100 }),
                })), mark);
        }
    }
}

/**
 * What a click there means.
 *
 * @param {Stage} stage
 * @param {Touch} touch
 * @returns {'leave' | 'refine' | 'less' | 'select' | 'find' | 'wait'}
 */
function meaning(stage, touch) {
    const { refining, selected, picking } = store.state;
    const image = store.doc.image;
    if (!image || touch.p.x < 0 || touch.p.y < 0 || touch.p.x >= image.width || touch.p.y >= image.height) {
        return 'leave';
    }
    if (refining) {
        return 'refine';
    }
    if (touch.shift && selected && entityOf(store.doc, selected)?.prompts.positive.length) {
        return 'less';
    }
    if (thingAt(stage, touch.p) && !touch.alt) {
        return 'select';
    }
    return picking ? 'wait' : 'find';
}

/** @param {Stage} stage @param {Touch} touch */
function click(stage, touch) {
    const { refining, selected } = store.state;
    switch (meaning(stage, touch)) {
        case 'leave':
            store.set({ selected: null, keyframe: null, refining: null, candidates: [] });
            break;
        case 'refine':
            refine(refining ?? '', touch.p, adds(touch.shift));
            break;
        case 'less':
            refine(selected ?? '', touch.p, false);
            break;
        case 'select':
            store.set({ selected: thingAt(stage, touch.p), keyframe: null, cameraMove: null, tab: 'motion' });
            break;
        case 'find':
            stage.seek(0);
            pickThing({ point: touch.p });
            break;
    }
}

/** @type {Tool} */
export const pick = {
    down(stage, touch) {
        const found = under(stage, touch);
        const handle = found !== null && found.kind !== 'thing';
        if (found?.kind === 'path' && touch.clicks === 2) {
            insertAt(found.entity, found.time, touch.p);
            return;
        }
        // where a path begins lies on its thing: a drag from there draws the path anew, a click chooses the point
        const first =
            store.state.tool === 'pick' && found?.kind === 'keyframe' && found.index === 0 && thingAt(stage, touch.p) === found.entity;
        if (handle) {
            store.set({ playing: false, keyframe: 'index' in found ? found.index : null });
            stage.time = 0;
        }
        /** @type {Hit | null} */
        const taken = first ? { kind: 'thing', entity: found.entity } : found;
        held = { touch, hit: taken, way: handle && !first ? 'handle' : 'click', last: touch.p, first };
        if (held.way === 'click' && !first && store.state.tool === 'pick' && meaning(stage, touch) === 'find') {
            expectClick(touch.p);
        }
    },
    move(stage, touch, down) {
        if (!down || !held) {
            stage.hover = under(stage, touch);
            return;
        }
        const moved = Math.hypot(touch.at.x - held.touch.at.x, touch.at.y - held.touch.at.y) > CLICK;
        if (held.way === 'click' && moved) {
            const onThing = held.hit?.kind === 'thing' && !entityOf(store.doc, held.hit.entity)?.frozen;
            held.way = onThing && !touch.command ? 'path' : 'box';
            dropExpected();
            if (held.way === 'path' && held.hit) {
                finishRefining();
                store.set({ selected: held.hit.entity, keyframe: null });
                draw.down?.(stage, held.touch);
            }
        }
        if (held.way === 'handle') {
            dragHandle(stage, touch);
        } else if (held.way === 'path') {
            draw.move?.(stage, touch, true);
        } else {
            held.last = touch.p;
        }
    },
    up(stage, touch) {
        const now = held;
        held = null;
        if (!now) {
            return;
        }
        if (now.way === 'handle') {
            store.settle();
        } else if (now.way === 'path') {
            draw.up?.(stage, touch);
        } else if (now.way === 'box') {
            askBox(stage, now.touch.p, touch.p);
        } else if (!now.first) {
            // as it was when the button went down, which is what was asked ahead
            click(stage, now.touch);
        }
    },
    cancel(stage) {
        held = null;
        dropExpected();
        draw.cancel?.(stage);
    },
    cursor: (stage) => cursorOver(stage, 'crosshair'),
    castShown: (stage) => draw.castShown?.(stage) ?? null,
    timeShown: (stage) => draw.timeShown?.(stage) ?? null,
    draw: (stage) => (held?.way === 'box' ? [drawnBox(stage, held.touch.p, held.last)] : (draw.draw?.(stage) ?? [])),
};

/** Edits what is there and selects nothing new. @type {Tool} */
export const move = {
    ...pick,
    move(stage, touch, down) {
        if (!down || !held) {
            stage.hover = under(stage, touch);
        } else if (held.way === 'handle') {
            dragHandle(stage, touch);
        }
    },
    up(stage, touch) {
        const now = held;
        held = null;
        if (now?.way === 'handle') {
            store.settle();
        } else if (now) {
            store.set({ selected: thingAt(stage, touch.p), keyframe: null });
        }
    },
    cursor: (stage) => cursorOver(stage, 'default'),
};

/** @type {{from: Point, to: Point} | null} */
let frame = null;

/** Always a box, on things too. @type {Tool} */
export const box = {
    down(_, touch) {
        frame = { from: touch.p, to: touch.p };
    },
    move(_, touch, down) {
        if (down && frame) {
            frame = { ...frame, to: touch.p };
        }
    },
    up(stage) {
        if (frame) {
            askBox(stage, frame.from, frame.to);
        }
        frame = null;
    },
    cancel() {
        frame = null;
    },
    draw: (stage) => (frame ? [drawnBox(stage, frame.from, frame.to)] : []),
};

/**
 * @param {string} key
 * @param {number} time
 * @param {Point} where
 */
export function insertAt(key, time, where) {
    const entity = entityOf(store.doc, key);
    if (entity) {
        const { trajectory, index } = insertKeyframe(entity.trajectory, time, where);
        store.edit('Insert a point', (doc) => setTrajectory(doc, key, trajectory));
        store.set({ keyframe: index, playing: false });
    }
}

/** @param {Stage} stage @param {Point} a @param {Point} b */
function askBox(stage, a, b) {
    const image = store.doc.image;
    if (!image) {
        return;
    }
    const within = (/** @type {number} */ v, /** @type {number} */ most) => Math.round(Math.min(most, Math.max(0, v)));
    const found = {
        left: within(Math.min(a.x, b.x), image.width),
        top: within(Math.min(a.y, b.y), image.height),
        right: within(Math.max(a.x, b.x), image.width),
        bottom: within(Math.max(a.y, b.y), image.height),
    };
    if ((found.right - found.left) * stage.viewport.zoom > 6 && (found.bottom - found.top) * stage.viewport.zoom > 6) {
        stage.seek(0);
        pickThing({ box: found });
    }
}

/** @param {Stage} stage @param {string} otherwise */
function cursorOver(stage, otherwise) {
    switch (stage.hover?.kind) {
        case 'keyframe':
            return 'move';
        case 'path':
            return 'move';
        case 'scale':
            return 'ew-resize';
        case 'thing':
            return 'grab';
        default:
            return otherwise;
    }
}

/** A box while it is drawn, filled below its rim. */
const drag = outlined(zrender.Rect);
drag.childrenRef()[0].setStyle('fill', 'rgba(255, 255, 255, 0.12)');

/**
 * @param {Stage} stage
 * @param {Point} a
 * @param {Point} b
 */
function drawnBox(stage, a, b) {
    const { zoom } = stage.viewport;
    const size = { width: Math.abs(b.x - a.x) * zoom, height: Math.abs(b.y - a.y) * zoom };
    return pin(outline(drag, '#fff', 1.5, size, [6, 4]), { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y) }, zoom);
}
