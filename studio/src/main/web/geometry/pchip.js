// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Monotone piecewise cubic interpolation (PCHIP), operation by operation as the library's MonotoneCubic, so that what is
// drawn here is bit for bit what the network is asked for. Slopes after Fritsch and Butland (1984).

/**
 * @param {readonly number[]} at knots, strictly rising, at least one
 * @param {readonly number[]} value one value a knot
 * @returns {(t: number) => number} the value at t; before the first and after the last knot it stays at theirs
 */
export function monotoneCubic(at, value) {
    const slope = slopes(at, value);
    const n = at.length;
    return (t) => {
        if (t <= at[0]) {
            return value[0];
        }
        if (t >= at[n - 1]) {
            return value[n - 1];
        }
        const i = segment(at, t);
        const h = at[i + 1] - at[i];
        const u = (t - at[i]) / h;
        const v = 1 - u;
        // cubic Hermite basis
        return (
            value[i] * v * v * (1 + 2 * u) +
            slope[i] * h * u * v * v +
            value[i + 1] * u * u * (3 - 2 * u) -
            slope[i + 1] * h * u * u * v
        );
    };
}

/**
 * @param {readonly number[]} at
 * @param {number} t
 * @returns {number} the index i with at[i] <= t < at[i + 1], clamped to the segments that exist
 */
export function segment(at, t) {
    let i = 0;
    while (i < at.length - 2 && t >= at[i + 1]) {
        i++;
    }
    return i;
}

/**
 * @param {readonly number[]} at
 * @param {readonly number[]} value
 * @returns {number[]}
 */
function slopes(at, value) {
    const n = at.length;
    /** @type {number[]} */
    const slope = new Array(n).fill(0);
    if (n < 2) {
        return slope;
    }
    const h = [];
    const secant = [];
    for (let i = 0; i < n - 1; i++) {
        h.push(at[i + 1] - at[i]);
        secant.push((value[i + 1] - value[i]) / h[i]);
    }
    if (n === 2) {
        return [secant[0], secant[0]];
    }
    for (let i = 1; i < n - 1; i++) {
        if (secant[i - 1] * secant[i] > 0) {
            // weighted harmonic mean, so that the steeper side cannot make the curve overshoot
            const w1 = 2 * h[i] + h[i - 1];
            const w2 = h[i] + 2 * h[i - 1];
            slope[i] = (w1 + w2) / (w1 / secant[i - 1] + w2 / secant[i]);
        }
    }
    slope[0] = endSlope(h[0], h[1], secant[0], secant[1]);
    slope[n - 1] = endSlope(h[n - 2], h[n - 3], secant[n - 2], secant[n - 3]);
    return slope;
}

/**
 * @param {number} h0
 * @param {number} h1
 * @param {number} secant0
 * @param {number} secant1
 */
function endSlope(h0, h1, secant0, secant1) {
    const slope = ((2 * h0 + h1) * secant0 - h0 * secant1) / (h0 + h1);
    if (Math.sign(slope) !== Math.sign(secant0)) {
        return 0;
    }
    if (Math.sign(secant0) !== Math.sign(secant1) && Math.abs(slope) > 3 * Math.abs(secant0)) {
        return 3 * secant0;
    }
    return slope;
}
