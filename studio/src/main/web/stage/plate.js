// SPDX-License-Identifier: Apache-2.0
// @ts-check
// What the animatic is put together from: the ground with its holes filled, and the cut-outs. The server makes fine ones,
// once for each change of a mask; until they are here the page has rough ones of its own, in a few milliseconds.

/** @typedef {import('../types.js').Doc} Doc */
/** @typedef {import('../types.js').Entity} Entity */
/** @typedef {import('../app/masks.js').KnownMask} KnownMask */

/**
 * @typedef {object} Layer
 * @property {CanvasImageSource} picture with a soft matte
 * @property {number} x of its left upper corner in the plate, pixels
 * @property {number} y
 * @property {CanvasImageSource | null} place of a background that moves within it, as large as the plate
 */

/**
 * @typedef {object} Plate
 * @property {number} width pixels
 * @property {number} height
 * @property {CanvasImageSource} ground
 * @property {Map<string, Layer>} layers by the entity's mask and kind, see {@link layerKey}
 * @property {boolean} fine
 */

/** A mask that covers more of the picture is what lies behind, whatever it is called: as the library has it. */
const BACKGROUND_SHARE = 0.3;

/** @param {Entity} entity */
export function layerKey(entity) {
    return `${entity.kind === 'background' ? 'background' : 'thing'} ${entity.mask}`;
}

/**
 * @param {Entity} entity
 * @param {KnownMask | null} mask
 */
export function liesBehind(entity, mask) {
    const share = mask ? mask.area / mask.pixels.inside.length : 1;
    return entity.kind === 'background' || entity.mask === 'rest' || share > BACKGROUND_SHARE;
}

/**
 * @param {CanvasImageSource} image
 * @param {number} width of the picture, source pixels
 * @param {number} height
 * @param {{entity: Entity, mask: KnownMask}[]} parts that are cut out and filled
 * @param {{entity: Entity, mask: KnownMask}[]} others cut out only
 * @returns {Plate}
 */
export function roughPlate(image, width, height, parts, others) {
    const scale = Math.min(1, 1280 / Math.max(width, height));
    const w = Math.max(1, Math.round(width * scale));
    const h = Math.max(1, Math.round(height * scale));
    const picture = canvas(w, h);
    picture.context.drawImage(image, 0, 0, w, h);
    const hole = canvas(w, h);
    /** @type {Map<string, Layer>} */
    const layers = new Map();
    // a rim of light and shadow stays around what is cut out
    const rim = Math.max(2, Math.min(w, h) / 50);
    for (const part of [...parts, ...others]) {
        const { entity, mask } = part;
        const name = layerKey(entity);
        if (layers.has(name)) {
            continue;
        }
        const shape = maskPicture(mask);
        const drawShape = (/** @type {OffscreenCanvasRenderingContext2D} */ to, /** @type {number} */ left, /** @type {number} */ top) =>
            to.drawImage(
                shape.element,
                shape.x * scale - left,
                shape.y * scale - top,
                shape.element.width * scale,
                shape.element.height * scale,
            );
        if (liesBehind(entity, mask)) {
            const place = canvas(w, h);
            place.context.filter = `blur(${Math.max(0.7, 0.9 * scale)}px)`;
            drawShape(place.context, 0, 0);
            layers.set(name, { picture: picture.element, x: 0, y: 0, place: place.element });
            continue;
        }
        // its box alone: many things of full size would make every frame slow
        const x = Math.max(0, Math.floor(mask.box.left * scale) - 3);
        const y = Math.max(0, Math.floor(mask.box.top * scale) - 3);
        const cut = canvas(
            Math.min(w, Math.ceil((mask.box.right + 1) * scale) + 3) - x,
            Math.min(h, Math.ceil((mask.box.bottom + 1) * scale) + 3) - y,
        );
        if (!others.includes(part)) {
            drawShape(cut.context, x, y);
            for (let a = 0; a < 16; a++) {
                const turn = (a * Math.PI) / 8;
                hole.context.drawImage(cut.element, x + rim * Math.cos(turn), y + rim * Math.sin(turn));
            }
            hole.context.drawImage(cut.element, x, y);
            cut.context.clearRect(0, 0, w, h);
        }
        cut.context.filter = `blur(${Math.max(0.7, 0.9 * scale)}px)`;
        drawShape(cut.context, x, y);
        cut.context.filter = 'none';
        cut.context.globalCompositeOperation = 'source-in';
        cut.context.drawImage(picture.element, -x, -y);
        layers.set(name, { picture: cut.element, x, y, place: null });
    }
    return { width: w, height: h, ground: filled(picture.element, hole.element, w, h), layers, fine: false };
}

