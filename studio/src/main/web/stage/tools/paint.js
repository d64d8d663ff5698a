// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Masks by hand: brush, eraser, lasso.
import { entityOf } from '../../app/doc.js';
import { paint } from '../../app/select.js';
import { store } from '../../app/store.js';
import { canvas } from '../plate.js';
import { label, outline, outlined, painted, pairs, pin, seen } from '../marks.js';
import { zrender } from '../zrender.js';

/** @typedef {import('../../types.js').Point} Point */
/** @typedef {import('../../types.js').MaskPixels} MaskPixels */
/** @typedef {import('../stage.js').Stage} Stage */
/** @typedef {import('./tools.js').Tool} Tool */

/** @type {Point[] | null} */
let trail = null;
let adding = true;
/** As wide as the brush is in the picture. */
const paintTrail = seen(zrender.Polyline, { strokeNoScale: false });
const ring = outlined(zrender.Circle);
const caption = label();

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
        draw(stage) {
            const { pointer, viewport: { zoom } } = stage;
            const shown = [];
            if (trail) {
                const points = pairs(trail.length > 1 ? trail : [trail[0], { x: trail[0].x + 0.01, y: trail[0].y }]);
                const stroke = adding ? 'rgba(255, 255, 255, 0.5)' : 'rgba(211, 63, 73, 0.55)';
                shown.push(paintTrail.attr({ shape: { points }, style: { lineWidth: 2 * store.state.brush, stroke } }));
            }
            if (pointer) {
                const radius = store.state.brush * zoom;
                const thing = entityOf(store.doc, store.state.selected)?.name;
                caption.setStyle('text', thing ? `${erases ? '-' : '+'} ${thing}` : erases ? 'select a thing first' : 'new thing');
                shown.push(pin(outline(ring, erases ? '#ff8a8a' : '#fff', 1.25, { r: radius }), pointer, zoom));
                shown.push(pin(caption, { x: pointer.x + (radius + 10) / zoom, y: pointer.y }, zoom));
            }
            return shown;
        },
    };
}

export const brush = painter(false);
export const eraser = painter(true);

/** @type {Point[] | null} */
let corners = null;
/** @type {'new' | 'add' | 'subtract'} */
let how = 'new';
let freehand = false;
const edge = outlined(zrender.Polyline);
const enterCloses = label('Enter closes');
/** @type {Point[]} with where the pointer is */
let outer = [];
/** Filled as the mask will be: even and odd, which paths of zrender's are not. */
const inside = painted((c) => {
    trace(c, outer);
    c.fillStyle = how === 'subtract' ? 'rgba(211, 63, 73, 0.25)' : 'rgba(255, 255, 255, 0.2)';
    c.fill('evenodd');
}).attr({ x: -0.5, y: -0.5 });

/** A polygon by clicks, or drawn freely while held; Shift adds to the selected thing, Alt takes away. @type {Tool} */
export const lasso = {
    down(stage, touch) {
        if (corners) {
            const first = stage.viewport.toStage(corners[0]);
            const last = stage.viewport.toStage(corners[corners.length - 1]);
            const near = (/** @type {Point} */ s) => Math.hypot(s.x - touch.at.x, s.y - touch.at.y) < 10;
            if (corners.length > 2 && (near(first) || near(last))) {
                lasso.finish?.(stage);
                return;
            }
            corners.push(touch.p);
            return;
        }
        stage.seek(0);
        corners = [touch.p];
        freehand = false;
        how = touch.alt ? 'subtract' : touch.shift ? 'add' : 'new';
    },
    move(stage, touch, held) {
        if (held && corners) {
            const last = stage.viewport.toStage(corners[corners.length - 1]);
            if (Math.hypot(last.x - touch.at.x, last.y - touch.at.y) > 4) {
                corners.push(touch.p);
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
        const points = corners;
        corners = null;
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
        corners = null;
    },
    draw(stage) {
        if (!corners) {
            return [];
        }
        const { zoom } = stage.viewport;
        outer = stage.pointer && !freehand ? [...corners, stage.pointer] : corners;
        inside.dirtyShape();
        /** @type {zrender.Element[]} */
        const shown = [inside, outline(edge, '#fff', 1.75, { points: pairs(outer) })];
        if (!freehand) {
            const last = outer[outer.length - 1];
            shown.push(pin(enterCloses, { x: last.x + 14 / zoom, y: last.y - 14 / zoom }, zoom));
        }
        return shown;
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
