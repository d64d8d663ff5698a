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

/** Keeps the plate that fits the document's masks: a rough one at once, the server's when it is there. */
export class PlateKeeper {
    /** @param {import('./stage.js').Stage} stage */
    constructor(stage) {
        this.stage = stage;
        /** @type {Plate | null} */
        this.plate = null;
        /** @type {Plate | null} the page's own for the same masks */
        this.rough = null;
        this.key = '';
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        this.timer = undefined;
        /** @type {AbortController | null} */
        this.asking = null;
        /** @type {Map<string, Plate>} the last few fine ones: undo and redo need no waiting */
        this.kept = new Map();
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
        if (parts.length === 0) {
            // the camera alone needs the picture alone
            this.plate = roughPlate(image, size.width, size.height, parts, locks);
            store.set({ plate: 'fine' });
            return;
        }
        const kept = this.kept.get(key);
        if (kept) {
            this.plate = kept;
            store.set({ plate: 'fine' });
            return;
        }
        this.plate = roughPlate(image, size.width, size.height, parts, locks);
        this.rough = this.plate;
        store.set({ plate: 'rough' });
        this.timer = setTimeout(() => this.ask(cast, key), CALM);
    }

    forget() {
        clearTimeout(this.timer);
        this.asking?.abort();
        this.key = '';
        this.plate = null;
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
                this.rough?.layers.forEach((layer, name) => plate.layers.has(name) || plate.layers.set(name, layer));
                this.plate = plate;
                this.kept.set(key, plate);
                if (this.kept.size > 4) {
                    this.kept.delete(/** @type {string} */ (this.kept.keys().next().value));
                }
                store.set({ plate: 'fine' });
                this.stage.redraw(true);
            }
        } catch (e) {
            if (this.key === key && !asking.signal.aborted) {
                console.warn('plate', e);
                store.set({ plate: 'rough' });
            }
        }
    }
}
