// SPDX-License-Identifier: Apache-2.0
// @ts-check
// What lies above the picture: masks, paths, discs, maps, the model's frame.
import { PALETTE } from '../app/doc.js';
import { store } from '../app/store.js';
import { cameraDiscs, cameraPose, frameTime, trackDisc } from '../geometry/motion.js';
import { polyline, sampler } from '../geometry/trajectory.js';
import { discAt } from './hit.js';
import { controlMaps } from './maps.js';
import { canvas } from './plate.js';
import { edgeOf, tint } from './tints.js';

/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./animatic.js').Cast} Cast */
/** @typedef {import('./animatic.js').Actor} Actor */
/** @typedef {import('../types.js').Point} Point */

const HANDLE = 5.5;

/**
 * @param {CanvasRenderingContext2D} c CSS pixels of the stage
 * @param {Stage} stage
 * @param {Cast} cast
 */
export function drawOverlay(c, stage, cast) {
    const { state } = store;
    const doc = cast.doc;
    const playing = state.playing;
    if (state.show.maps) {
        drawMaps(c, stage, cast);
    }
    if (state.show.frame) {
        drawFrame(c, stage);
    }
    const hovered = stage.hover?.kind === 'thing' ? stage.hover.entity : null;
    for (const actor of cast.actors) {
        const chosen = actor.entity.key === state.selected || state.also.includes(actor.entity.key);
        if (!playing && stage.time < 1e-6 && (chosen || actor.entity.key === hovered)) {
            drawMask(c, stage, actor, chosen ? (actor.entity.key === state.refining ? 0.42 : 0.2) : 0.14);
        }
    }
    if (state.show.discs) {
        drawDiscs(c, stage, cast);
    }
    if (state.show.paths) {
        drawOtherPaths(c, stage, cast);
    }
    const selected = cast.actor(state.selected);
    if (selected) {
        if (state.show.paths) {
            drawPath(c, stage, selected, true);
        }
        drawPrompts(c, stage, selected);
    }
    if (state.tool === 'camera' && !playing) {
        drawCamera(c, stage, doc);
    }
    stage.tool.draw?.(c, stage);
}

/** @type {{key: string, cast: Cast, picture: OffscreenCanvas} | null} */
let otherPaths = null;

/**
 * The paths of what is not selected: drawn once, for they stay where they are while things go along them.
 *
 * @param {CanvasRenderingContext2D} c
 * @param {Stage} stage
 * @param {Cast} cast
 */
function drawOtherPaths(c, stage, cast) {
    const others = cast.actors.filter((a) => a.entity.key !== store.state.selected && a.entity.trajectory.keyframes.length > 0);
    if (others.length < 4) {
        others.forEach((actor) => drawPath(c, stage, actor, false));
        return;
    }
    const v = stage.viewport;
    const { width, height } = c.canvas;
    const key = [v.x, v.y, v.zoom, width, height, store.state.selected].join(' ');
    if (otherPaths?.key !== key || otherPaths.cast !== cast) {
        const { element, context } = canvas(width, height);
        context.scale(width / v.width, height / v.height);
        others.forEach((actor) => drawPath(/** @type {any} */ (context), stage, actor, false));
        otherPaths = { key, cast, picture: element };
    }
    c.drawImage(otherPaths.picture, 0, 0, v.width, v.height);
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Stage} stage
 * @param {Actor} actor
 * @param {number} strength
 */
function drawMask(c, stage, actor, strength) {
    const v = stage.viewport;
    const made = tint(actor.mask, PALETTE[actor.entity.colour]);
    c.save();
    c.translate(v.x, v.y);
    c.scale(v.zoom, v.zoom);
    c.globalAlpha = strength;
    c.drawImage(made.fill, made.x, made.y);
    c.globalAlpha = 1;
    c.drawImage(edgeOf(actor.mask, made), made.x, made.y);
    c.restore();
}

/**
 * The frame's discs, at the moment that is shown.
 *
 * @param {CanvasRenderingContext2D} c
 * @param {Stage} stage
 * @param {Cast} cast
 */
