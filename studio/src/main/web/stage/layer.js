// SPDX-License-Identifier: Apache-2.0
// @ts-check
import { zrender } from './zrender.js';

/**
 * One canvas of the stage and the nodes on it, which lie at the source's places. Each layer is a zrender of its own: drawing one
 * does not go through the other's nodes.
 */
export class Layer {
    constructor() {
        this.element = document.createElement('div');
        this.element.className = 'layer';
        this.root = new zrender.Group({ ignore: true });
        this.ratio = 0;
        this.size(1, 1);
    }

    /**
     * @param {number} width CSS pixels
     * @param {number} height
     */
    size(width, height) {
        const ratio = Math.min(2, window.devicePixelRatio || 1);
        if (this.zr && ratio === this.ratio) {
            this.zr.resize({ width, height });
            return;
        }
        // how many device pixels a CSS pixel has zrender asks once
        this.zr?.dispose();
        this.ratio = ratio;
        // who can touch has a reach of 22 pixels with it everywhere; here it is the pointer's own, see hit.js
        this.zr = zrender.init(this.element, { devicePixelRatio: ratio, width, height, useCoarsePointer: false });
        this.zr.add(this.root);
    }

    /**
     * Now, not in zrender's next frame.
     *
     * @param {import('./viewport.js').Viewport} viewport
     */
    draw({ x, y, zoom }) {
        // the middle of the first pixel is 0
        this.root.attr({ x: x + zoom / 2, y: y + zoom / 2, scaleX: zoom, scaleY: zoom });
        this.zr?.refreshImmediately();
    }
}
