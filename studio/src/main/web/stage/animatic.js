// SPDX-License-Identifier: Apache-2.0
// @ts-check
// One frame of the animatic, put together in the browser: the ground under the camera, backgrounds that drift within their
// place, things in their order. The library's Animatic makes the same with more care for the clip itself.
import { STILL, cameraPose, composed, inverse, isStill, placer } from '../geometry/motion.js';
import { maskIn } from '../app/masks.js';
import { canvas, layerKey } from './plate.js';

/** @typedef {import('../types.js').Doc} Doc */
/** @typedef {import('../types.js').Entity} Entity */
/** @typedef {import('../types.js').Pose} Pose */
/** @typedef {import('./plate.js').Plate} Plate */
/** @typedef {import('./plate.js').Layer} Layer */

/**
 * @typedef {object} Actor
 * @property {Entity} entity
 * @property {(time: number) => import('../geometry/motion.js').Placed} at
 * @property {import('../app/masks.js').KnownMask} mask
 */

/** A document made ready for playing; made anew when the document changes. */
export class Cast {
    /** @param {Doc} doc */
    constructor(doc) {
        this.doc = doc;
        /** @type {Actor[]} lowest first */
        this.actors = [];
        for (const entity of [...doc.entities].reverse()) {
            const mask = entity.hidden ? null : maskIn(doc, entity);
            if (mask) {
                this.actors.push({ entity, mask, at: placer(entity.trajectory, mask.disc, doc.camera) });
            }
        }
    }

    /**
     * Where the ground's source pixels are. An entity that is the whole image moves the camera.
     *
     * @param {number} time
     * @returns {Pose}
     */
    groundPose(time) {
        const whole = this.actors.filter((a) => a.entity.kind === 'whole' && a.entity.trajectory.keyframes.length > 1);
        return whole.length > 0 ? whole[whole.length - 1].at(time).pose : cameraPose(this.doc.camera, time);
    }

    /**
     * @param {string | null} key
     * @returns {Actor | null}
     */
    actor(key) {
        return this.actors.find((a) => a.entity.key === key) ?? null;
    }
}

/**
 * @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} context whose transform maps source pixels' edges
 * @param {Cast} cast
 * @param {{plate: Plate | null}} plates asked for its plate only where something has moved
 * @param {CanvasImageSource} image the picture itself
 * @param {number} time 0..1
 */
export function drawFrame(context, cast, plates, image, time) {
    const { width, height } = /** @type {import('../types.js').ImageRef} */ (cast.doc.image);
    const ground = cast.groundPose(time);
    const things = cast.actors.filter((a) => a.entity.kind !== 'whole' && a.entity.kind !== 'lock');
    const untouched = isStill(ground) && things.every((a) => isStill(a.at(time).pose) && a.at(time).visible);
    const plate = untouched ? null : plates.plate;
    context.save();
    context.beginPath();
    context.rect(0, 0, width, height);
    context.clip();
    if (!plate) {
        // where nothing has moved yet the photograph itself is better than its cut and filled parts
        context.drawImage(image, 0, 0, width, height);
        context.restore();
        return;
    }
    tiled(context, plate.ground, width, height, ground);
    for (const actor of things) {
        const layer = plate.layers.get(layerKey(actor.entity));
        const placed = actor.at(time);
        if (layer && layer.place) {
            drift(context, plate, layer, placed.pose, ground, width, height);
        } else if (layer && placed.visible) {
            context.save();
            pose(context, placed.pose);
            context.scale(width / plate.width, height / plate.height);
            context.drawImage(layer.picture, layer.x, layer.y);
            context.restore();
        }
    }
    context.restore();
}

/**
 * A pose of pixel centres, for a context that counts from pixel edges.
 *
 * @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} context
 * @param {Pose} p
 */
function pose(context, p) {
    context.transform(p.zoom, 0, 0, p.zoom, p.dx + (1 - p.zoom) / 2, p.dy + (1 - p.zoom) / 2);
}

/**
 * A picture under a pose, mirrored at its borders where they come into view.
 *
 * @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} context
 * @param {CanvasImageSource} picture
 * @param {number} width
 * @param {number} height
 * @param {Pose} p
 */
function tiled(context, picture, width, height, p) {
    context.save();
    pose(context, p);
    // which copies can be seen at all
    const from = composed(STILL, inverse(p));
    const x0 = Math.floor(from.dx / width);
    const x1 = Math.floor((from.zoom * width + from.dx - 1e-6) / width);
    const y0 = Math.floor(from.dy / height);
    const y1 = Math.floor((from.zoom * height + from.dy - 1e-6) / height);
    for (let ty = Math.max(y0, -4); ty <= Math.min(y1, 4); ty++) {
        for (let tx = Math.max(x0, -4); tx <= Math.min(x1, 4); tx++) {
            const flipX = tx % 2 !== 0;
            const flipY = ty % 2 !== 0;
            context.save();
            context.translate((tx + (flipX ? 1 : 0)) * width, (ty + (flipY ? 1 : 0)) * height);
            context.scale(flipX ? -1 : 1, flipY ? -1 : 1);
            context.drawImage(picture, 0, 0, width, height);
            context.restore();
        }
    }
    context.restore();
}

/** @type {ReturnType<typeof canvas> | null} kept: a new one a frame would cost more than all drawing */
let scratch = null;

/**
 * A background's picture moves within its place on the ground.
 *
 * @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} context
 * @param {Plate} plate
 * @param {Layer} layer
 * @param {Pose} own
 * @param {Pose} ground
 * @param {number} width
 * @param {number} height
 */
function drift(context, plate, layer, own, ground, width, height) {
    if (!scratch || scratch.element.width !== plate.width || scratch.element.height !== plate.height) {
        scratch = canvas(plate.width, plate.height);
    }
    const s = scratch.context;
    s.setTransform(plate.width / width, 0, 0, plate.height / height, 0, 0);
    s.globalCompositeOperation = 'copy';
    s.fillStyle = 'transparent';
    s.fillRect(0, 0, width, height);
    s.globalCompositeOperation = 'source-over';
    tiled(s, layer.picture, width, height, own);
    s.globalCompositeOperation = 'destination-in';
    s.save();
    pose(s, ground);
    s.drawImage(/** @type {CanvasImageSource} */ (layer.place), 0, 0, width, height);
    s.restore();
    context.drawImage(scratch.element, 0, 0, width, height);
}
