// SPDX-License-Identifier: Apache-2.0
// @ts-check
// What is drawn upon the picture is made of these nodes. They lie at the source's places and keep their size on the screen.
import { Konva } from './konva.js';

/** @typedef {import('../types.js').Point} Point */

/** Nothing here is hit: what can be taken hold of is told apart in hit.js. Strokes and fills are faint each by itself. */
const PLAIN = { listening: false, perfectDrawEnabled: false, lineCap: 'round', lineJoin: 'round' };

/** @param {readonly Point[]} points as Konva wants them */
export function flat(points) {
    return points.flatMap((p) => [p.x, p.y]);
}

/**
 * A node that stands at a place of the picture, its own coordinates CSS pixels.
 *
 * @template {Konva.Node} T
 * @param {T} node
 * @param {Point} at source
 * @param {number} zoom
 */
export function pin(node, at, zoom) {
    node.setAttrs({ x: at.x, y: at.y, scaleX: 1 / zoom, scaleY: 1 / zoom });
    return node;
}

/**
 * A line that is seen on light and dark.
 *
 * @param {new (config: object) => Konva.Shape} Kind
 * @param {object} [attrs]
 */
export function outlined(Kind, attrs) {
    const group = new Konva.Group({ listening: false });
    group.add(new Kind({ stroke: 'rgba(10, 11, 14, 0.55)', ...PLAIN, ...attrs }));
    group.add(new Kind({ ...PLAIN, ...attrs }));
    return group;
}

/**
 * @param {Konva.Group} group from {@link outlined}
 * @param {string} colour
 * @param {number} width of the stroke, CSS pixels
 * @param {{dash?: number[], [name: string]: any}} attrs its dashes are CSS pixels, all else is in the group's coordinates
 * @param {number} [zoom] of those coordinates
 */
export function outline(group, colour, width, attrs, zoom = 1) {
    const dash = attrs.dash?.map((length) => length / zoom);
    const [dark, line] = group.children;
    dark.setAttrs({ ...attrs, dash, strokeWidth: (width + 2) / zoom });
    line.setAttrs({ ...attrs, dash, strokeWidth: width / zoom, stroke: colour });
    return group;
}

/** @param {object} [attrs] */
export function shape(attrs) {
    return new Konva.Shape({ ...PLAIN, ...attrs });
}

/** @param {object} [attrs] a rectangle with its middle at its place */
export function square(attrs) {
    return new Konva.Rect({ stroke: '#14161a', strokeWidth: 1.75, fill: '#fff', ...PLAIN, ...attrs });
}

/** @param {object} [attrs] */
export function dot(attrs) {
    return new Konva.Circle({ stroke: '#14161a', strokeWidth: 1.75, fill: '#fff', ...PLAIN, ...attrs });
}

/** Words on a dark ground; their place is where the words begin, and their middle. */
export function label(text = '') {
    const made = new Konva.Label({ offsetX: 5, offsetY: 9, listening: false });
    made.add(new Konva.Tag({ fill: 'rgba(12, 13, 17, 0.78)', cornerRadius: 5, ...PLAIN }));
    // 18 pixels high with the padding
    const font = { fontFamily: 'system-ui, sans-serif', fontSize: 11, fontStyle: '600', lineHeight: 8 / 11 };
    made.add(new Konva.Text({ text, padding: 5, fill: '#fff', ...font, ...PLAIN }));
    return made;
}

/**
 * As many nodes in a group as there are items, each brought up to date.
 *
 * @template T
 * @template {Konva.Node} N
 * @param {Konva.Group} group
 * @param {readonly T[]} items
 * @param {() => N} make
 * @param {(node: N, item: T, index: number) => void} update
 */
export function match(group, items, make, update) {
    items.forEach((item, i) => {
        let node = /** @type {N | undefined} */ (group.children[i]);
        if (!node) {
            group.add((node = make()));
        }
        update(node, item, i);
    });
    while (group.children.length > items.length) {
        group.children[group.children.length - 1].destroy();
    }
}
