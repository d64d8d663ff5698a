// SPDX-License-Identifier: Apache-2.0
// @ts-check
// The upper layer: all that can be taken hold of, and what the tools draw. Paths, points, sizes, prompts, the camera.
import { PALETTE } from '../app/doc.js';
import { store } from '../app/store.js';
import { cameraPose, frameTime } from '../geometry/motion.js';
import { polyline, sampler } from '../geometry/trajectory.js';
import { Grips, apart, discAt } from './hit.js';
import { Konva } from './konva.js';
import { dot, flat, label, match, outline, outlined, pin, shape, square } from './marks.js';

/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./animatic.js').Cast} Cast */
/** @typedef {import('./animatic.js').Actor} Actor */
/** @typedef {import('../types.js').Point} Point */
/** @typedef {import('../types.js').Trajectory} Trajectory */

/** CSS pixels, as all below. */
const HANDLE = 5.5;
/** Between handles where there are too many to be told apart. */
const APART = 11;
const MANY = 200;

/** A path with its head. */
function way() {
    const made = new Konva.Group();
    made.add(outlined(Konva.Line));
    const head = new Konva.Group();
    head.add(outlined(Konva.Line, { closed: true }));
    made.add(head);
    return made;
}

export class Overlay {
    /** @param {Stage} stage */
    constructor(stage) {
        this.stage = stage;
        this.grips = new Grips();
        this.others = new Konva.Group({ opacity: 0.7 });
        this.path = new Konva.Group();
        this.path.add(way());
        /** A dot a frame: where they crowd the thing is slow. */
        this.frames = shape({ fill: '#fff', sceneFunc: dots });
        this.path.add(this.frames);
        this.points = new Konva.Group();
        this.path.add(this.points);
        /** The disc at the chosen point, its handle, what it says. */
        this.size = new Konva.Group();
        this.size.add(outlined(Konva.Circle));
        this.size.add(dot({ radius: HANDLE }));
        this.size.add(label());
        this.path.add(this.size);
        this.prompts = new Konva.Group();
        this.camera = new Konva.Group();
        this.marks = new Konva.Group();
        this.layer = new Konva.Layer({ offsetX: -0.5, offsetY: -0.5, visible: false });
        for (const node of [this.others, this.path, this.prompts, this.camera, this.marks, this.grips.group]) {
            this.layer.add(node);
        }
    }

    update() {
        const { stage } = this;
        const { state } = store;
        const cast = stage.castShown;
        this.layer.visible(cast !== null && stage.image !== null);
        if (!cast || !stage.image) {
            return;
        }
        const { zoom } = stage.viewport;
        const others = cast.actors.filter((a) => a.entity.key !== state.selected && a.entity.trajectory.keyframes.length > 0);
        match(this.others, state.show.paths ? others : [], way, (node, { entity }) => {
            drawWay(node, wayOf(entity.trajectory), PALETTE[entity.colour], 2, 7, zoom);
        });
        const selected = cast.actor(state.selected);
        this.showPath(selected);
        this.showPrompts(selected);
        this.showCamera();
        // what a tool is about belongs to it, and lies here while it is the tool
        this.marks.removeChildren();
        stage.tool.draw?.(stage).forEach((node) => this.marks.add(node));
        const own = stage.cast?.actor(state.selected) ?? null;
        this.grips.update(own, state.keyframe, own ? wayOf(own.entity.trajectory).line : [], zoom);
    }

