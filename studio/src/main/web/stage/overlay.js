// SPDX-License-Identifier: Apache-2.0
// @ts-check
// The upper layer: all that can be taken hold of, and what the tools draw. Paths, points, sizes, prompts, the camera.
import { PALETTE } from '../app/doc.js';
import { store } from '../app/store.js';
import { cameraPose, frameTime } from '../geometry/motion.js';
import { polyline, sampler } from '../geometry/trajectory.js';
import { Grips, apart, discAt } from './hit.js';
import { Layer } from './layer.js';
import { Dots, dot, faint, label, match, outline, outlined, pairs, pin, seen, sized, square } from './marks.js';
import { zrender } from './zrender.js';

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
/** Where Enter selects; in one line, so that no stroke's rim lies on the other. */
const CROSS = { points: [[-11, 0], [11, 0], [0, 0], [0, -11], [0, 11]] };
/** The rim and the sign of a prompt. */
const WHITE = { stroke: '#fff', lineWidth: 1.5, lineCap: 'butt' };

/** A path with its head. */
function way() {
    const made = new zrender.Group();
    made.add(outlined(zrender.Polyline));
    const head = new zrender.Group();
    head.add(outlined(zrender.Polygon));
    made.add(head);
    return made;
}

export class Overlay {
    /** @param {Stage} stage */
    constructor(stage) {
        this.stage = stage;
        this.grips = new Grips();
        this.others = new zrender.Group();
        this.path = new zrender.Group();
        this.path.add(way());
        /** A dot a frame: where they crowd the thing is slow. */
        this.frames = seen(Dots, { fill: '#fff' });
        this.path.add(this.frames);
        this.points = new zrender.Group();
        this.path.add(this.points);
        /** The disc at the chosen point, its handle, what it says. */
        this.size = new zrender.Group();
        this.size.add(outlined(zrender.Circle));
        this.size.add(dot(HANDLE));
        this.size.add(label());
        this.path.add(this.size);
        this.prompts = new zrender.Group();
        this.camera = new zrender.Group();
        this.marks = new zrender.Group();
        this.cross = outline(outlined(zrender.Polyline), '#fff', 1.5, CROSS);
        this.layer = new Layer();
        for (const node of [this.others, this.path, this.prompts, this.camera, this.marks, this.cross, this.grips.group]) {
            this.layer.root.add(node);
        }
    }

    update() {
        const { stage } = this;
        const { state } = store;
        const cast = stage.castShown;
        this.layer.root.attr('ignore', cast === null || stage.image === null);
        if (!cast || !stage.image) {
            return;
        }
        const { zoom } = stage.viewport;
        const others = cast.actors.filter((a) => a.entity.key !== state.selected && a.entity.trajectory.keyframes.length > 0);
        match(this.others, state.show.paths ? others : [], () => faint(way(), 0.7), (node, { entity }) => {
            drawWay(node, wayOf(entity.trajectory), PALETTE[entity.colour], 2, 7, zoom);
        });
        const selected = cast.actor(state.selected);
        this.showPath(selected);
        this.showPrompts(selected);
        this.showCamera();
        this.showCross();
        // what a tool is about belongs to it, and lies here while it is the tool
        this.marks.removeAll();
        stage.tool.draw?.(stage).forEach((node) => this.marks.add(node));
        const own = stage.cast?.actor(state.selected) ?? null;
        this.grips.update(own, state.keyframe, own ? wayOf(own.entity.trajectory).line : [], zoom);
    }

    /** @param {Actor | null} actor */
    showPath(actor) {
        const { state } = store;
        const { stage } = this;
        const shown = actor && state.show.paths && actor.entity.trajectory.keyframes.length > 0;
        this.path.attr('ignore', !shown);
        if (!shown) {
            return;
        }
        const { zoom } = stage.viewport;
        const { keyframes } = actor.entity.trajectory;
        const colour = PALETTE[actor.entity.colour];
        const known = wayOf(actor.entity.trajectory);
        drawWay(this.path.childrenRef()[0], known, colour, 3, 9, zoom);
        this.frames.setShape({ points: known.dots, r: 1.5 / zoom });
        const hovered = stage.hover?.kind === 'keyframe' ? stage.hover.index : null;
        const chosen = state.keyframe;
        match(
            this.points,
            apart(keyframes, keyframes.length > MANY ? APART / zoom : 0, (i) => i === hovered || i === chosen),
            () => {
                const made = new zrender.Group();
                made.add(dot(HANDLE));
                made.add(square());
                return made;
            },
            (node, i) => {
                const [round, square] = node.childrenRef();
                const r = HANDLE + (i === hovered || i === chosen ? 1.5 : 0);
                const style = { fill: i === chosen ? colour : '#fff', stroke: i === chosen ? '#fff' : '#14161a' };
                round.attr({ ignore: i !== 0, style, shape: { r } });
                square.attr({ ignore: i === 0, style, shape: sized(1.7 * r) });
                faint(pin(node, keyframes[i], zoom), keyframes[i].visible ? 1 : 0.55);
            },
        );
        const k = chosen === null ? undefined : keyframes[chosen];
        this.size.attr('ignore', k === undefined);
        if (chosen !== null && k) {
            const disc = discAt(actor, chosen);
            const r = disc.radius * zoom;
            const [ring, handle, text] = this.size.childrenRef();
            outline(ring, '#fff', 1.25, { r }, [5, 4]);
            handle.attr('x', r);
            text.attr('x', r + 12).setStyle('text', `× ${k.scale.toFixed(2)}`);
            pin(this.size, disc, zoom);
        }
    }

