// SPDX-License-Identifier: Apache-2.0
// @ts-check
import { monotoneCubic, segment } from './pchip.js';

/** @typedef {import('../types.js').Keyframe} Keyframe */
/** @typedef {import('../types.js').Trajectory} Trajectory */
/** @typedef {import('../types.js').Easing} Easing */
/** @typedef {import('../types.js').Point} Point */

/** As many as a scene file may have. */
export const MAX_KEYFRAMES = 10000;
/** Two keyframes are not brought nearer than this in time: a 4096-frame clip still has one frame between them. */
export const LEAST_GAP = 1 / 8192;

/** @type {Trajectory} */
export const HOLD = Object.freeze({ anchor: 'offset', keyframes: Object.freeze([]) });

/** @type {readonly Easing[]} */
export const EASINGS = ['linear', 'ease-in', 'ease-out', 'ease-in-out', 'hold'];

/**
 * @param {number} time
 * @param {number} x
 * @param {number} y
 * @returns {Keyframe}
 */
export function keyframe(time, x, y) {
    return { time, x, y, scale: 1, easing: 'linear', visible: true };
}

/**
 * The eased progress between two keyframes.
 *
 * @param {Easing} easing
 * @param {number} u plain progress, 0..1
 */
export function ease(easing, u) {
    switch (easing) {
        case 'ease-in':
            return u * u;
        case 'ease-out':
            return u * (2 - u);
        case 'ease-in-out':
            return u * u * (3 - 2 * u);
        case 'hold':
            return u < 1 ? 0 : 1;
        default:
            return u;
    }
}

/**
 * A sampler of position, scale and visibility; prepare once, ask for many times.
 *
 * @param {Trajectory} trajectory with at least one keyframe
 * @returns {(time: number) => {x: number, y: number, scale: number, visible: boolean}}
 */
export function sampler(trajectory) {
    const keyframes = trajectory.keyframes;
    const at = keyframes.map((k) => k.time);
    const x = monotoneCubic(at, keyframes.map((k) => k.x));
    const y = monotoneCubic(at, keyframes.map((k) => k.y));
    const scale = monotoneCubic(at, keyframes.map((k) => k.scale));
    const last = at.length - 1;
    return (time) => {
        let eased = time;
        if (time > at[0] && time < at[last]) {
            const i = segment(at, time);
            const h = at[i + 1] - at[i];
            eased = at[i] + h * ease(keyframes[i].easing, (time - at[i]) / h);
        }
        return { x: x(eased), y: y(eased), scale: scale(eased), visible: keyframeAt(keyframes, time).visible };
    };
}

/**
 * @param {readonly Keyframe[]} keyframes
 * @param {number} time
 */
function keyframeAt(keyframes, time) {
    let current = keyframes[0];
    for (const k of keyframes) {
        // sampling times and imported times are both i/(n-1); a rounding bit must not hide a frame
        if (k.time <= time + 1e-9) {
            current = k;
        }
    }
    return current;
}

/**
 * Whether the thing stays as it is: no keyframe, or all alike.
 *
 * @param {Trajectory} trajectory
 */
export function isHold(trajectory) {
    const [first, ...others] = trajectory.keyframes;
    return others.every((k) => k.x === first.x && k.y === first.y && k.scale === first.scale);
}

/**
 * The way as a line to draw: points evenly spread between each two keyframes, easing left out, for it changes only when
 * a place is reached.
 *
 * @param {Trajectory} trajectory
 * @param {number} [pieces] between two keyframes
 * @returns {Point[]}
 */
export function polyline(trajectory, pieces = 16) {
    const keyframes = trajectory.keyframes;
    if (keyframes.length < 2) {
        return keyframes.map(({ x, y }) => ({ x, y }));
    }
    const at = keyframes.map((k) => k.time);
    const x = monotoneCubic(at, keyframes.map((k) => k.x));
    const y = monotoneCubic(at, keyframes.map((k) => k.y));
    const per = Math.max(2, Math.min(pieces, Math.ceil(4000 / keyframes.length)));
    const points = [];
    for (let i = 0; i + 1 < at.length; i++) {
        for (let p = 0; p < per; p++) {
            const t = at[i] + ((at[i + 1] - at[i]) * p) / per;
            points.push({ x: x(t), y: y(t) });
        }
    }
    const end = keyframes[keyframes.length - 1];
    points.push({ x: end.x, y: end.y });
    return points;
}