    /** @param {Actor | null} actor */
    showPath(actor) {
        const { state } = store;
        const { stage } = this;
        const shown = actor && state.show.paths && actor.entity.trajectory.keyframes.length > 0;
        this.path.visible(!!shown);
        if (!shown) {
            return;
        }
        const { zoom } = stage.viewport;
        const { keyframes } = actor.entity.trajectory;
        const colour = PALETTE[actor.entity.colour];
        const known = wayOf(actor.entity.trajectory);
        drawWay(/** @type {Konva.Group} */ (this.path.children[0]), known, colour, 3, 9, zoom);
        this.frames.setAttrs({ dots: known.dots, dotRadius: 1.5 / zoom });
        const hovered = stage.hover?.kind === 'keyframe' ? stage.hover.index : null;
        const chosen = state.keyframe;
        match(
            this.points,
            apart(keyframes, keyframes.length > MANY ? APART / zoom : 0, (i) => i === hovered || i === chosen),
            () => {
                const made = new Konva.Group();
                made.add(dot());
                made.add(square());
                return made;
            },
            (node, i) => {
                const [round, square] = node.children;
                const r = HANDLE + (i === hovered || i === chosen ? 1.5 : 0);
                const paint = { fill: i === chosen ? colour : '#fff', stroke: i === chosen ? '#fff' : '#14161a' };
                round.visible(i === 0).setAttrs({ ...paint, radius: r });
                square.visible(i !== 0).setAttrs({ ...paint, x: -0.85 * r, y: -0.85 * r, width: 1.7 * r, height: 1.7 * r });
                pin(node, keyframes[i], zoom).opacity(keyframes[i].visible ? 1 : 0.55);
            },
        );
        const k = chosen === null ? undefined : keyframes[chosen];
        this.size.visible(k !== undefined);
        if (chosen !== null && k) {
            const disc = discAt(actor, chosen);
            const r = disc.radius * zoom;
            const [ring, handle, text] = this.size.children;
            outline(ring, '#fff', 1.25, { radius: r, dash: [5, 4] });
            handle.x(r);
            text.x(r + 12).getText().text(`× ${k.scale.toFixed(2)}`);
            pin(this.size, disc, zoom);
        }
    }

    /** @param {Actor | null} actor */
    showPrompts(actor) {
        const shown = actor !== null && store.state.refining === actor.entity.key;
        this.prompts.visible(shown);
        if (!shown) {
            return;
        }
        const { zoom } = this.stage.viewport;
        const { positive, negative, box } = actor.entity.prompts;
        const all = [
            ...(box ? [{ x: box.left, y: box.top, box, plus: false }] : []),
            ...positive.map((p) => ({ ...p, box: null, plus: true })),
            ...negative.map((p) => ({ ...p, box: null, plus: false })),
        ];
        match(
            this.prompts,
            all,
            () => {
                const made = new Konva.Group();
                made.add(outlined(Konva.Rect));
                const point = new Konva.Group();
                point.add(dot({ radius: 7, stroke: '#fff', strokeWidth: 1.5 }));
                point.add(stroke([-3.5, 0, 3.5, 0]));
                point.add(stroke([0, -3.5, 0, 3.5]));
                made.add(point);
                return made;
            },
            (node, p) => {
                const [frame, point] = node.children;
                point.visible(!p.box);
                frame.visible(!!p.box);
                if (p.box) {
                    const size = { width: (p.box.right - p.box.left) * zoom, height: (p.box.bottom - p.box.top) * zoom };
                    outline(frame, '#fff', 1.25, { ...size, dash: [6, 4] });
                }
                point.children[0].fill(p.plus ? '#1f9d55' : '#d33f49');
                point.children[2].visible(p.plus);
                pin(node, p, zoom);
            },
        );
    }

