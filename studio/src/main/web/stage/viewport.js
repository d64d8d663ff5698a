// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** @typedef {import('../types.js').Point} Point */

/**
 * Where the picture lies on the stage: stage pixel = zoom * (source pixel + 1/2) + offset. Source coordinates are those of
 * scenes, (0, 0) is the centre of the first pixel.
 */
export class Viewport {
    constructor() {
        this.zoom = 1;
        this.x = 0;
        this.y = 0;
        /** Follows the stage's size until somebody zooms or pans. */
        this.fitted = true;
        /** CSS pixels of the stage. */
        this.width = 1;
        this.height = 1;
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
        this.zoom = Math.max(0.01, Math.min(roomX / width, roomY / height));
        this.x = left + (roomX - this.zoom * width) / 2;
        this.y = top + (roomY - this.zoom * height) / 2;
        this.fitted = true;
    }

    /**
     * @param {Point} p source
     * @returns {Point} stage, CSS pixels
     */
    toStage(p) {
        return { x: this.zoom * (p.x + 0.5) + this.x, y: this.zoom * (p.y + 0.5) + this.y };
    }

    /**
     * @param {Point} p stage, CSS pixels
     * @returns {Point} source
     */
    toSource(p) {
        return { x: (p.x - this.x) / this.zoom - 0.5, y: (p.y - this.y) / this.zoom - 0.5 };
    }

    /**
     * @param {number} factor
     * @param {Point} about stage, CSS pixels: stays in place
     */
    zoomBy(factor, about) {
        const zoom = Math.min(32, Math.max(0.05, this.zoom * factor));
        this.x = about.x - ((about.x - this.x) * zoom) / this.zoom;
        this.y = about.y - ((about.y - this.y) * zoom) / this.zoom;
        this.zoom = zoom;
        this.fitted = false;
    }

    /**
     * @param {number} dx CSS pixels
     * @param {number} dy
     */
    panBy(dx, dy) {
        this.x += dx;
        this.y += dy;
        this.fitted = false;
    }
}
