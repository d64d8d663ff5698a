// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Several clips in step: one clock, each clip's frames from its strip, so that scrubbing is exact and nothing drifts.
import { api } from '../remote/client.js';

/** @typedef {any} Json */
/** @typedef {'clip' | 'animatic' | 'motion' | 'control'} Kind */
/** @typedef {{image: ImageBitmap, frames: number, columns: number, width: number, height: number}} Strip */

/** @type {Map<string, Promise<Strip>>} */
const strips = new Map();

/**
 * @param {string} clip
 * @param {Kind} kind
 * @returns {Promise<Strip>}
 */
export function stripOf(clip, kind) {
    const key = `${clip} ${kind}`;
    let asked = strips.get(key);
    if (!asked) {
        asked = load(clip, kind);
        strips.set(key, asked);
        asked.catch(() => strips.delete(key));
        if (strips.size > 24) {
            strips.delete(/** @type {string} */ (strips.keys().next().value));
        }
    }
    return asked;
}

/**
 * @param {string} clip
 * @param {Kind} kind
 */
async function load(clip, kind) {
    const response = await fetch(api.clipStripUrl(clip, kind), { credentials: 'same-origin' });
    if (!response.ok) {
        throw new Error(`frames: ${response.status}`);
    }
    const frames = Number(response.headers.get('Tractrix-Frames') ?? 1);
    const columns = Number(response.headers.get('Tractrix-Columns') ?? frames);
    const image = await createImageBitmap(await response.blob());
    return { image, frames, columns, width: image.width / columns, height: image.height / Math.ceil(frames / columns) };
}

/** One clock for all that is shown. */
export class Clock {
    constructor() {
        this.playing = true;
        /** 0..1 */
        this.time = 0;
        this.seconds = 2;
        this.frames = 1;
        this.loop = true;
        /** Told when it comes to its end. */
        this.ended = () => {};
        this.rate = 1;
        this.last = 0;
        /** @type {Set<(time: number) => void>} */
        this.told = new Set();
        this.running = false;
    }

    /** @param {(time: number) => void} told */
    join(told) {
        this.told.add(told);
        if (!this.running) {
            this.running = true;
            this.last = performance.now();
            requestAnimationFrame((now) => this.tick(now));
        }
    }

    /** @param {number} now */
    tick(now) {
        if (this.told.size === 0) {
            this.running = false;
            return;
        }
        if (this.playing) {
            const time = this.time + ((now - this.last) / 1000 / this.seconds) * this.rate;
            if (time >= 1 && !this.loop) {
                this.seek(1);
                this.ended();
            } else {
                this.time = time % 1;
            }
        }
        this.last = now;
        this.told.forEach((told) => told(this.time));
        requestAnimationFrame((next) => this.tick(next));
    }

    toggle() {
        this.playing = !this.playing;
        if (this.playing && !this.loop && this.frame() === this.frames - 1) {
            this.time = 0;
        }
    }

    frame() {
        return Math.floor(this.time * this.frames);
    }

    /** @param {number} by frames */
    step(by) {
        this.seek((this.frame() + by + 0.5) / this.frames);
    }

    /** @param {number} time 0..1 */
    seek(time) {
        this.playing = false;
        this.time = Math.min(0.9999, Math.max(0, time));
    }
}

export const clock = new Clock();

/** @typedef {{element: HTMLCanvasElement, strip: Strip, what: string, report: Json | null}} Shown */

/** @type {Map<Element, Shown>} */
const screens = new Map();

/**
 * Shows a strip on a canvas under the clock.
 *
 * @param {Element | undefined} element
 * @param {Json} clip
 * @param {Kind} kind
 * @param {Json | null} report asked and achieved paths to draw over it
 */
export async function screen(element, clip, kind, report) {
    if (!(element instanceof HTMLCanvasElement)) {
        return;
    }
    const what = `${clip.id} ${kind} ${report ? 1 : 0}`;
    if (screens.get(element)?.what === what) {
        return;
    }
    const strip = await stripOf(clip.id, kind).catch(() => null);
    if (strip) {
        // larger than the clip, so that the paths over it are fine lines
        const times = Math.max(1, Math.ceil(640 / strip.width));
        element.width = Math.round(strip.width * times);
        element.height = Math.round(strip.height * times);
        clock.seconds = clip.frames / clip.fps;
        clock.frames = clip.frames;
        screens.set(element, { element, strip, what, report });
        clock.join(paint);
    }
}

/** @param {number} time */
function paint(time) {
    for (const [element, { strip, report }] of screens) {
        if (!element.isConnected) {
            screens.delete(element);
            continue;
        }
        const context = /** @type {CanvasRenderingContext2D} */ (/** @type {HTMLCanvasElement} */ (element).getContext('2d'));
        const frame = Math.min(strip.frames - 1, Math.floor(time * strip.frames));
        const x = (frame % strip.columns) * strip.width;
        const y = Math.floor(frame / strip.columns) * strip.height;
        context.imageSmoothingQuality = 'high';
        context.drawImage(strip.image, x, y, strip.width, strip.height, 0, 0, context.canvas.width, context.canvas.height);
        if (report) {
            paths(context, report, frame);
        }
    }
    if (screens.size === 0) {
        clock.told.delete(paint);
    }
}

/**
 * Asked in white, achieved in orange, the places of this frame as dots.
 *
 * @param {CanvasRenderingContext2D} c
 * @param {Json} report
 * @param {number} frame
 */
function paths(c, report, frame) {
    const { width, height } = report.size ?? { width: c.canvas.width, height: c.canvas.height };
    const sx = c.canvas.width / width;
    const sy = c.canvas.height / height;
    for (const entity of report.entities ?? []) {
        for (const [points, colour] of /** @type {[any[], string][]} */ ([[entity.asked, '#ffffff'], [entity.achieved, '#ff8a3d']])) {
            c.lineWidth = 1.5;
            c.strokeStyle = colour;
            c.beginPath();
            let down = false;
            for (const p of points) {
                const there = p !== null && p[0] !== null;
                if (there) {
                    c[down ? 'lineTo' : 'moveTo'](p[0] * sx, p[1] * sy);
                }
                down = there;
            }
            c.stroke();
            const now = points[frame];
            if (now && now[0] !== null) {
                c.fillStyle = colour;
                c.beginPath();
                c.arc(now[0] * sx, now[1] * sy, 3, 0, 7);
                c.fill();
            }
        }
    }
}
