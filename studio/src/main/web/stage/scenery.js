// SPDX-License-Identifier: Apache-2.0
// @ts-check
// The lower layer: the animatic and all that goes with it in time. Masks, discs, maps, the model's frame.
import { PALETTE } from '../app/doc.js';
import { store } from '../app/store.js';
import { cameraDiscs, trackDisc } from '../geometry/motion.js';
import { drawFrame } from './animatic.js';
import { Layer } from './layer.js';
import { controlMaps } from './maps.js';
import { faint, label, match, outline, outlined, painted, pin, seen } from './marks.js';
import { edgeOf, tint } from './tints.js';
import { zrender } from './zrender.js';

/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./animatic.js').Cast} Cast */
/** @typedef {import('./animatic.js').Actor} Actor */
/** @typedef {import('../types.js').Box} Box */

/** In a disc that holds still; in one line, so that no stroke's rim lies on the other. */
const CROSS = { points: [[-4, -4], [4, 4], [0, 0], [4, -4], [-4, 4]] };

/** The picture without the frame, which goes round the other way and so is left out. */
const Dim = zrender.Path.extend({
    type: 'dim',
    shape: { width: 0, height: 0, frame: { left: 0, top: 0, right: 0, bottom: 0 } },
    buildPath(path, { width, height, frame: { left, top, right, bottom } }) {
        path.rect(-0.5, -0.5, width, height);
        path.moveTo(left, top);
        path.lineTo(left, bottom);
        path.lineTo(right, bottom);
        path.lineTo(right, top);
        path.closePath();
    },
});

export class Scenery {
    /** @param {Stage} stage */
    constructor(stage) {
        this.stage = stage;
        this.film = painted((c) => this.drawFilm(c)).attr({ x: -0.5, y: -0.5 });
        this.map = painted((c) => this.drawMap(c));
        this.frame = new zrender.Group();
        this.frame.add(seen(Dim, { fill: 'rgba(8, 9, 12, 0.55)' }));
        this.frame.add(seen(zrender.Rect, { stroke: 'rgba(255, 255, 255, 0.75)', lineWidth: 1, lineJoin: 'miter' }));
        this.frame.add(label());
        this.masks = new zrender.Group();
        this.discs = new zrender.Group();
        this.layer = new Layer();
        for (const node of [this.film, this.map, this.frame, this.masks, this.discs]) {
            this.layer.root.add(node);
        }
    }

    update() {
        const { stage } = this;
        const cast = stage.castShown;
        this.layer.root.attr('ignore', cast === null || stage.image === null);
        if (cast && stage.image) {
            this.film.dirtyShape();
            this.map.dirtyShape();
            this.map.attr('ignore', !store.state.show.maps);
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
        this.frame.attr('ignore', !shown);
        if (shown) {
            const { zoom } = this.stage.viewport;
            const [left, top, right, bottom] = check.frame;
            const [dim, border, text] = this.frame.childrenRef();
            dim.setShape({ width: image.width, height: image.height, frame: { left, top, right, bottom } });
            // within the frame's edge
            const half = 0.5 / zoom;
            const size = { width: right - left - 2 * half, height: bottom - top - 2 * half };
            border.setShape({ x: left + half, y: top + half, ...size });
            text.setStyle('text', `${check.width} × ${check.height}`);
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
                const made = new zrender.Group();
                made.add(new zrender.Image());
                made.add(new zrender.Image());
                return made;
            },
            (node, { entity, mask }) => {
                const made = tint(mask, PALETTE[entity.colour]);
                const [fill, edge] = node.childrenRef();
                node.attr({ x: made.x - 0.5, y: made.y - 0.5 });
                const opacity = chosen(entity.key) ? (entity.key === state.refining ? 0.42 : 0.2) : 0.14;
                fill.setStyle({ image: made.fill, opacity });
                edge.setStyle('image', edgeOf(mask, made));
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
                const made = new zrender.Group();
                made.add(outlined(zrender.Circle));
                made.add(outlined(zrender.Polyline));
                return made;
            },
            (node, { disc, visible, colour, lock }) => {
                faint(pin(node, disc, zoom), visible ? 0.9 : 0.35);
                const [ring, cross] = node.childrenRef();
                const dash = visible ? null : [3, 4];
                outline(ring, colour, 1.5, { r: disc.radius * zoom }, dash);
                outline(cross, colour, 1.5, CROSS, dash).attr('ignore', !lock);
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
