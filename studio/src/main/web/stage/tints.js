// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Masks in colour, each made once.
import { PALETTE } from '../app/doc.js';
import { maskOf } from '../app/masks.js';
import { canvas, maskPicture } from './plate.js';

/**
 * @typedef {object} Tint
 * @property {OffscreenCanvas} fill
 * @property {OffscreenCanvas | null} edge made when it is first drawn
 * @property {number} x of their left upper corner, source pixels
 * @property {number} y
 */

/** @type {WeakMap<import('../app/masks.js').KnownMask, Map<string, Tint>>} */
const tints = new WeakMap();

/** @param {import('../app/masks.js').KnownMask} mask */
function thickness(mask) {
    return Math.max(1, Math.round(Math.max(mask.pixels.width, mask.pixels.height) / 700));
}

/**
 * @param {import('../app/masks.js').KnownMask} mask
 * @param {string} colour
 */
export function tint(mask, colour) {
    let byColour = tints.get(mask);
    if (!byColour) {
        tints.set(mask, (byColour = new Map()));
    }
    let made = byColour.get(colour);
    if (!made) {
        const rgb = /** @type {[number, number, number]} */ ([1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)));
        const { element, x, y } = maskPicture(mask, rgb, thickness(mask));
        byColour.set(colour, (made = { fill: element, edge: null, x, y }));
    }
    return made;
}

/**
 * @param {import('../app/masks.js').KnownMask} mask
 * @param {Tint} made
 */
export function edgeOf(mask, made) {
    if (!made.edge) {
        const { fill } = made;
        const { element, context } = canvas(fill.width, fill.height);
        const thick = thickness(mask);
        for (const [x, y] of [[thick, 0], [-thick, 0], [0, thick], [0, -thick]]) {
            context.drawImage(fill, x, y);
        }
        context.globalCompositeOperation = 'destination-out';
        context.drawImage(fill, 0, 0);
        made.edge = element;
    }
    return made.edge;
}

/**
 * The picture of the selected thing alone, for the list.
 *
 * @param {HTMLCanvasElement} element
 * @param {ImageBitmap | null} image
 * @param {import('../types.js').Entity} entity
 */
export function drawThumbnail(element, image, entity) {
    const mask = maskOf(entity.mask);
    const c = /** @type {CanvasRenderingContext2D} */ (element.getContext('2d'));
    const { width, height } = element;
    c.clearRect(0, 0, width, height);
    if (!image) {
        return;
    }
    const box = mask?.box ?? { left: 0, top: 0, right: image.width - 1, bottom: image.height - 1 };
    const w = box.right - box.left + 1;
    const h = box.bottom - box.top + 1;
    const scale = Math.min(width / w, height / h) * 0.92;
    c.setTransform(scale, 0, 0, scale, width / 2 - scale * (box.left + w / 2), height / 2 - scale * (box.top + h / 2));
    c.imageSmoothingQuality = 'high';
    if (mask) {
        const made = tint(mask, PALETTE[entity.colour]);
        c.drawImage(made.fill, made.x, made.y);
        c.globalCompositeOperation = 'source-in';
    }
    c.drawImage(image, 0, 0);
    c.globalCompositeOperation = 'source-over';
    c.setTransform(1, 0, 0, 1, 0, 0);
}
