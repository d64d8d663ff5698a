// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Camera moves on the stage: the rectangle is what will be seen when the move is over. Inside it pans, a corner zooms.
import { cameraMove, changeCamera } from '../../app/doc.js';
import { store } from '../../app/store.js';
import { cameraPose } from '../../geometry/motion.js';
import { cameraCorners } from '../overlay.js';

/** @typedef {import('../../types.js').Point} Point */
/** @typedef {import('../stage.js').Stage} Stage */
/** @typedef {import('./tools.js').Tool} Tool */

/** @type {{way: 'pan' | 'zoom', index: number, last: Point} | null} */
let held = null;

/** @type {Tool} */
export const camera = {
    down(stage, touch) {
        const doc = store.doc;
        const image = doc.image;
        if (!image) {
            return;
        }
        if (doc.camera.length === 0) {
            store.edit('Add a camera move', (d) => ({ ...d, camera: [cameraMove(image)] }));
        }
        const index = store.state.cameraMove ?? store.doc.camera.length - 1;
        const corner = cameraCorners(store.doc, index).some((p) => {
            const s = stage.viewport.toStage(p);
            return Math.hypot(s.x - touch.at.x, s.y - touch.at.y) < 14;
        });
        // the rectangle is one of the picture as it is
        stage.time = 0;
        store.set({ cameraMove: index, playing: false, selected: null, tab: 'motion' });
        held = { way: corner ? 'zoom' : 'pan', index, last: touch.p };
    },
    move(_, touch, down) {
        if (!down || !held) {
            return;
        }
        const { way, index, last } = held;
        held.last = touch.p;
        const move = store.doc.camera[index];
        // what the move acts on: the picture as the earlier ones show it
        const before = cameraPose(store.doc.camera.slice(0, index), move.to);
        if (way === 'pan') {
            // the rectangle goes with the pointer; a pan is counted in the zoomed view
            const pan = /** @type {const} */ ([
                move.pan[0] + (touch.p.x - last.x) * before.zoom * move.zoom,
                move.pan[1] + (touch.p.y - last.y) * before.zoom * move.zoom,
            ]);
            store.edit('Pan the camera', (d) => changeCamera(d, index, { pan }), 'camera pan');
        } else {
            const corners = cameraCorners(store.doc, index);
            const centre = { x: (corners[0].x + corners[2].x) / 2, y: (corners[0].y + corners[2].y) / 2 };
            const was = Math.hypot(last.x - centre.x, last.y - centre.y);
            const is = Math.hypot(touch.p.x - centre.x, touch.p.y - centre.y);
            const zoom = Math.min(20, Math.max(0.05, (move.zoom * was) / Math.max(1, is)));
            store.edit('Zoom the camera', (d) => changeCamera(d, index, { zoom: Math.round(zoom * 1000) / 1000 }), 'camera zoom');
        }
    },
    up() {
        if (held) {
            held = null;
            store.settle();
            store.set({ playing: true });
        }
    },
    cancel() {
        held = null;
    },
    cursor: () => 'move',
};
