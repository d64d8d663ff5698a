// SPDX-License-Identifier: Apache-2.0
// @ts-check
import { api } from '../remote/client.js';
import { onWire } from '../app/masks.js';
import { toScene } from '../app/scene.js';
import { store } from '../app/store.js';
import { HOLD } from '../geometry/trajectory.js';
import { finePlate, roughPlate } from './plate.js';

/** @typedef {import('./animatic.js').Cast} Cast */
/** @typedef {import('./plate.js').Plate} Plate */

/** Milliseconds without a change before the server is asked: strokes of a brush follow each other. */
const CALM = 350;

/** Milliseconds until the page's own plate is made where nothing needs it sooner. */
const SOON = 60;

/** Keeps the plate that fits the document's masks: a rough one at once, the server's when it is there. */
export class PlateKeeper {
    /** @param {import('./stage.js').Stage} stage */
    constructor(stage) {
        this.stage = stage;
        /** @type {Plate | null} the server's, where it is here */
        this.fine = null;
        /** @type {Plate | null} the page's own for the same masks, once something has moved */
        this.rough = null;
        /** @type {(() => Plate) | null} */
        this.makeRough = null;
        this.key = '';
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        this.timer = undefined;
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        this.soon = undefined;
        /** @type {AbortController | null} */
        this.asking = null;
        /** @type {Map<string, Plate>} the last few fine ones: undo and redo need no waiting */
        this.kept = new Map();
    }

    /** The best there is; the page's own is made when it is first needed. @returns {Plate | null} */
    get plate() {
        if (!this.fine && !this.rough && this.makeRough) {
            this.rough = this.makeRough();
        }
        return this.fine ?? this.rough;
    }

    /** @param {Cast | null} cast */
    want(cast) {
        const image = this.stage.image;
        if (!cast || !image) {
            this.forget();
            return;
        }
        const parts = cast.actors.filter((a) => a.entity.kind === 'thing' || a.entity.kind === 'background');
        const locks = cast.actors.filter((a) => a.entity.kind === 'lock' && a.entity.mask !== 'rest');
        const key = [this.stage.imageId, ...[...parts, ...locks].map((a) => `${a.entity.kind} ${a.entity.mask}`)].join('|');
        if (key === this.key) {
            return;
        }
        this.forget();
        this.key = key;
        const size = /** @type {import('../types.js').ImageRef} */ (cast.doc.image);
        this.makeRough = () => roughPlate(image, size.width, size.height, parts, locks);
        if (parts.length === 0) {
            // the camera alone needs the picture alone
            store.set({ plate: 'fine' });
            return;
        }
        const kept = this.kept.get(key);
        if (kept) {
            this.fine = kept;
            store.set({ plate: 'fine' });
            return;
        }
        store.set({ plate: 'rough' });
        // a mask is shown first; then, before anybody can drag it, what it needs to move is made
        this.soon = setTimeout(() => this.plate, SOON);
        this.timer = setTimeout(() => this.ask(cast, key), CALM);
    }

    forget() {
        clearTimeout(this.timer);
        clearTimeout(this.soon);
        this.asking?.abort();
        this.key = '';
        this.fine = null;
        this.rough = null;
        this.makeRough = null;
    }

    /**
     * @param {Cast} cast
     * @param {string} key
     */
    async ask(cast, key) {
        const asking = new AbortController();
        this.asking = asking;
        store.set({ plate: 'loading' });
        try {
            // how things move does not matter to a plate, and what holds still gives more answers from the server's store
            const still = { ...cast.doc, camera: [], entities: cast.doc.entities.map((e) => ({ ...e, trajectory: HOLD })) };
            const answer = await api.plate({ scene: toScene(still, onWire) }, asking.signal);
            const plate = await finePlate(answer, cast.doc, asking.signal);
            if (this.key === key) {
                // what is locked is in the server's ground; a cut-out of it is needed once it is dragged
                this.plate?.layers.forEach((layer, name) => plate.layers.has(name) || plate.layers.set(name, layer));
                this.fine = plate;
                this.kept.set(key, plate);
                if (this.kept.size > 4) {
                    this.kept.delete(/** @type {string} */ (this.kept.keys().next().value));
                }
                store.set({ plate: 'fine' });
                this.stage.redraw(true);
            }
        } catch (e) {
            if (this.key === key && !asking.signal.aborted) {
                store.set({ plate: 'rough' });
                if (/** @type {{status?: number}} */ (e).status === 409) {
                    // the server stopped for a click that then changed nothing
                    this.timer = setTimeout(() => this.ask(cast, key), CALM);
                } else {
                    console.warn('plate', e);
                }
            }
        }
    }
}