function drawDiscs(c, stage, cast) {
    const time = stage.tool.timeShown?.(stage) ?? stage.time;
    const all = cast.actors
        .filter((a) => a.entity.kind !== 'whole')
        .map((a) => ({ ...a.at(time), colour: PALETTE[a.entity.colour], lock: a.entity.kind === 'lock' }));
    const camera = cameraDiscs(cast.doc, time).map((disc) => ({ disc, visible: true, colour: '#ffffff', lock: false }));
    const locks = locksOf(cast).map((track) => ({ disc: trackDisc(track, time), visible: true, colour: '#ffffff', lock: true }));
    for (const { disc, visible, colour, lock } of [...camera, ...locks, ...all]) {
        const s = stage.viewport.toStage(disc);
        const r = disc.radius * stage.viewport.zoom;
        c.globalAlpha = visible ? 0.9 : 0.35;
        c.setLineDash(visible ? [] : [3, 4]);
        stroke(c, colour, 1.5, () => c.arc(s.x, s.y, r, 0, 7));
        c.setLineDash([]);
        if (lock) {
            stroke(c, colour, 1.5, () => {
                c.moveTo(s.x - 4, s.y - 4);
                c.lineTo(s.x + 4, s.y + 4);
                c.moveTo(s.x + 4, s.y - 4);
                c.lineTo(s.x - 4, s.y + 4);
            });
        }
        c.globalAlpha = 1;
    }
}

/** @param {Cast} cast */
function locksOf(cast) {
    return cast.doc.lockRest ? store.state.locks : [];
}

/** @type {WeakMap<import('../types.js').Trajectory, {line: Point[], frames: number, dots: Point[]}>} */
const ways = new WeakMap();

/**
 * A path's line and where its frames are on it, source pixels; worked out once for each path.
 *
 * @param {import('../types.js').Trajectory} trajectory
 * @param {number} frames
 */
function wayOf(trajectory, frames) {
    let way = ways.get(trajectory);
    if (!way || way.frames !== frames) {
        const at = sampler(trajectory);
        const dots = Array.from({ length: trajectory.keyframes.length > 1 ? frames : 0 }, (_, f) => at(frameTime(f, frames)));
        ways.set(trajectory, (way = { line: polyline(trajectory), frames, dots }));
    }
    return way;
}

/** CSS pixels between handles where there are too many to be told apart. */
const APART = 11;

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Stage} stage
 * @param {Actor} actor
 * @param {boolean} selected
 */
function drawPath(c, stage, actor, selected) {
    const { trajectory } = actor.entity;
    const { keyframes } = trajectory;
    if (keyframes.length === 0) {
        return;
    }
    const v = stage.viewport;
    const colour = PALETTE[actor.entity.colour];
    const way = wayOf(trajectory, Math.min(200, store.doc.frames));
    const line = way.line.map((p) => v.toStage(p));
    c.globalAlpha = selected ? 1 : 0.7;
    c.lineJoin = 'round';
    c.lineCap = 'round';
    stroke(c, colour, selected ? 3 : 2, () => line.forEach((p, i) => (i === 0 ? c.moveTo(p.x, p.y) : c.lineTo(p.x, p.y))));
    if (line.length > 1) {
        arrow(c, line, colour, selected ? 9 : 7);
    }
    c.globalAlpha = 1;
    if (!selected) {
        return;
    }
    // a dot a frame: where they crowd the thing is slow
    c.fillStyle = '#fff';
    for (const p of way.dots) {
        const s = v.toStage(p);
        c.beginPath();
        c.arc(s.x, s.y, 1.5, 0, 7);
        c.fill();
    }
    const chosen = store.state.keyframe;
    const many = keyframes.length > 200;
    let drawn = { x: -1e9, y: -1e9 };
    keyframes.forEach((k, i) => {
        const s = v.toStage(k);
        const hovered = stage.hover?.kind === 'keyframe' && stage.hover.index === i;
        const last = i === keyframes.length - 1;
        if (many && !hovered && !last && i !== chosen && Math.hypot(s.x - drawn.x, s.y - drawn.y) < APART) {
            return;
        }
        drawn = s;
        const r = HANDLE + (hovered || i === chosen ? 1.5 : 0);
        c.beginPath();
        if (i === 0) {
            c.arc(s.x, s.y, r, 0, 7);
        } else {
            c.rect(s.x - r * 0.85, s.y - r * 0.85, r * 1.7, r * 1.7);
        }
        c.fillStyle = i === chosen ? colour : '#fff';
        c.strokeStyle = i === chosen ? '#fff' : '#14161a';
        c.lineWidth = 1.75;
        c.globalAlpha = k.visible ? 1 : 0.55;
        c.fill();
        c.stroke();
        c.globalAlpha = 1;
    });
    if (chosen !== null && keyframes[chosen]) {
        const disc = discAt(actor, chosen);
        const s = v.toStage(disc);
        const r = disc.radius * v.zoom;
        c.setLineDash([5, 4]);
        stroke(c, '#fff', 1.25, () => c.arc(s.x, s.y, r, 0, 7));
        c.setLineDash([]);
        c.beginPath();
        c.arc(s.x + r, s.y, HANDLE, 0, 7);
        c.fillStyle = '#fff';
        c.strokeStyle = '#14161a';
        c.lineWidth = 1.75;
        c.fill();
        c.stroke();
        label(c, `× ${keyframes[chosen].scale.toFixed(2)}`, s.x + r + 12, s.y);
    }
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Stage} stage
 * @param {Actor} actor
 */
