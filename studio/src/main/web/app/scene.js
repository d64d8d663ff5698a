// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Between the page's document and a scene as the server takes and gives it.
import { keyframe } from '../geometry/trajectory.js';
import { EMPTY, PALETTE, freshKey } from './doc.js';

/** @typedef {import('../types.js').Doc} Doc */
/** @typedef {import('../types.js').Entity} Entity */
/** @typedef {import('../types.js').Trajectory} Trajectory */
/** @typedef {import('../types.js').Keyframe} Keyframe */
/** @typedef {any} Json */

/**
 * @param {Doc} doc
 * @param {(key: string) => Json} maskOnWire what a mask is called there: an id, or its runs
 * @param {boolean} [all] the hidden ones too, for saving
 * @returns {Json} a scene
 */
export function toScene(doc, maskOnWire, all = false) {
    /** @type {Json} */
    const scene = { version: 1 };
    if (doc.image) {
        Object.assign(scene, { image: doc.image.id, width: doc.image.width, height: doc.image.height });
    }
    const shown = doc.entities.filter((e) => (all || !e.hidden) && e.mask !== null);
    scene.frames = doc.frames;
    scene.fps = doc.fps;
    // the file has the lowest first
    scene.entities = [...shown].reverse().map((e, z) => entityOnWire(e, z, maskOnWire));
    if (doc.camera.length > 0) {
        scene.camera = doc.camera.map((m) => ({ ...m }));
    }
    if (doc.lockRest) {
        scene.lockRest = true;
    }
    if (Object.keys(doc.settings).length > 0) {
        scene.settings = doc.settings;
    }
    return scene;
}

/**
 * @param {Entity} e
 * @param {number} z
 * @param {(key: string) => Json} maskOnWire
 */
function entityOnWire(e, z, maskOnWire) {
    const mask = e.mask === 'whole' || e.mask === 'rest' ? e.mask : maskOnWire(/** @type {string} */ (e.mask));
    /** @type {Json} */
    const out = { id: e.name, kind: e.kind, z, mask };
    const { keyframes, anchor } = e.trajectory;
    if (keyframes.length > 0) {
        out.trajectory = { anchor, keyframes: keyframes.map(keyframeOnWire) };
    }
    return out;
}

/**
 * What is as usual is left out.
 *
 * @param {Keyframe} k
 */
function keyframeOnWire(k) {
    /** @type {Json} */
    const out = { time: k.time, x: rounded(k.x), y: rounded(k.y) };
    if (k.scale !== 1) out.scale = rounded(k.scale);
    if (k.easing !== 'linear') out.easing = k.easing;
    if (!k.visible) out.visible = false;
    return out;
}

/** @param {number} v to a thousandth: finer than any disc is drawn */
function rounded(v) {
    return Math.round(v * 1000) / 1000;
}

/**
 * @param {Json} scene
 * @param {{id: string, name: string, width: number, height: number} | null} image
 * @param {(shape: Json) => Promise<string>} keyOfShape a mask key for a polygon, box, round or runs
 * @returns {Promise<Doc>}
 */
export async function fromScene(scene, image, keyOfShape) {
    const sorted = (scene.entities ?? [])
        .map((/** @type {Json} */ e, /** @type {number} */ i) => ({ e, i }))
        .sort((/** @type {Json} */ a, /** @type {Json} */ b) => (a.e.z ?? 0) - (b.e.z ?? 0) || a.i - b.i);
    /** @type {Entity[]} */
    const entities = [];
    for (const { e, i } of sorted) {
        entities.unshift({
            key: freshKey(),
            name: e.id ?? `entity-${i + 1}`,
            kind: e.kind ?? 'thing',
            colour: entities.length % PALETTE.length,
            mask: await maskKey(e, keyOfShape),
            prompts: { positive: [], negative: [], box: null },
            trajectory: trajectoryOf(e.trajectory),
            hidden: false,
            frozen: false,
        });
    }
    return {
        ...EMPTY,
        image,
        frames: scene.frames ?? EMPTY.frames,
        fps: scene.fps ?? EMPTY.fps,
        entities,
        camera: (scene.camera ?? []).map((/** @type {Json} */ m) => ({
            from: m.from ?? 0,
            to: m.to ?? 1,
            pan: m.pan ?? [0, 0],
            zoom: m.zoom ?? 1,
            centre: m.centre ?? [((image?.width ?? 1) - 1) / 2, ((image?.height ?? 1) - 1) / 2],
            easing: m.easing ?? 'linear',
        })),
        lockRest: scene.lockRest ?? false,
        settings: scene.settings ?? {},
    };
}

/**
 * @param {Json} entity
 * @param {(shape: Json) => Promise<string>} keyOfShape
 */
async function maskKey(entity, keyOfShape) {
    const mask = entity.mask ?? (entity.kind === 'whole' ? 'whole' : entity.kind ? 'rest' : null);
    return mask === null || typeof mask === 'string' ? mask : keyOfShape(mask);
}

/**
 * @param {Json} t
 * @returns {Trajectory}
 */
function trajectoryOf(t) {
    const anchor = t?.anchor ?? 'offset';
    if (t?.points) {
        const n = t.points.length;
        const points = /** @type {[number, number][]} */ (t.points);
        return { anchor, keyframes: points.map(([x, y], i) => keyframe(n === 1 ? 0 : i / (n - 1), x, y)) };
    }
    if (t?.keyframes) {
        return { anchor, keyframes: t.keyframes.map((/** @type {Json} */ k) => ({ ...keyframe(k.time, k.x, k.y), ...k })) };
    }
    return { anchor: 'offset', keyframes: [] };
}
