// SPDX-License-Identifier: Apache-2.0
// @ts-check
// The lower layer: the animatic and all that goes with it in time. Masks, discs, maps, the model's frame.
import { PALETTE } from '../app/doc.js';
import { store } from '../app/store.js';
import { cameraDiscs, trackDisc } from '../geometry/motion.js';
import { drawFrame } from './animatic.js';
import { Konva } from './konva.js';
import { controlMaps } from './maps.js';
import { label, match, outline, outlined, pin, shape } from './marks.js';
import { edgeOf, tint } from './tints.js';

/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./animatic.js').Cast} Cast */
/** @typedef {import('./animatic.js').Actor} Actor */
/** @typedef {import('../types.js').Box} Box */

/** In a disc that holds still; in one line, so that no stroke's rim lies on the other. */
const CROSS = [-4, -4, 4, 4, 0, 0, 4, -4, -4, 4];

export class Scenery {
    /** @param {Stage} stage */
    constructor(stage) {
        this.stage = stage;
        const film = shape({ x: -0.5, y: -0.5, sceneFunc: (/** @type {Konva.Context} */ c) => this.drawFilm(c._context) });
        this.map = shape({ sceneFunc: (/** @type {Konva.Context} */ c) => this.drawMap(c._context) });
        this.frame = new Konva.Group();
        const dim = { fill: 'rgba(8, 9, 12, 0.55)', sceneFunc: dimAround };
        this.frame.add(shape(dim));
        this.frame.add(new Konva.Rect({ stroke: 'rgba(255, 255, 255, 0.75)' }));
        this.frame.add(label());
        this.masks = new Konva.Group();
        this.discs = new Konva.Group();
        this.layer = new Konva.Layer({ offsetX: -0.5, offsetY: -0.5, listening: false, visible: false });
        for (const node of [film, this.map, this.frame, this.masks, this.discs]) {
            this.layer.add(node);
        }
    }

    update() {
        const { stage } = this;
        const cast = stage.castShown;
        this.layer.visible(cast !== null && stage.image !== null);
        if (cast && stage.image) {
            this.map.visible(store.state.show.maps);
            this.showFrame();
            this.showMasks(cast);
            this.showDiscs(cast);
        }
    }

    /** @param {CanvasRenderingContext2D} context */
    drawFilm(context) {
        const { stage } = this;
        if (stage.castShown && stage.image) {
            context.imageSmoothingEnabled = stage.viewport.zoom < 4;
            drawFrame(context, stage.castShown, stage.plates, stage.image, stage.timeShown);
        }
    }

    /** @param {CanvasRenderingContext2D} context */
    drawMap(context) {
        const cast = this.stage.castShown;
        if (cast) {
            const { left, top, right, bottom } = frameOf(cast);
            const { check } = store.state;
            const image = /** @type {import('../types.js').ImageRef} */ (cast.doc.image);
            const width = check?.width ?? 320;
            const height = check?.height ?? Math.round((320 * image.height) / image.width);
            const map = controlMaps(cast, this.stage.time, { width, height, frame: frameOf(cast) }, locksOf(cast));
            context.imageSmoothingEnabled = false;
            context.globalAlpha = 0.86;
            context.drawImage(map, left, top, right - left, bottom - top);
        }
    }

    /** The part of the picture that the clip shows, what is cut off dimmed. */
    showFrame() {
        const { check, show } = store.state;
        const image = store.doc.image;
        const shown = show.frame && check?.frame && image;
        this.frame.visible(!!shown);
        if (shown) {
            const { zoom } = this.stage.viewport;
            const [left, top, right, bottom] = check.frame;
            const [dim, border, text] = this.frame.children;
            dim.setAttrs({ frame: { left, top, right, bottom }, picture: image });
            // within the frame's edge
            const half = 0.5 / zoom;
            const size = { width: right - left - 2 * half, height: bottom - top - 2 * half };
            border.setAttrs({ x: left + half, y: top + half, strokeWidth: 1 / zoom, ...size });
            text.getText().text(`${check.width} × ${check.height}`);
            const corner = this.stage.viewport.toStage({ x: left, y: top });
            pin(text, this.stage.viewport.toSource({ x: corner.x + 8, y: Math.max(14, corner.y + 14) }), zoom);
        }
    }