    /** Where the view goes: a rectangle a move, as the source's part that is seen at its end. */
    showCamera() {
        const { state, doc } = store;
        const { zoom } = this.stage.viewport;
        match(
            this.camera,
            state.tool === 'camera' && !state.playing && doc.image ? doc.camera : [],
            () => {
                const made = new Konva.Group();
                made.add(outlined(Konva.Line, { closed: true }));
                const corners = new Konva.Group();
                for (let i = 0; i < 4; i++) {
                    corners.add(square({ offsetX: 5, offsetY: 5, width: 10, height: 10, strokeWidth: 1.5 }));
                }
                made.add(corners);
                made.add(label());
                return made;
            },
            (node, move, i) => {
                const corners = cameraCorners(doc, i);
                const chosen = i === state.cameraMove;
                const [line, squares, text] = node.children;
                outline(line, chosen ? '#ffd23f' : '#fff', chosen ? 2.5 : 1.5, { points: flat(corners) }, zoom);
                squares.visible(chosen);
                corners.forEach((p, k) => pin(squares.children[k], p, zoom));
                const percent = (/** @type {number} */ t) => `${Math.round(t * 100)} %`;
                text.getText().text(`camera ${i + 1}: ${percent(move.from)} to ${percent(move.to)}`);
                pin(text, { x: corners[0].x + 8 / zoom, y: corners[0].y + 16 / zoom }, zoom);
                node.opacity(chosen ? 1 : 0.6);
            },
        );
    }
}

/** @param {number[]} points */
function stroke(points) {
    return new Konva.Line({ points, stroke: '#fff', strokeWidth: 1.5, listening: false });
}

/**
 * @param {Konva.Context} c
 * @param {Konva.Shape} node
 */
function dots(c, node) {
    const r = node.getAttr('dotRadius');
    c.beginPath();
    for (const p of node.getAttr('dots')) {
        c.moveTo(p.x + r, p.y);
        c.arc(p.x, p.y, r, 0, 2 * Math.PI, false);
    }
    c.fillShape(node);
}

/** @typedef {{line: Point[], points: number[], frames: number, dots: Point[]}} Way */

/** @type {WeakMap<Trajectory, Way>} */
const ways = new WeakMap();

/**
 * A path's line and where its frames are on it, source pixels; worked out once for each path.
 *
 * @param {Trajectory} trajectory
 * @returns {Way}
 */
function wayOf(trajectory) {
    const frames = Math.min(MANY, store.doc.frames);
    let known = ways.get(trajectory);
    if (!known || known.frames !== frames) {
        const line = polyline(trajectory);
        const moves = trajectory.keyframes.length > 1;
        const at = moves ? sampler(trajectory) : null;
        const places = at ? Array.from({ length: frames }, (_, f) => at(frameTime(f, frames))) : [];
        ways.set(trajectory, (known = { line, points: flat(line), frames, dots: places }));
    }
    return known;
}

/**
 * @param {Konva.Group} node from {@link way}
 * @param {Way} known
 * @param {string} colour
 * @param {number} width
 * @param {number} size of the head
 * @param {number} zoom
 */
function drawWay(node, { line, points }, colour, width, size, zoom) {
    const [thread, head] = node.children;
    outline(thread, colour, width, { points }, zoom);
    const end = line[line.length - 1];
    const from = line.findLast((p) => Math.hypot(p.x - end.x, p.y - end.y) * zoom > size);
    head.visible(from !== undefined);
    if (from) {
        const tip = 1.9 * size;
        const [back, side] = [tip - 1.6 * size * Math.cos(0.5), 1.6 * size * Math.sin(0.5)];
        outline(head.children[0], colour, 1, { points: [tip, 0, back, side, back, -side] });
        head.children[0].children[1].fill(colour);
        pin(head, end, zoom).rotation((Math.atan2(end.y - from.y, end.x - from.x) * 180) / Math.PI);
    }
}

/**
 * What is seen when a move is over, in the source.
 *
 * @param {import('../types.js').Doc} doc
 * @param {number} index
 * @returns {Point[]} clockwise from the left upper one
 */
export function cameraCorners(doc, index) {
    const { width, height } = /** @type {import('../types.js').ImageRef} */ (doc.image);
    const pose = cameraPose(doc.camera.slice(0, index + 1), doc.camera[index].to);
    return [
        { x: 0, y: 0 },
        { x: width - 1, y: 0 },
        { x: width - 1, y: height - 1 },
        { x: 0, y: height - 1 },
    ].map((p) => ({ x: (p.x - pose.dx) / pose.zoom, y: (p.y - pose.dy) / pose.zoom }));
}
