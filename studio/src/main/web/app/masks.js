// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Masks by key. Pixels never change under a key: a mask that is painted on is a new one. What is painted here is sent to
// the server in the background; until it has arrived, scenes carry its runs.
import { api } from '../remote/client.js';
import { blank, combined, extent, fromRuns, incircle, toRuns } from '../geometry/mask.js';

/** @typedef {import('../types.js').MaskPixels} MaskPixels */
/** @typedef {import('../types.js').Disc} Disc */
/** @typedef {import('../types.js').Box} Box */
/** @typedef {import('../types.js').Doc} Doc */
/** @typedef {{pixels: MaskPixels, disc: Disc, area: number, box: Box}} KnownMask */

/** @type {Map<string, KnownMask | null>} null: asked for, not here yet */
const known = new Map();
/** @type {Map<string, any>} came with an answer, not unpacked yet */
const packed = new Map();
/** @type {Map<string, string>} what the server calls a mask that was made here */
const names = new Map();
/** @type {Map<string, string>} why a mask cannot be shown */
const failures = new Map();
/** @type {Set<() => void>} */
const waiting = new Set();

/**
 * The mask if it is here; else asks for it.
 *
 * @param {string | null} key
 * @returns {KnownMask | null}
 */
export function maskOf(key) {
    if (key === null || key === 'rest') {
        return null;
    }
    const mask = known.get(key) ?? unpacked(key);
    if (mask === undefined && key.startsWith('msk_')) {
        known.set(key, null);
        load(key);
    }
    return mask ?? null;
}

/**
 * A mask that came with an answer: it need not be asked for.
 *
 * @param {any} mask as the server describes it, with its runs where they are not too many
 */
export function expect(mask) {
    if (mask.runs && !known.get(mask.id)) {
        packed.set(mask.id, mask);
    }
}

/**
 * @param {string} key
 * @returns {KnownMask | undefined}
 */
function unpacked(key) {
    const mask = packed.get(key);
    if (!mask) {
        return undefined;
    }
    packed.delete(key);
    const [left, top, right, bottom] = mask.box;
    const [x, y, radius] = mask.disc;
    const made = {
        pixels: fromRuns(mask.runs, mask.width, mask.height),
        area: mask.area,
        // the server's box ends beside its last pixels
        box: { left, top, right: right - 1, bottom: bottom - 1 },
        disc: { x, y, radius },
    };
    known.set(key, made);
    return made;
}

/** @param {string} key */
export function failureOf(key) {
    return failures.get(key) ?? '';
}

/**
 * An entity's own mask, 'whole' and 'rest' worked out.
 *
 * @param {Doc} doc
 * @param {import('../types.js').Entity} entity
 * @returns {KnownMask | null}
 */
export function maskIn(doc, entity) {
    if (!doc.image || (entity.mask !== 'whole' && entity.mask !== 'rest')) {
        return maskOf(entity.mask);
    }
    const { width, height } = doc.image;
    const others = doc.entities.filter((e) => e.mask !== 'rest' && e.mask !== 'whole' && e.mask !== null && !e.hidden);
    const covered = entity.mask === 'whole' ? [] : others.map((e) => maskOf(e.mask));
    if (covered.includes(null)) {
        return null;
    }
    const key = [entity.mask, width, height, ...(entity.mask === 'rest' ? others.map((e) => e.mask) : [])].join(' ');
    if (!known.has(key)) {
        const all = blank(width, height, true);
        known.set(key, describe(covered.reduce((left, m) => combined(left, /** @type {KnownMask} */ (m).pixels, 'subtract'), all)));
    }
    return known.get(key) ?? null;
}

/**
 * @param {() => void} told when a mask that was asked for is here
 * @returns {() => void} ends it
 */
export function onMask(told) {
    waiting.add(told);
    return () => waiting.delete(told);
}

/**
 * A mask made here.
 *
 * @param {MaskPixels} pixels
 * @returns {string | null} its key; null where nothing is inside
 */
export function addMask(pixels) {
    const key = keyOf(pixels);
    if (!known.has(key)) {
        const mask = describe(pixels);
        if (!mask) {
            return null;
        }
        known.set(key, mask);
        send(key, pixels);
    }
    return key;
}