    /** @param {Cast} cast */
    showMasks(cast) {
        const { stage } = this;
        const { state } = store;
        const hovered = stage.hover?.kind === 'thing' ? stage.hover.entity : null;
        const chosen = (/** @type {string} */ key) => key === state.selected || state.also.includes(key);
        const shown = cast.actors.filter(({ entity: { key } }) => chosen(key) || key === hovered);
        match(
            this.masks,
            state.playing || stage.time >= 1e-6 ? [] : shown,
            () => {
                const made = new Konva.Group();
                made.add(new Konva.Image());
                made.add(new Konva.Image());
                return made;
            },
            (node, { entity, mask }) => {
                const made = tint(mask, PALETTE[entity.colour]);
                const [fill, edge] = node.children;
                node.position({ x: made.x - 0.5, y: made.y - 0.5 });
                fill.opacity(chosen(entity.key) ? (entity.key === state.refining ? 0.42 : 0.2) : 0.14);
                fill.image(made.fill);
                edge.image(edgeOf(mask, made));
            },
        );
    }

    /**
     * The frame's discs, at the moment that is shown.
     *
     * @param {Cast} cast
     */
    showDiscs(cast) {
        const { timeShown: time, viewport: { zoom } } = this.stage;
        const all = cast.actors
            .filter((a) => a.entity.kind !== 'whole')
            .map((a) => ({ ...a.at(time), colour: PALETTE[a.entity.colour], lock: a.entity.kind === 'lock' }));
        const camera = cameraDiscs(cast.doc, time).map((disc) => ({ disc, visible: true, colour: '#ffffff', lock: false }));
        const locks = locksOf(cast).map((track) => ({ disc: trackDisc(track, time), visible: true, colour: '#ffffff', lock: true }));
        match(
            this.discs,
            store.state.show.discs ? [...camera, ...locks, ...all] : [],
            () => {
                const made = new Konva.Group();
                made.add(outlined(Konva.Circle));
                made.add(outlined(Konva.Line, { points: CROSS }));
                return made;
            },
            (node, { disc, visible, colour, lock }) => {
                pin(node, disc, zoom).opacity(visible ? 0.9 : 0.35);
                const [ring, cross] = node.children;
                const dash = visible ? [] : [3, 4];
                outline(ring, colour, 1.5, { radius: disc.radius * zoom, dash });
                outline(cross, colour, 1.5, { dash }).visible(lock);
            },
        );
    }
}

/** @param {Cast} cast */
function locksOf(cast) {
    return cast.doc.lockRest ? store.state.locks : [];
}

/**
 * @param {Cast} cast
 * @returns {Box} what the clip shows, source
 */
function frameOf(cast) {
    const image = /** @type {import('../types.js').ImageRef} */ (cast.doc.image);
    const [left, top, right, bottom] = store.state.check?.frame ?? [-0.5, -0.5, image.width - 0.5, image.height - 0.5];
    return { left, top, right, bottom };
}

/**
 * The picture without the frame, which goes round the other way and so is left out.
 *
 * @param {Konva.Context} c
 * @param {Konva.Shape} node
 */
function dimAround(c, node) {
    const { width, height } = node.getAttr('picture');
    const { left, top, right, bottom } = node.getAttr('frame');
    c.beginPath();
    c.rect(-0.5, -0.5, width, height);
    c.moveTo(left, top);
    c.lineTo(left, bottom);
    c.lineTo(right, bottom);
    c.lineTo(right, top);
    c.closePath();
    c.fillShape(node);
}
