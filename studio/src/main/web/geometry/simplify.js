// SPDX-License-Identifier: Apache-2.0
// @ts-check
import { drawn, polyline } from './trajectory.js';

/** @typedef {import('../types.js').Point} Point */
/** @typedef {import('../types.js').Trajectory} Trajectory */

/**
 * Smooths the tremor of a hand or a mouse: each point becomes the mean of its neighbourhood, the ends stay.
 *
 * @param {readonly Point[]} points
 * @param {number} reach neighbours on either side
 * @returns {Point[]}
 */
export function steadied(points, reach = 2) {
    return points.map((p, i) => {
        const r = Math.min(reach, i, points.length - 1 - i);
        let x = 0;
        let y = 0;
        for (let j = i - r; j <= i + r; j++) {
            x += points[j].x;
            y += points[j].y;
        }
        return { x: x / (2 * r + 1), y: y / (2 * r + 1) };
    });
}

/**
 * A drawn line as a trajectory of few keyframes that goes through the line within a tolerance: starts with its two ends
 * and adds, again and again, the point of the line that the curve misses by most. The curve itself is measured, not a
 * polygon, so that smooth lines need few points.
 *
 * @param {readonly Point[]} points as drawn, source pixels, at least one
 * @param {number} tolerance source pixels
 * @param {number} [most] keyframes
 * @returns {Trajectory} at constant speed over the whole clip
 */
export function fewKeyframes(points, tolerance, most = 24) {
    const line = resample(steadied(points), 160);
    if (line.length < 3) {
        return drawn(line);
    }
    let chosen = [0, line.length - 1];
    for (;;) {
        const trajectory = drawn(chosen.map((i) => line[i]));
        const curve = polyline(trajectory, 24);
        let worst = -1;
        let miss = tolerance;
        for (let i = 1; i < line.length - 1; i++) {
            if (!chosen.includes(i)) {
                const d = distanceTo(curve, line[i]);
                if (d > miss) {
                    miss = d;
                    worst = i;
                }
            }
        }
        if (worst < 0 || chosen.length >= most) {
            return trajectory;
        }
        chosen = [...chosen, worst].sort((a, b) => a - b);
    }
}

/**
 * Points evenly spread along the line.
 *
 * @param {readonly Point[]} points
 * @param {number} most
 * @returns {Point[]}
 */
export function resample(points, most) {
    const length = [0];
    for (let i = 1; i < points.length; i++) {
        length.push(length[i - 1] + Math.hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y));
    }
    const total = length[length.length - 1];
    if (total === 0) {
        return [{ x: points[0].x, y: points[0].y }];
    }
    const n = Math.max(2, Math.min(most, points.length * 4));
    const out = [];
    let j = 0;
    for (let i = 0; i < n; i++) {
        const want = (total * i) / (n - 1);
        while (j < length.length - 2 && length[j + 1] < want) {
            j++;
        }
        const span = length[j + 1] - length[j];
        const u = span === 0 ? 0 : (want - length[j]) / span;
        out.push({
            x: points[j].x + u * (points[j + 1].x - points[j].x),
            y: points[j].y + u * (points[j + 1].y - points[j].y),
        });
    }
    return out;
}

/**
 * @param {readonly Point[]} line
 * @param {Point} p
 */
export function distanceTo(line, p) {
    let best = Infinity;
    for (let i = 0; i + 1 < line.length; i++) {
        const a = line[i];
        const b = line[i + 1];
        const dx = b.x - a.x;
        const dy = b.y - a.y;
        const squared = dx * dx + dy * dy;
        const u = squared === 0 ? 0 : Math.max(0, Math.min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / squared));
        best = Math.min(best, Math.hypot(a.x + u * dx - p.x, a.y + u * dy - p.y));
    }
    return best;
}
