// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** @typedef {import('../types.js').MaskPixels} MaskPixels */
/** @typedef {import('../types.js').Disc} Disc */
/** @typedef {import('../types.js').Box} Box */
/** @typedef {import('../types.js').Point} Point */

/**
 * @param {number} width
 * @param {number} height
 * @param {boolean} [inside]
 * @returns {MaskPixels}
 */
export function blank(width, height, inside = false) {
    return { width, height, inside: new Uint8Array(width * height).fill(inside ? 1 : 0) };
}

/**
 * Lengths of runs, row by row: outside, inside, outside, ...; the first may be 0. As in scene files.
 *
 * @param {MaskPixels} mask
 * @returns {number[]}
 */
export function toRuns(mask) {
    const runs = [];
    let inside = 0;
    let from = 0;
    for (let i = 0; i <= mask.inside.length; i++) {
        if (i === mask.inside.length || mask.inside[i] !== inside) {
            runs.push(i - from);
            from = i;
            inside = 1 - inside;
        }
    }
    return runs;
}

/**
 * @param {readonly number[]} runs
 * @param {number} width
 * @param {number} height
 * @returns {MaskPixels}
 */
export function fromRuns(runs, width, height) {
    const mask = blank(width, height);
    let at = 0;
    runs.forEach((length, r) => {
        if (r % 2 === 1) {
            mask.inside.fill(1, at, at + length);
        }
        at += length;
    });
    if (at !== width * height) {
        throw new RangeError(`runs of ${at} pixels do not fill ${width}x${height}`);
    }
    return mask;
}

/**
 * @param {MaskPixels} mask
 * @param {Point} p
 */
export function contains(mask, p) {
    const x = Math.round(p.x);
    const y = Math.round(p.y);
    return x >= 0 && y >= 0 && x < mask.width && y < mask.height && mask.inside[y * mask.width + x] === 1;
}

/**
 * @param {MaskPixels} mask
 * @returns {{area: number, box: Box | null}} the box's right and bottom are inside
 */
export function extent(mask) {
    const { width, height, inside } = mask;
    let area = 0;
    let left = width;
    let right = -1;
    let top = -1;
    let bottom = -1;
    for (let y = 0, i = 0; y < height; y++) {
        for (let x = 0; x < width; x++, i++) {
            if (inside[i] === 1) {
                area++;
                if (x < left) left = x;
                if (x > right) right = x;
                if (top < 0) top = y;
                bottom = y;
            }
        }
    }
    return { area, box: area === 0 ? null : { left, top, right, bottom } };
}

/**
 * @param {MaskPixels} a
 * @param {MaskPixels} b
 * @param {'union' | 'subtract'} operation
 * @returns {MaskPixels}
 */
export function combined(a, b, operation) {
    const inside = a.inside.slice();
    for (let i = 0; i < inside.length; i++) {
        if (b.inside[i] === 1) {
            inside[i] = operation === 'union' ? 1 : 0;
        }
    }
    return { width: a.width, height: a.height, inside };
}

/**
 * What none of the masks covers.
 *
 * @param {number} width
 * @param {number} height
 * @param {readonly MaskPixels[]} masks
 */
export function rest(width, height, masks) {
    return masks.reduce((left, mask) => combined(left, mask, 'subtract'), blank(width, height, true));
}

/**
 * The largest circle inside a mask, by the exact Euclidean distance transform (Felzenszwalb and Huttenlocher, 2012); the
 * picture's border counts as outside. As the library's DistanceField; done within the mask's box alone.
 *
 * @param {MaskPixels} mask
 * @returns {Disc | null} null for an empty mask
 */
export function incircle(mask) {
    const { box } = extent(mask);
    if (!box) {
        return null;
    }
    const w = box.right - box.left + 1;
    const h = box.bottom - box.top + 1;
    const squared = new Float64Array(w * h);
    const n = Math.max(w, h) + 2;
    const line = new Float64Array(n);
    const out = new Float64Array(n);
    const site = new Int32Array(n);
    const bound = new Float64Array(n + 1);
    for (let x = 0; x < w; x++) {
        line[0] = 0;
        line[h + 1] = 0;
        for (let y = 0; y < h; y++) {
            line[y + 1] = mask.inside[(y + box.top) * mask.width + x + box.left] === 1 ? FAR : 0;
        }
        transform(line, h + 2, out, site, bound);
        for (let y = 0; y < h; y++) {
            squared[y * w + x] = out[y + 1];
        }
    }
    let best = 0;
    for (let y = 0; y < h; y++) {
        line[0] = 0;
        line[w + 1] = 0;
        for (let x = 0; x < w; x++) {
            line[x + 1] = squared[y * w + x];
        }
        transform(line, w + 2, out, site, bound);
        for (let x = 0; x < w; x++) {
            squared[y * w + x] = out[x + 1];
            if (squared[y * w + x] > squared[best]) {
                best = y * w + x;
            }
        }
    }
    return { x: box.left + (best % w), y: box.top + Math.floor(best / w), radius: Math.sqrt(squared[best]) };
}

const FAR = 1e20;

/**
 * @param {Float64Array} f
 * @param {number} n
 * @param {Float64Array} out
 * @param {Int32Array} site
 * @param {Float64Array} bound
 */
function transform(f, n, out, site, bound) {
    let k = 0;
    site[0] = 0;
    bound[0] = -FAR;
    bound[1] = FAR;
    for (let q = 1; q < n; q++) {
        let s = crossing(f, site[k], q);
        while (s <= bound[k]) {
            k--;
            s = crossing(f, site[k], q);
        }
        k++;
        site[k] = q;
        bound[k] = s;
        bound[k + 1] = FAR;
    }
    k = 0;
    for (let q = 0; q < n; q++) {
        while (bound[k + 1] < q) {
            k++;
        }
        const d = q - site[k];
        out[q] = d * d + f[site[k]];
    }
}

/**
 * @param {Float64Array} f
 * @param {number} p
 * @param {number} q
 */
function crossing(f, p, q) {
    return (f[q] + q * q - (f[p] + p * p)) / (2 * (q - p));
}