/**
 * Length of the way up to each keyframe, source pixels.
 *
 * @param {Trajectory} trajectory
 * @returns {number[]}
 */
export function travelled(trajectory) {
    const n = trajectory.keyframes.length;
    const points = polyline(trajectory);
    const per = n < 2 ? 1 : (points.length - 1) / (n - 1);
    const out = [];
    let sum = 0;
    for (let i = 0; i < points.length; i++) {
        if (i > 0) {
            sum += Math.hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y);
        }
        if (i % per === 0) {
            out.push(sum);
        }
    }
    return out;
}

/**
 * A drawn line gone along at constant speed over a range of time.
 *
 * @param {readonly Point[]} points
 * @param {number} [from]
 * @param {number} [to]
 * @returns {Trajectory}
 */
export function drawn(points, from = 0, to = 1) {
    /** @type {number[]} */
    const length = [0];
    for (let i = 1; i < points.length; i++) {
        length.push(length[i - 1] + Math.hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y));
    }
    const total = length[length.length - 1];
    /** @type {Keyframe[]} */
    const keyframes = [];
    points.forEach((p, i) => {
        const time = total === 0 ? from : from + ((to - from) * length[i]) / total;
        if (keyframes.length === 0 || time >= keyframes[keyframes.length - 1].time + LEAST_GAP) {
            keyframes.push(keyframe(time, p.x, p.y));
        }
    });
    return { anchor: 'offset', keyframes };
}

/**
 * The same places, reached so that the speed along the line is constant.
 *
 * @param {Trajectory} trajectory
 * @returns {Trajectory}
 */
export function steady(trajectory) {
    const keyframes = trajectory.keyframes;
    if (keyframes.length < 3) {
        return { ...trajectory, keyframes: keyframes.map((k) => ({ ...k, easing: 'linear' })) };
    }
    let current = trajectory;
    const from = keyframes[0].time;
    const to = keyframes[keyframes.length - 1].time;
    // the line's shape depends a little on the times themselves: a few rounds settle it
    for (let round = 0; round < 4; round++) {
        const length = travelled(current);
        const total = length[length.length - 1];
        if (total === 0) {
            return trajectory;
        }
        let last = -1;
        const timed = current.keyframes.map((k, i) => {
            const room = keyframes.length - 1 - i;
            const wanted = from + ((to - from) * length[i]) / total;
            last = Math.min(Math.max(wanted, i === 0 ? from : last + LEAST_GAP), to - room * LEAST_GAP);
            return { ...k, time: last, easing: /** @type {Easing} */ ('linear') };
        });
        current = { ...trajectory, keyframes: timed };
    }
    return current;
}

/**
 * @param {Trajectory} trajectory
 * @param {number} index
 * @param {Partial<Keyframe>} change a new time is kept between the neighbours'
 * @returns {Trajectory}
 */
export function changeKeyframe(trajectory, index, change) {
    const keyframes = trajectory.keyframes.slice();
    const next = { ...keyframes[index], ...change };
    const low = index > 0 ? keyframes[index - 1].time + LEAST_GAP : 0;
    const high = index + 1 < keyframes.length ? keyframes[index + 1].time - LEAST_GAP : 1;
    next.time = Math.min(Math.max(next.time, low), high);
    next.scale = Math.min(100, Math.max(0.01, next.scale));
    keyframes[index] = next;
    return { ...trajectory, keyframes };
}

/**
 * A new keyframe where the trajectory is at that time; what is seen does not jump.
 *
 * @param {Trajectory} trajectory
 * @param {number} time
 * @param {Point} [where] default: where it is then
 * @returns {{trajectory: Trajectory, index: number}}
 */
