// SPDX-License-Identifier: Apache-2.0
// @ts-check
// What lies under the pointer.
import { contains } from '../geometry/mask.js';
import { apply, inverse } from '../geometry/motion.js';
import { nearest } from '../geometry/trajectory.js';
import { liesBehind } from './plate.js';

/** @typedef {import('../types.js').Point} Point */
/** @typedef {import('./stage.js').Stage} Stage */

/**
 * @typedef {{kind: 'keyframe', entity: string, index: number}
 *     | {kind: 'scale', entity: string, index: number}
 *     | {kind: 'path', entity: string, time: number}
 *     | {kind: 'thing', entity: string}} Hit
 */

/** CSS pixels: as large as a finger needs for touch, smaller for a mouse. */
const REACH = { mouse: 9, pen: 11, touch: 20 };

/**
 * The middle of an entity's disc when it is at a keyframe, the camera left out: where its handles are drawn.
 *
 * @param {import('./animatic.js').Actor} actor
 * @param {number} index
 * @returns {import('../types.js').Disc}
 */
export function discAt(actor, index) {
    const { keyframes, anchor } = actor.entity.trajectory;
    const k = keyframes[index];
    const disc = actor.mask.disc;
    const own = anchor === 'offset' ? { x: disc.x + k.x - keyframes[0].x, y: disc.y + k.y - keyframes[0].y } : k;
    return { x: own.x, y: own.y, radius: disc.radius * k.scale };
}

/**
 * @param {Stage} stage
 * @param {Point} at stage, CSS pixels
 * @param {string} pointer its type
 * @param {string | null} selected
 * @param {number | null} keyframe
 * @returns {Hit | null} handles first, then the selected path, then things from the top
 */
export function hit(stage, at, pointer, selected, keyframe) {
    const reach = REACH[/** @type {keyof typeof REACH} */ (pointer)] ?? REACH.mouse;
    const view = stage.viewport;
    const p = view.toSource(at);
    const actor = stage.cast?.actor(selected);
    if (actor && !actor.entity.frozen) {
        const keyframes = actor.entity.trajectory.keyframes;
        if (keyframe !== null && keyframes[keyframe]) {
            const disc = discAt(actor, keyframe);
            const handle = view.toStage({ x: disc.x + disc.radius, y: disc.y });
            if (Math.hypot(handle.x - at.x, handle.y - at.y) <= reach) {
                return { kind: 'scale', entity: actor.entity.key, index: keyframe };
            }
        }
        let best = { index: -1, distance: reach };
        keyframes.forEach((k, index) => {
            const s = view.toStage(k);
            const distance = Math.hypot(s.x - at.x, s.y - at.y);
            // of two in one place the later, which is drawn on top
            if (distance <= best.distance) {
                best = { index, distance };
            }
        });
        if (best.index >= 0) {
            return { kind: 'keyframe', entity: actor.entity.key, index: best.index };
        }
        const near = nearest(actor.entity.trajectory, p);
        if (near.distance * view.zoom <= reach * 0.7 && keyframes.length > 1) {
            return { kind: 'path', entity: actor.entity.key, time: near.time };
        }
    }
    const entity = thingAt(stage, p);
    return entity ? { kind: 'thing', entity } : null;
}

/**
 * The topmost thing at a place: where it is in the first frame, or where it is shown now.
 *
 * @param {Stage} stage
 * @param {Point} p source
 * @returns {string | null} its key
 */
export function thingAt(stage, p) {
    const actors = [...(stage.cast?.actors ?? [])].reverse();
    const shown = actors.find((a) => {
        const placed = a.at(stage.time);
        return placed.visible && contains(a.mask.pixels, apply(inverse(placed.pose), p));
    });
    const still = actors.find((a) => contains(a.mask.pixels, p));
    const found = [shown, still].find((a) => a && !liesBehind(a.entity, a.mask) && a.entity.kind !== 'whole');
    return found?.entity.key ?? null;
}
