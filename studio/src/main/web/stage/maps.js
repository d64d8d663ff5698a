// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Discs and Gaussian map as the network will see them, at the network's own size. The drawing follows the library's
// profile "paper"; what exactly is fed is asked from the server (control-map) when it matters.
import { PALETTE } from '../app/doc.js';
import { cameraDiscs, trackDisc } from '../geometry/motion.js';
import { canvas } from './plate.js';

/** @typedef {import('./animatic.js').Cast} Cast */
/** @typedef {import('../types.js').Disc} Disc */
/** @typedef {import('../types.js').Box} Box */

const SIGMA = 40;
const TEMPLATE = 200;

/** @type {Map<string, OffscreenCanvas>} */
const blobs = new Map();

/**
 * The Gaussian of sigma 40 on 200x200 pixels, cut to its circle, in a colour.
 *
 * @param {string} colour #rrggbb
 */
function blob(colour) {
    let made = blobs.get(colour);
    if (!made) {
        const { element, context } = canvas(TEMPLATE, TEMPLATE);
        const image = context.createImageData(TEMPLATE, TEMPLATE);
        const rgb = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
        for (let y = 0, i = 0; y < TEMPLATE; y++) {
            for (let x = 0; x < TEMPLATE; x++, i += 4) {
                const squared = (x - 100) ** 2 + (y - 100) ** 2;
                const light = squared <= 10000 ? Math.exp(-0.5 * (squared / SIGMA ** 2)) : 0;
                image.data.set([rgb[0] * light, rgb[1] * light, rgb[2] * light, squared <= 10000 ? 255 : 0], i);
            }
        }
        context.putImageData(image, 0, 0);
        blobs.set(colour, (made = element));
    }
    return made;
}

/**
 * @param {Cast} cast
 * @param {number} time
 * @param {{width: number, height: number, frame: Box}} size of the network's frame, and the part of the source it shows
 * @param {import('../app/store.js').State['locks']} locks
 * @returns {OffscreenCanvas} network pixels
 */
export function controlMaps(cast, time, { width, height, frame }, locks) {
    const { element, context } = canvas(width, height);
    context.fillStyle = '#000';
    context.fillRect(0, 0, width, height);
    context.globalCompositeOperation = 'lighten';
    const sx = width / (frame.right - frame.left);
    const sy = height / (frame.bottom - frame.top);
    const draw = (/** @type {Disc} */ disc, /** @type {string} */ colour) => {
        const x = (disc.x - frame.left) * sx - 0.5;
        const y = (disc.y - frame.top) * sy - 0.5;
        const r = disc.radius * sx;
        if (r >= 0.5) {
            // the disc stays to be seen where its blob is dark
            context.fillStyle = `${colour}5a`;
            context.beginPath();
            context.arc(x + 0.5, y + 0.5, r, 0, 7);
            context.fill();
            context.drawImage(blob(colour), x - r, y - r, 2 * r, 2 * r);
        }
    };
    cameraDiscs(cast.doc, time).forEach((disc) => draw(disc, '#ffffff'));
    locks.forEach((track) => draw(trackDisc(track, time), '#ffffff'));
    for (const actor of cast.actors) {
        const placed = actor.at(time);
        if (placed.visible) {
            draw(placed.disc, PALETTE[actor.entity.colour]);
        }
    }
    return element;
}
