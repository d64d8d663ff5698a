// SPDX-License-Identifier: Apache-2.0
// @ts-check
// What lies under the pointer. zrender tells handles, points and path apart; of points the nearest is taken, where there are many
// in reach, and things are as their masks are.
import { contains } from '../geometry/mask.js';
import { apply, inverse } from '../geometry/motion.js';
import { distanceTo } from '../geometry/simplify.js';
import { nearest } from '../geometry/trajectory.js';
import { Dots } from './marks.js';
import { liesBehind } from './plate.js';
import { zrender } from './zrender.js';

/** @typedef {import('../types.js').Point} Point */
/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./animatic.js').Actor} Actor */

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
 * @param {Actor} actor
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

/** All within reach of a line. zrender's own answer for a stroke goes on beyond its ends and corners, as far again as it is wide. */
const Thread = zrender.Path.extend({
    type: 'thread',
    shape: { points: /** @type {Point[]} */ ([]), r: 0 },
    buildPath() {},
    contain(x, y) {
        const [ownX, ownY] = this.transformCoordToLocal(x, y);
        const { points, r } = this.shape;
        return points.length > 0 && distanceTo(points, { x: ownX, y: ownY }) <= r;
    },
});

/** What the selected thing can be taken hold of by: nodes that are hit and not seen, the last one first. */
export class Grips {
    constructor() {
        this.group = new zrender.Group();
        this.reach = REACH.mouse;
        this.zoom = 1;
        this.path = new Thread({ name: 'path', invisible: true });
        this.points = new Dots({ name: 'keyframe', invisible: true });
        this.handle = new Dots({ name: 'scale', invisible: true });
        for (const node of [this.path, this.points, this.handle]) {
            this.group.add(node);
        }
    }

    /**
     * @param {Actor | null} actor
     * @param {number | null} keyframe the chosen one
     * @param {Point[]} line of its path
     * @param {number} zoom
     */
    update(actor, keyframe, line, zoom) {
        this.group.attr('ignore', actor === null || actor.entity.frozen);
        this.zoom = zoom;
        if (actor) {
            const { keyframes } = actor.entity.trajectory;
            const disc = keyframe !== null && keyframes[keyframe] ? discAt(actor, keyframe) : null;
            this.path.setShape({ points: keyframes.length > 1 ? apart(line, 1 / zoom).map((i) => line[i]) : [] });
            this.points.setShape({ points: apart(keyframes, 1 / zoom).map((i) => keyframes[i]) });
            this.handle.setShape({ points: disc ? [{ x: disc.x + disc.radius, y: disc.y }] : [] });
            this.widen();
        }
    }

    /** @param {string} pointer its type */
    reachOf(pointer) {
        const reach = REACH[/** @type {keyof typeof REACH} */ (pointer)] ?? REACH.mouse;
        if (reach !== this.reach) {
            this.reach = reach;
            this.widen();
        }
    }

    widen() {
        const r = this.reach / this.zoom;
        this.path.setShape({ r: 0.7 * r });
        this.points.setShape({ r });
        this.handle.setShape({ r });
    }
}

/**
 * Which points of a line are not nearer to the last one taken than so; first and last always are.
 *
 * @param {readonly Point[]} points
 * @param {number} least
 * @param {(index: number) => boolean} [also]
 * @returns {number[]}
 */
export function apart(points, least, also = () => false) {
    /** @type {number[]} */
    const taken = [];
    let last = { x: Infinity, y: Infinity };
    points.forEach((p, i) => {
        if (Math.hypot(p.x - last.x, p.y - last.y) >= least || i === points.length - 1 || also(i)) {
            taken.push(i);
            last = p;
        }
    });
    return taken;
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
    const { grips, layer } = stage.overlay;
    grips.reachOf(pointer);
    const kind = layer.zr?.findHover(at.x, at.y).target?.name;
    const actor = stage.cast?.actor(selected);
    const p = stage.viewport.toSource(at);
    if (kind && actor) {
        const { key, trajectory } = actor.entity;
        if (kind === 'path') {
            return { kind, entity: key, time: nearest(trajectory, p).time };
        }
        const index = kind === 'scale' ? keyframe : nearestOf(trajectory.keyframes, p);
        if (index !== null) {
            return { kind: /** @type {'scale' | 'keyframe'} */ (kind), entity: key, index };
        }
    }
    const entity = thingAt(stage, p);
    return entity ? { kind: 'thing', entity } : null;
}

/**
 * @param {readonly Point[]} points
 * @param {Point} p
 * @returns {number | null} of two in one place the later, which is drawn on top
 */
function nearestOf(points, p) {
    let best = Infinity;
    /** @type {number | null} */
    let found = null;
    points.forEach((q, i) => {
        const distance = Math.hypot(q.x - p.x, q.y - p.y);
        if (distance <= best) {
            best = distance;
            found = i;
        }
    });
    return found;
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