function drawPrompts(c, stage, actor) {
    if (store.state.refining !== actor.entity.key) {
        return;
    }
    const { positive, negative, box } = actor.entity.prompts;
    const point = (/** @type {Point} */ p, /** @type {boolean} */ plus) => {
        const s = stage.viewport.toStage(p);
        c.beginPath();
        c.arc(s.x, s.y, 7, 0, 7);
        c.fillStyle = plus ? '#1f9d55' : '#d33f49';
        c.strokeStyle = '#fff';
        c.lineWidth = 1.5;
        c.fill();
        c.stroke();
        c.beginPath();
        c.moveTo(s.x - 3.5, s.y);
        c.lineTo(s.x + 3.5, s.y);
        if (plus) {
            c.moveTo(s.x, s.y - 3.5);
            c.lineTo(s.x, s.y + 3.5);
        }
        c.stroke();
    };
    if (box) {
        const a = stage.viewport.toStage({ x: box.left, y: box.top });
        const b = stage.viewport.toStage({ x: box.right, y: box.bottom });
        c.setLineDash([6, 4]);
        stroke(c, '#fff', 1.25, () => c.rect(a.x, a.y, b.x - a.x, b.y - a.y));
        c.setLineDash([]);
    }
    positive.forEach((p) => point(p, true));
    negative.forEach((p) => point(p, false));
}

/**
 * The part of the picture that the clip shows, what is cut off dimmed.
 *
 * @param {CanvasRenderingContext2D} c
 * @param {Stage} stage
 */
function drawFrame(c, stage) {
    const check = store.state.check;
    const image = store.doc.image;
    if (!check?.frame || !image) {
        return;
    }
    const [left, top, right, bottom] = check.frame;
    const a = stage.viewport.toStage({ x: left, y: top });
    const b = stage.viewport.toStage({ x: right, y: bottom });
    const p = stage.viewport.toStage({ x: -0.5, y: -0.5 });
    const q = stage.viewport.toStage({ x: image.width - 0.5, y: image.height - 0.5 });
    c.fillStyle = 'rgba(8, 9, 12, 0.55)';
    c.beginPath();
    c.rect(p.x, p.y, q.x - p.x, q.y - p.y);
    c.rect(a.x, a.y, b.x - a.x, b.y - a.y);
    c.fill('evenodd');
    c.strokeStyle = 'rgba(255, 255, 255, 0.75)';
    c.lineWidth = 1;
    c.strokeRect(a.x + 0.5, a.y + 0.5, b.x - a.x - 1, b.y - a.y - 1);
    label(c, `${check.width} × ${check.height}`, a.x + 8, Math.max(14, a.y + 14));
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Stage} stage
 * @param {Cast} cast
 */
