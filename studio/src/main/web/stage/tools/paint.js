// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Masks by hand: brush, eraser, lasso.
import { entityOf } from '../../app/doc.js';
import { paint } from '../../app/select.js';
import { store } from '../../app/store.js';
import { canvas } from '../plate.js';
import { label, stroke } from '../overlay.js';

/** @typedef {import('../../types.js').Point} Point */
/** @typedef {import('../../types.js').MaskPixels} MaskPixels */
/** @typedef {import('../stage.js').Stage} Stage */
/** @typedef {import('./tools.js').Tool} Tool */

/** @type {Point[] | null} */
let trail = null;
let adding = true;

/**
 * @param {boolean} erases
 * @returns {Tool}
 */
function painter(erases) {
    return {
        down(stage, touch) {
            trail = [touch.p];
            adding = erases === touch.alt;
            stage.seek(0);
        },
        move(_, touch, held) {
            if (held && trail) {
                trail.push(touch.p);
            }
        },
        up() {
            const points = trail;
            trail = null;
            if (points) {
                const shape = drawn((c) => {
                    c.lineWidth = 2 * store.state.brush;
                    c.lineCap = 'round';
                    c.lineJoin = 'round';
                    trace(c, points);
                    c.stroke();
                });
                paint(shape, adding ? (store.state.selected ? 'add' : 'new') : 'subtract');
            }
        },
        cancel() {
            trail = null;
        },
        cursor: () => 'none',
        draw(c, stage) {
            const v = stage.viewport;
            if (trail) {
                c.save();
                c.translate(v.x, v.y);
                c.scale(v.zoom, v.zoom);
                c.lineWidth = 2 * store.state.brush;
                c.lineCap = 'round';
                c.lineJoin = 'round';
                c.strokeStyle = adding ? 'rgba(255, 255, 255, 0.5)' : 'rgba(211, 63, 73, 0.55)';
                trace(c, trail);
                c.stroke();
                c.restore();
            }
            if (stage.pointer) {
                const s = v.toStage(stage.pointer);
                const r = store.state.brush * v.zoom;
                stroke(c, erases ? '#ff8a8a' : '#fff', 1.25, () => c.arc(s.x, s.y, r, 0, 7));
                const thing = entityOf(store.doc, store.state.selected)?.name;
                label(c, thing ? `${erases ? '-' : '+'} ${thing}` : erases ? 'select a thing first' : 'new thing', s.x + r + 10, s.y);
            }
        },
    };
}

export const brush = painter(false);
export const eraser = painter(true);

/** @type {Point[] | null} */
let outline = null;
/** @type {'new' | 'add' | 'subtract'} */
let how = 'new';
let freehand = false;

/** A polygon by clicks, or drawn freely while held; Shift adds to the selected thing, Alt takes away. @type {Tool} */
export const lasso = {
    down(stage, touch) {
        if (outline) {
            const first = stage.viewport.toStage(outline[0]);
            const last = stage.viewport.toStage(outline[outline.length - 1]);
            const near = (/** @type {Point} */ s) => Math.hypot(s.x - touch.at.x, s.y - touch.at.y) < 10;
            if (outline.length > 2 && (near(first) || near(last))) {
                lasso.finish?.(stage);
                return;
            }
            outline.push(touch.p);
            return;
        }
        stage.seek(0);
        outline = [touch.p];
        freehand = false;
        how = touch.alt ? 'subtract' : touch.shift ? 'add' : 'new';
    },
    move(stage, touch, held) {
        if (held && outline) {
            const last = stage.viewport.toStage(outline[outline.length - 1]);
            if (Math.hypot(last.x - touch.at.x, last.y - touch.at.y) > 4) {
                outline.push(touch.p);
                freehand = true;
            }
        }
    },
    up(stage) {
        if (freehand) {
            lasso.finish?.(stage);
        }
    },
    finish() {
        const points = outline;
        outline = null;
        if (!points) {
            return false;
        }
        if (points.length > 2) {
            const shape = drawn((c) => {
                trace(c, points);
                c.fill('evenodd');
            });
            paint(shape, how);
        }
        return true;
    },
    cancel() {
        outline = null;
    },
    draw(c, stage) {
        if (!outline) {
            return;
        }
        const points = stage.pointer && !freehand ? [...outline, stage.pointer] : outline;
        const at = points.map((p) => stage.viewport.toStage(p));
        const path = () => at.forEach((p, i) => (i === 0 ? c.moveTo(p.x, p.y) : c.lineTo(p.x, p.y)));
        c.fillStyle = how === 'subtract' ? 'rgba(211, 63, 73, 0.25)' : 'rgba(255, 255, 255, 0.2)';
        c.beginPath();
        path();
        c.fill('evenodd');
        stroke(c, '#fff', 1.75, path);
        if (!freehand) {
            label(c, 'Enter closes', at[at.length - 1].x + 14, at[at.length - 1].y - 14);
        }
    },
};

/**
 * @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} c whose pixels' edges are at whole numbers
 * @param {Point[]} points
 */
function trace(c, points) {
    c.beginPath();
    points.forEach((p, i) => (i === 0 ? c.moveTo(p.x + 0.5, p.y + 0.5) : c.lineTo(p.x + 0.5, p.y + 0.5)));
    if (points.length === 1) {
        c.lineTo(points[0].x + 0.51, points[0].y + 0.5);
    }
}

/**
 * @param {(c: OffscreenCanvasRenderingContext2D) => void} draw in opaque black
 * @returns {MaskPixels} inside where at least half a pixel is covered
 */
function drawn(draw) {
    const { width, height } = /** @type {import('../../types.js').ImageRef} */ (store.doc.image);
    const { context } = canvas(width, height);
    draw(context);
    const { data } = context.getImageData(0, 0, width, height);
    const inside = new Uint8Array(width * height);
    for (let i = 0; i < inside.length; i++) {
        inside[i] = data[4 * i + 3] >= 128 ? 1 : 0;
    }
    return { width, height, inside };
}