    /** For the keys alone: a pointer is seen anyway. */
    showCross() {
        const { cross, pointer, top, viewport } = this.stage;
        const shown = cross && pointer && store.state.tool === 'pick' && document.activeElement === top;
        this.cross.attr('ignore', !shown);
        if (shown) {
            pin(this.cross, pointer, viewport.zoom);
        }
    }

    /** @param {Actor | null} actor */
    showPrompts(actor) {
        const shown = actor !== null && store.state.refining === actor.entity.key;
        this.prompts.attr('ignore', !shown);
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
                const made = new zrender.Group();
                made.add(outlined(zrender.Rect));
                const point = new zrender.Group();
                point.add(dot(7, WHITE));
                point.add(seen(zrender.Line, WHITE).setShape({ x1: -3.5, x2: 3.5 }));
                point.add(seen(zrender.Line, WHITE).setShape({ y1: -3.5, y2: 3.5 }));
                made.add(point);
                return made;
            },
            (node, p) => {
                const [frame, point] = node.childrenRef();
                point.attr('ignore', !!p.box);
                frame.attr('ignore', !p.box);
                if (p.box) {
                    const size = { width: (p.box.right - p.box.left) * zoom, height: (p.box.bottom - p.box.top) * zoom };
                    outline(frame, '#fff', 1.25, size, [6, 4]);
                }
                const [round, , upright] = point.childrenRef();
                round.setStyle('fill', p.plus ? '#1f9d55' : '#d33f49');
                upright.attr('ignore', !p.plus);
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
                const made = new zrender.Group();
                made.add(outlined(zrender.Polygon));
                const corners = new zrender.Group();
                for (let i = 0; i < 4; i++) {
                    corners.add(square({ lineWidth: 1.5 }).setShape(sized(10)));
                }
                made.add(corners);
                made.add(label());
                return made;
            },
            (node, move, i) => {
                const corners = cameraCorners(doc, i);
                const chosen = i === state.cameraMove;
                const [line, squares, text] = node.childrenRef();
                outline(line, chosen ? '#ffd23f' : '#fff', chosen ? 2.5 : 1.5, { points: pairs(corners) });
                squares.attr('ignore', !chosen);
                corners.forEach((p, k) => pin(squares.childrenRef()[k], p, zoom));
                const percent = (/** @type {number} */ t) => `${Math.round(t * 100)} %`;
                text.setStyle('text', `camera ${i + 1}: ${percent(move.from)} to ${percent(move.to)}`);
                pin(text, { x: corners[0].x + 8 / zoom, y: corners[0].y + 16 / zoom }, zoom);
                faint(node, chosen ? 1 : 0.6);
            },
        );
    }
}

/** @typedef {{line: Point[], points: number[][], frames: number, dots: Point[]}} Way */

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
        ways.set(trajectory, (known = { line, points: pairs(line), frames, dots: places }));
    }
    return known;
}

/**
 * @param {zrender.Group} node from {@link way}
 * @param {Way} known
 * @param {string} colour
 * @param {number} width
 * @param {number} size of the head
 * @param {number} zoom
 */
function drawWay(node, { line, points }, colour, width, size, zoom) {
    const [thread, head] = node.childrenRef();
    outline(thread, colour, width, { points });
    const end = line[line.length - 1];
    const from = line.findLast((p) => Math.hypot(p.x - end.x, p.y - end.y) * zoom > size);
    head.attr('ignore', from === undefined);
    if (from) {
        const tip = 1.9 * size;
        const [back, side] = [tip - 1.6 * size * Math.cos(0.5), 1.6 * size * Math.sin(0.5)];
        const [arrow] = head.childrenRef();
        outline(arrow, colour, 1, { points: [[tip, 0], [back, side], [back, -side]] });
        arrow.childrenRef()[1].setStyle('fill', colour);
        // zrender turns counterclockwise
        pin(head, end, zoom).attr('rotation', -Math.atan2(end.y - from.y, end.x - from.x));
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