function drawMaps(c, stage, cast) {
    const { check } = store.state;
    const image = /** @type {import('../types.js').ImageRef} */ (cast.doc.image);
    const [left, top, right, bottom] = check?.frame ?? [-0.5, -0.5, image.width - 0.5, image.height - 0.5];
    const width = check?.width ?? 320;
    const height = check?.height ?? Math.round((320 * image.height) / image.width);
    const map = controlMaps(cast, stage.time, { width, height, frame: { left, top, right, bottom } }, locksOf(cast));
    const a = stage.viewport.toStage({ x: left, y: top });
    const b = stage.viewport.toStage({ x: right, y: bottom });
    c.save();
    c.imageSmoothingEnabled = false;
    c.globalAlpha = 0.86;
    c.drawImage(map, a.x, a.y, b.x - a.x, b.y - a.y);
    c.restore();
}

/**
 * Where the view goes: a rectangle a move, as the source's part that is seen at its end.
 *
 * @param {CanvasRenderingContext2D} c
 * @param {Stage} stage
 * @param {import('../types.js').Doc} doc
 */
function drawCamera(c, stage, doc) {
    doc.camera.forEach((move, i) => {
        const corners = cameraCorners(doc, i).map((p) => stage.viewport.toStage(p));
        const chosen = i === store.state.cameraMove;
        c.globalAlpha = chosen ? 1 : 0.6;
        stroke(c, chosen ? '#ffd23f' : '#fff', chosen ? 2.5 : 1.5, () => {
            corners.forEach((p, k) => (k === 0 ? c.moveTo(p.x, p.y) : c.lineTo(p.x, p.y)));
            c.closePath();
        });
        if (chosen) {
            for (const p of corners) {
                c.fillStyle = '#fff';
                c.strokeStyle = '#14161a';
                c.lineWidth = 1.5;
                c.fillRect(p.x - 5, p.y - 5, 10, 10);
                c.strokeRect(p.x - 5, p.y - 5, 10, 10);
            }
        }
        const percent = (/** @type {number} */ t) => `${Math.round(t * 100)} %`;
        label(c, `camera ${i + 1}: ${percent(move.from)} to ${percent(move.to)}`, corners[0].x + 8, corners[0].y + 16);
        c.globalAlpha = 1;
    });
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

/**
 * A line that is seen on light and dark.
 *
 * @param {CanvasRenderingContext2D} c
 * @param {string} colour
 * @param {number} width
 * @param {() => void} trace
 */
export function stroke(c, colour, width, trace) {
    c.beginPath();
    trace();
    c.strokeStyle = 'rgba(10, 11, 14, 0.55)';
    c.lineWidth = width + 2;
    c.stroke();
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.stroke();
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Point[]} line
 * @param {string} colour
 * @param {number} size
 */
function arrow(c, line, colour, size) {
    const end = line[line.length - 1];
    const from = [...line].reverse().find((p) => Math.hypot(p.x - end.x, p.y - end.y) > size);
    if (!from) {
        return;
    }
    const angle = Math.atan2(end.y - from.y, end.x - from.x);
    const tip = { x: end.x + 1.9 * size * Math.cos(angle), y: end.y + 1.9 * size * Math.sin(angle) };
    const side = (/** @type {number} */ turn) => ({
        x: tip.x - 1.6 * size * Math.cos(angle + turn),
        y: tip.y - 1.6 * size * Math.sin(angle + turn),
    });
    const l = side(0.5);
    const r = side(-0.5);
    stroke(c, colour, 1, () => {
        c.moveTo(tip.x, tip.y);
        c.lineTo(l.x, l.y);
        c.lineTo(r.x, r.y);
        c.closePath();
    });
    c.fillStyle = colour;
    c.fill();
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {string} text
 * @param {number} x
 * @param {number} y its middle
 */
export function label(c, text, x, y) {
    c.font = '600 11px system-ui, sans-serif';
    c.textBaseline = 'middle';
    const width = c.measureText(text).width;
    c.fillStyle = 'rgba(12, 13, 17, 0.78)';
    c.beginPath();
    c.roundRect(x - 5, y - 9, width + 10, 18, 5);
    c.fill();
    c.fillStyle = '#fff';
    c.fillText(text, x, y + 0.5);
}
