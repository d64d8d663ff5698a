// SPDX-License-Identifier: Apache-2.0
// @ts-check
import { ease, sampler } from './trajectory.js';

/** @typedef {import('../types.js').Pose} Pose */
/** @typedef {import('../types.js').Point} Point */
/** @typedef {import('../types.js').Disc} Disc */
/** @typedef {import('../types.js').Doc} Doc */
/** @typedef {import('../types.js').CameraMove} CameraMove */
/** @typedef {import('../types.js').Trajectory} Trajectory */

/** @type {Pose} */
export const STILL = Object.freeze({ zoom: 1, dx: 0, dy: 0 });

/**
 * Where something is at one moment, the camera in it.
 *
 * @typedef {{disc: Disc, scale: number, visible: boolean, pose: Pose}} Placed
 */

/**
 * @param {Pose} pose
 * @param {Point} p
 * @returns {Point}
 */
export function apply(pose, p) {
    return { x: pose.zoom * p.x + pose.dx, y: pose.zoom * p.y + pose.dy };
}

/**
 * First one, then the other.
 *
 * @param {Pose} first
 * @param {Pose} next
 * @returns {Pose}
 */
export function composed(first, next) {
    return {
        zoom: next.zoom * first.zoom,
        dx: next.zoom * first.dx + next.dx,
        dy: next.zoom * first.dy + next.dy,
    };
}

/**
 * @param {Pose} pose
 * @returns {Pose}
 */
export function inverse(pose) {
    return { zoom: 1 / pose.zoom, dx: -pose.dx / pose.zoom, dy: -pose.dy / pose.zoom };
}

/** @param {Pose} pose */
export function isStill(pose) {
    return Math.abs(pose.zoom - 1) < 1e-6 && Math.abs(pose.dx) < 1e-3 && Math.abs(pose.dy) < 1e-3;
}

/**
 * What one camera move does at a time. The zoom grows by the same ratio every moment, so that it looks steady.
 *
 * @param {CameraMove} move
 * @param {number} time 0..1
 * @returns {Pose}
 */
export function movePose(move, time) {
    const u = ease(move.easing, Math.min(1, Math.max(0, (time - move.from) / (move.to - move.from))));
    const zoom = Math.pow(move.zoom, u);
    return {
        zoom,
        dx: move.centre[0] * (1 - zoom) - u * move.pan[0],
        dy: move.centre[1] * (1 - zoom) - u * move.pan[1],
    };
}

/**
 * All moves together, in their order.
 *
 * @param {readonly CameraMove[]} moves
 * @param {number} time 0..1
 * @returns {Pose} source pixels to the frame's
 */
export function cameraPose(moves, time) {
    return moves.reduce((pose, move) => composed(pose, movePose(move, time)), STILL);
}

/**
 * A thing's place over time: its disc, carried along its trajectory and by the camera.
 *
 * @param {Trajectory} trajectory
 * @param {Disc} incircle of its mask
 * @param {readonly CameraMove[]} camera
 * @returns {(time: number) => Placed}
 */
export function placer(trajectory, incircle, camera) {
    const first = trajectory.keyframes[0];
    if (!first) {
        return (time) => placed(cameraPose(camera, time), incircle, incircle.x, incircle.y, 1, true);
    }
    const start = trajectory.anchor === 'offset' ? incircle : { x: first.x, y: first.y, radius: incircle.radius };
    const at = sampler(trajectory);
    return (time) => {
        const s = at(time);
        const x = start.x + s.x - first.x;
        const y = start.y + s.y - first.y;
        return placed(cameraPose(camera, time), start, x, y, s.scale, s.visible);
    };
}

/**
 * @param {Pose} camera
 * @param {Disc} start
 * @param {number} ownX
 * @param {number} ownY
 * @param {number} ownScale
 * @param {boolean} visible
 * @returns {Placed}
 */
function placed(camera, start, ownX, ownY, ownScale, visible) {
    const { x, y } = apply(camera, { x: ownX, y: ownY });
    const scale = camera.zoom * ownScale;
    return {
        disc: { x, y, radius: start.radius * scale },
        scale,
        visible,
        pose: { zoom: scale, dx: x - scale * start.x, dy: y - scale * start.y },
    };
}

/**
 * The time of frame f of n.
 *
 * @param {number} f
 * @param {number} n
 */
export function frameTime(f, n) {
    return n === 1 ? 0 : f / (n - 1);
}

/** The four discs that carry a moving camera, one a quadrant: radius as a share of the picture's shorter side. */
const CAMERA_RADIUS = 50 / 320;

/**
 * @param {Doc} doc
 * @param {number} time
 * @returns {Disc[]} none while the camera never moves
 */
export function cameraDiscs(doc, time) {
    if (!doc.image || doc.camera.length === 0) {
        return [];
    }
    const { width, height } = doc.image;
    const pose = cameraPose(doc.camera, time);
    const radius = CAMERA_RADIUS * Math.min(width, height) * pose.zoom;
    return [0, 1, 2, 3].map((corner) => ({
        ...apply(pose, {
            x: (width - 1) * (corner % 2 === 0 ? 0.25 : 0.75),
            y: (height - 1) * (corner < 2 ? 0.25 : 0.75),
        }),
        radius,
    }));
}

/**
 * A disc that the server gave frame by frame.
 *
 * @param {{x: number[], y: number[], radius: number[]}} track
 * @param {number} time 0..1
 * @returns {Disc}
 */
export function trackDisc({ x, y, radius }, time) {
    const at = time * (x.length - 1);
    const f = Math.min(Math.floor(at), Math.max(0, x.length - 2));
    const between = (/** @type {number[]} */ v) => v[f] + (at - f) * ((v[f + 1] ?? v[f]) - v[f]);
    return { x: between(x), y: between(y), radius: between(radius) };
}