/**
 * @param {any} answer the server's plate
 * @param {Doc} doc that it was asked for
 * @param {AbortSignal} signal
 * @returns {Promise<Plate>}
 */
export async function finePlate(answer, doc, signal) {
    const load = async (/** @type {string} */ path) => {
        const response = await fetch(path, { signal, credentials: 'same-origin' });
        if (!response.ok) {
            throw new Error(`plate: ${response.status}`);
        }
        return createImageBitmap(await response.blob());
    };
    const ground = load(answer.ground);
    /** @type {Map<string, Layer>} */
    const layers = new Map();
    await Promise.all(
        answer.layers.map(async (/** @type {any} */ layer) => {
            const entity = doc.entities.find((e) => e.name === layer.entity);
            if (entity) {
                const [picture, place] = await Promise.all([load(layer.picture), layer.place ? load(layer.place) : null]);
                layers.set(layerKey(entity), { picture, x: layer.x, y: layer.y, place });
            }
        }),
    );
    return { width: answer.width, height: answer.height, ground: await ground, layers, fine: true };
}

/**
 * @param {number} width
 * @param {number} height
 */
export function canvas(width, height) {
    const element = new OffscreenCanvas(width, height);
    return { element, context: /** @type {OffscreenCanvasRenderingContext2D} */ (element.getContext('2d')) };
}

/**
 * A mask as a picture whose alpha is the mask, in one colour: its box alone and a rim around it.
 *
 * @param {KnownMask} mask
 * @param {[number, number, number]} [colour]
 * @param {number} [rim] source pixels, empty, on each side
 * @returns {{element: OffscreenCanvas, x: number, y: number}} where its left upper corner lies in the source
 */
export function maskPicture(mask, colour = [255, 255, 255], rim = 1) {
    const { box, pixels } = mask;
    const width = box.right - box.left + 1;
    const height = box.bottom - box.top + 1;
    const out = canvas(width + 2 * rim, height + 2 * rim);
    const data = out.context.createImageData(width, height);
    const words = new Uint32Array(data.data.buffer);
    const word = (0xff << 24) | (colour[2] << 16) | (colour[1] << 8) | colour[0];
    for (let y = 0, i = 0; y < height; y++) {
        const row = (box.top + y) * pixels.width + box.left;
        for (let x = 0; x < width; x++, i++) {
            words[i] = pixels.inside[row + x] === 1 ? word : 0;
        }
    }
    out.context.putImageData(data, rim, rim);
    return { element: out.element, x: box.left - rim, y: box.top - rim };
}

/**
 * Fills a hole from its surroundings: ever smaller copies, in which the hole closes, are laid below it.
 *
 * @param {CanvasImageSource} picture
 * @param {CanvasImageSource} hole
 * @param {number} w
 * @param {number} h
 */
function filled(picture, hole, w, h) {
    const known = canvas(w, h);
    known.context.drawImage(picture, 0, 0);
    known.context.globalCompositeOperation = 'destination-out';
    // three times, so that its rim is hard: colours of the faintest rest would be made of rounding errors
    for (let i = 0; i < 3; i++) {
        known.context.drawImage(hole, 0, 0);
    }
    const levels = [known];
    for (let lw = w, lh = h; Math.min(lw, lh) > 2; ) {
        lw = Math.max(1, lw >> 1);
        lh = Math.max(1, lh >> 1);
        const smaller = canvas(lw, lh);
        smaller.context.imageSmoothingQuality = 'medium';
        smaller.context.drawImage(levels[levels.length - 1].element, 0, 0, lw, lh);
        // what is half there becomes whole: colours are kept, alpha rises
        for (let i = 0; i < 3; i++) {
            smaller.context.drawImage(smaller.element, 0, 0);
        }
        levels.push(smaller);
    }
    for (let l = levels.length - 2; l >= 0; l--) {
        const level = levels[l];
        level.context.globalCompositeOperation = 'destination-over';
        level.context.imageSmoothingQuality = 'high';
        level.context.drawImage(levels[l + 1].element, 0, 0, level.element.width, level.element.height);
    }
    return known.element;
}