/**
 * What a scene calls a mask.
 *
 * @param {string} key
 * @returns {unknown} an id, or the runs
 */
export function onWire(key) {
    const name = names.get(key) ?? key;
    const mask = known.get(key);
    return name.startsWith('msk_') || !mask ? name : { runs: toRuns(mask.pixels) };
}

/**
 * What the server calls a mask; sends it first where it was made here and is not there yet.
 *
 * @param {string} key
 * @returns {Promise<string>}
 */
export async function nameOf(key) {
    const mask = known.get(key);
    if (!key.startsWith('msk_') && !names.has(key) && mask) {
        await send(key, mask.pixels);
    }
    return names.get(key) ?? key;
}

/**
 * A key for a scene's shape.
 *
 * @param {any} shape
 * @param {{width: number, height: number}} image
 * @returns {Promise<string>}
 */
export async function keyOfShape(shape, image) {
    if (shape.runs) {
        return addMask(fromRuns(shape.runs, image.width, image.height)) ?? 'rest';
    }
    return (await api.drawMask(image.width, image.height, shape)).id;
}

/**
 * For saving: what masks made here are called, or their runs while they are not sent.
 *
 * @param {Iterable<string>} keys
 * @returns {Record<string, unknown>}
 */
export function saved(keys) {
    /** @type {Record<string, unknown>} */
    const out = {};
    for (const key of keys) {
        const mask = known.get(key);
        if (key.startsWith('local-') && mask) {
            out[key] = names.get(key) ?? { width: mask.pixels.width, height: mask.pixels.height, runs: toRuns(mask.pixels) };
        }
    }
    return out;
}

/** @param {Record<string, any>} masks as {@link saved} gave them */
export async function restore(masks) {
    const waits = Object.entries(masks ?? {}).map(async ([key, value]) => {
        if (known.get(key)) {
            return;
        }
        if (typeof value === 'string') {
            names.set(key, value);
            const mask = await fetched(value).catch(() => null);
            known.set(key, mask);
            if (!mask) {
                failures.set(key, 'its mask is no longer stored');
            }
        } else {
            const pixels = fromRuns(value.runs, value.width, value.height);
            known.set(key, describe(pixels));
            send(key, pixels);
        }
    });
    await Promise.all(waits);
}

/** @param {string} key */
async function load(key) {
    try {
        known.set(key, await fetched(key));
    } catch (e) {
        failures.set(key, e instanceof Error ? e.message : String(e));
    }
    waiting.forEach((told) => told());
}

/** @param {string} id */
async function fetched(id) {
    const response = await fetch(api.maskUrl(id), { credentials: 'same-origin' });
    if (!response.ok) {
        throw new Error(`mask ${id}: ${response.status}`);
    }
    const bitmap = await createImageBitmap(await response.blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const pixels = blank(bitmap.width, bitmap.height);
    for (let i = 0; i < pixels.inside.length; i++) {
        pixels.inside[i] = data[4 * i] >= 128 ? 1 : 0;
    }
    return describe(pixels);
}

/**
 * @param {string} key
 * @param {MaskPixels} pixels
 */
async function send(key, pixels) {
    const canvas = new OffscreenCanvas(pixels.width, pixels.height);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const image = context.createImageData(pixels.width, pixels.height);
    for (let i = 0; i < pixels.inside.length; i++) {
        image.data.fill(pixels.inside[i] * 255, 4 * i, 4 * i + 3);
        image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    try {
        names.set(key, (await api.addMask(await canvas.convertToBlob({ type: 'image/png' }))).id);
    } catch (e) {
        // scenes go on carrying its runs
        console.warn(e);
    }
}

/**
 * @param {MaskPixels} pixels
 * @returns {KnownMask | null}
 */
function describe(pixels) {
    const { area, box } = extent(pixels);
    const disc = incircle(pixels);
    return box && disc ? { pixels, area, box, disc } : null;
}

/** @param {MaskPixels} pixels */
function keyOf(pixels) {
    // two 32-bit FNV-1a with different starts: masks of one project, not a signature
    let a = 0x811c9dc5;
    let b = 0x1b873593;
    for (const run of toRuns(pixels)) {
        a = Math.imul(a ^ run, 0x01000193);
        b = Math.imul(b ^ (run * 31 + 7), 0x01000193);
    }
    return `local-${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`;
}
