// SPDX-License-Identifier: Apache-2.0
// @ts-check
// What is drawn upon the picture is made of these nodes. They lie at the source's places and keep their size on the screen.
import { zrender } from './zrender.js';

/** @typedef {import('../types.js').Point} Point */

/** Nothing here is hit, so a look at where it lies is enough: what can be taken hold of is told apart in hit.js. */
const SEEN = { silent: true, rectHover: true };
/** Widths and dashes are CSS pixels. */
const STROKE = { fill: null, lineCap: 'round', lineJoin: 'round', strokeNoScale: true };

/** @param {readonly Point[]} points as zrender wants them */
export function pairs(points) {
    return points.map((p) => [p.x, p.y]);
}

/**
 * A node that stands at a place of the picture, its own coordinates CSS pixels.
 *
 * @template {zrender.Element} T
 * @param {T} node
 * @param {Point} at source
 * @param {number} zoom
 */
export function pin(node, at, zoom) {
    return node.attr({ x: at.x, y: at.y, scaleX: 1 / zoom, scaleY: 1 / zoom });
}

/**
 * A group has no opacity in zrender, but what is in it has.
 *
 * @template {zrender.Group} T
 * @param {T} group
 * @param {number} share
 */
export function faint(group, share) {
    return group.traverse((node) => {
        node.setStyle?.('opacity', share);
    });
}

/**
 * @param {typeof zrender.Path} Kind
 * @param {object} [style]
 */
export function seen(Kind, style) {
    return new Kind({ ...SEEN, style: { ...STROKE, ...style } });
}

/**
 * A line that is seen on light and dark.
 *
 * @param {typeof zrender.Path} Kind
 */
export function outlined(Kind) {
    const group = new zrender.Group();
    group.add(seen(Kind, { stroke: 'rgba(10, 11, 14, 0.55)' }));
    group.add(seen(Kind));
    return group;
}

/**
 * @param {zrender.Group} group from {@link outlined}
 * @param {string} colour
 * @param {number} width of the stroke
 * @param {object} shape in the group's coordinates
 * @param {number[] | null} [dash]
 */
export function outline(group, colour, width, shape, dash = null) {
    const [dark, line] = group.childrenRef();
    dark.attr({ shape, style: { lineWidth: width + 2, lineDash: dash } });
    line.attr({ shape, style: { lineWidth: width, lineDash: dash, stroke: colour } });
    return group;
}

/** Dots of one size at many places. */
export const Dots = zrender.Path.extend({
    type: 'dots',
    shape: { points: /** @type {Point[]} */ ([]), r: 0 },
    buildPath(path, { points, r }) {
        for (const p of points) {
            path.moveTo(p.x + r, p.y);
            path.arc(p.x, p.y, r, 0, 2 * Math.PI);
        }
    },
});

const Painted = zrender.Path.extend({
    type: 'painted',
    shape: { paint: (/** @type {CanvasRenderingContext2D} */ _) => {} },
    buildPath(path, { paint }) {
        const context = path.getContext();
        if (context) {
            context.save();
            paint(context);
            context.restore();
        }
    },
});

/**
 * What no node of zrender's can say: it is drawn upon the canvas itself, in its turn. Its shape is to be made dirty each time.
 *
 * @param {(context: CanvasRenderingContext2D) => void} paint in the node's coordinates
 */
export function painted(paint) {
    return new Painted({ ...SEEN, shape: { paint }, style: { fill: null } });
}

const MARK = { stroke: '#14161a', lineWidth: 1.75, fill: '#fff' };

/** @param {object} [style] a rectangle with its middle at its place, see {@link sized} */
export function square(style) {
    return seen(zrender.Rect, { ...MARK, ...style });
}

/** @param {number} side of a square */
export function sized(side) {
    return { x: -side / 2, y: -side / 2, width: side, height: side };
}

/**
 * @param {number} r
 * @param {object} [style]
 */
export function dot(r, style) {
    return seen(zrender.Circle, { ...MARK, ...style }).setShape({ r });
}

/** Words on a dark ground; their place is where the words begin, and their middle. */
export function label(text = '') {
    const font = { fontFamily: 'system-ui, sans-serif', fontSize: 11, fontWeight: 600, fill: '#fff' };
    // 18 pixels high with the padding
    const ground = { backgroundColor: 'rgba(12, 13, 17, 0.78)', borderRadius: 5, padding: 5, lineHeight: 8 };
    return new zrender.Text({ ...SEEN, style: { text, x: -5, verticalAlign: 'middle', ...font, ...ground } });
}

/**
 * As many nodes in a group as there are items, each brought up to date.
 *
 * @template T
 * @template {zrender.Element} N
 * @param {zrender.Group} group
 * @param {readonly T[]} items
 * @param {() => N} make
 * @param {(node: N, item: T, index: number) => void} update
 */
export function match(group, items, make, update) {
    const nodes = group.childrenRef();
    items.forEach((item, i) => {
        if (!nodes[i]) {
            group.add(make());
        }
        update(nodes[i], item, i);
    });
    while (nodes.length > items.length) {
        group.remove(nodes[nodes.length - 1]);
    }
}
