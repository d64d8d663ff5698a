// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** @typedef {import('../types.js').Point} Point */

/**
 * Where the picture lies on Konva's stage, which has zoom and offset. Source coordinates are those of scenes, (0, 0) is the
 * centre of the first pixel.
 */
export class Viewport {
    /** @param {import('./konva.js').Konva.Stage} surface */
    constructor(surface) {
        this.surface = surface;
        /** Follows the stage's size until somebody zooms or pans. */
        this.fitted = true;
    }

    get zoom() {
        return this.surface.scaleX();
    }

    /** CSS pixels of the stage. */
    get width() {
        return this.surface.width();
    }

    get height() {
        return this.surface.height();
    }

    /**
     * @param {number} width of the picture
     * @param {number} height
     */
    fit(width, height) {
        // the tools lie at the left, on a phone at the bottom
        const wide = this.width > 600;
        const left = wide ? 66 : 8;
        const right = wide ? 26 : 8;
        const top = wide ? 52 : 50;
        const bottom = wide ? 30 : 64;
        const roomX = this.width - left - right;
        const roomY = this.height - top - bottom;
        const zoom = Math.max(0.01, Math.min(roomX / width, roomY / height));
        this.lie(zoom, { x: left + (roomX - zoom * width) / 2, y: top + (roomY - zoom * height) / 2 });
        this.fitted = true;
    }

    /**
     * @param {number} zoom
     * @param {Point} corner the picture's left upper one, CSS pixels
     */
    lie(zoom, corner) {
        this.surface.scale({ x: zoom, y: zoom });
        this.surface.position(corner);
        this.fitted = false;
    }

    /**
     * @param {Point} p source
     * @returns {Point} stage, CSS pixels
     */
    toStage(p) {
        return this.surface.getTransform().point({ x: p.x + 0.5, y: p.y + 0.5 });
    }

    /**
     * @param {Point} p stage, CSS pixels
     * @returns {Point} source
     */
    toSource(p) {
        const edge = this.surface.getTransform().copy().invert().point(p);
        return { x: edge.x - 0.5, y: edge.y - 0.5 };
    }

    /**
     * @param {number} factor
     * @param {Point} about stage, CSS pixels: stays in place
     */
    zoomBy(factor, about) {
        const zoom = Math.min(32, Math.max(0.05, this.zoom * factor));
        const { x, y } = this.surface.position();
        const by = zoom / this.zoom;
        this.lie(zoom, { x: about.x - (about.x - x) * by, y: about.y - (about.y - y) * by });
    }

    /**
     * @param {number} dx CSS pixels
     * @param {number} dy
     */
    panBy(dx, dy) {
        this.surface.move({ x: dx, y: dy });
        this.fitted = false;
    }
}