export function insertKeyframe(trajectory, time, where) {
    const keyframes = trajectory.keyframes;
    const near = keyframes.findIndex((k) => Math.abs(k.time - time) < LEAST_GAP);
    if (near >= 0) {
        return {
            trajectory: where ? changeKeyframe(trajectory, near, { x: where.x, y: where.y }) : trajectory,
            index: near,
        };
    }
    const before = keyframes.filter((k) => k.time < time).length;
    const sample = keyframes.length > 0 ? sampler(trajectory)(time) : { x: 0, y: 0, scale: 1, visible: true };
    const fresh = { ...keyframe(time, sample.x, sample.y), scale: sample.scale, visible: sample.visible, ...(where ?? {}) };
    return {
        trajectory: { ...trajectory, keyframes: [...keyframes.slice(0, before), fresh, ...keyframes.slice(before)] },
        index: before,
    };
}

/**
 * @param {Trajectory} trajectory
 * @param {number} index
 * @returns {Trajectory}
 */
export function removeKeyframe(trajectory, index) {
    return { ...trajectory, keyframes: trajectory.keyframes.filter((_, i) => i !== index) };
}

/**
 * @param {Trajectory} trajectory
 * @param {number} dx
 * @param {number} dy
 * @returns {Trajectory}
 */
export function shifted(trajectory, dx, dy) {
    return { ...trajectory, keyframes: trajectory.keyframes.map((k) => ({ ...k, x: k.x + dx, y: k.y + dy })) };
}

/**
 * The last keyframe comes to lie where the first is.
 *
 * @param {Trajectory} trajectory
 * @returns {Trajectory}
 */
export function closed(trajectory) {
    const keyframes = trajectory.keyframes;
    if (keyframes.length < 2) {
        return trajectory;
    }
    const first = keyframes[0];
    const last = keyframes[keyframes.length - 1];
    if (first.x === last.x && first.y === last.y) {
        return trajectory;
    }
    if (last.time <= 1 - LEAST_GAP) {
        return { ...trajectory, keyframes: [...keyframes, keyframe(1, first.x, first.y)] };
    }
    // make room for the way back: what was there is done sooner by its share of the length
    const length = travelled(trajectory);
    const back = Math.hypot(first.x - last.x, first.y - last.y);
    const share = length[length.length - 1] / (length[length.length - 1] + back);
    const squeezed = keyframes.map((k) => ({ ...k, time: first.time + (k.time - first.time) * share }));
    return { ...trajectory, keyframes: [...squeezed, { ...keyframe(1, first.x, first.y), scale: last.scale }] };
}

/**
 * Speed over time, for the ruler.
 *
 * @param {Trajectory} trajectory with at least one keyframe
 * @param {number} n how many values
 * @returns {number[]} source pixels a clip's length, at the middles of n equal spans
 */
export function speeds(trajectory, n) {
    const at = sampler(trajectory);
    const out = [];
    for (let i = 0; i < n; i++) {
        const a = at(i / n);
        const b = at((i + 1) / n);
        out.push(Math.hypot(b.x - a.x, b.y - a.y) * n);
    }
    return out;
}

/**
 * Where on the line a point lies nearest, for inserting keyframes by a click.
 *
 * @param {Trajectory} trajectory
 * @param {Point} p
 * @returns {{distance: number, time: number}} plain time, easing undone
 */
export function nearest(trajectory, p) {
    const keyframes = trajectory.keyframes;
    let best = { distance: Infinity, time: 0 };
    if (keyframes.length === 0) {
        return best;
    }
    const at = sampler({ ...trajectory, keyframes: keyframes.map((k) => ({ ...k, easing: 'linear' })) });
    const first = keyframes[0].time;
    const last = keyframes[keyframes.length - 1].time;
    const n = Math.min(4000, 32 * Math.max(1, keyframes.length - 1));
    for (let i = 0; i <= n; i++) {
        const time = first + ((last - first) * i) / n;
        const s = at(time);
        const distance = Math.hypot(s.x - p.x, s.y - p.y);
        if (distance < best.distance) {
            best = { distance, time };
        }
    }
    return best;
}
