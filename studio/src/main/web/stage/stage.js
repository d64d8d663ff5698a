// SPDX-License-Identifier: Apache-2.0
// @ts-check
// The stage: the picture in motion on one layer, all that can be taken hold of on another above it.
import { api } from '../remote/client.js';
import { onMask } from '../app/masks.js';
import { store } from '../app/store.js';
import { Cast } from './animatic.js';
import { Overlay } from './overlay.js';
import { PlateKeeper } from './platekeeper.js';
import { Scenery } from './scenery.js';
import { TOOLS } from './tools/tools.js';
import { Viewport } from './viewport.js';

/** @typedef {import('../types.js').Point} Point */
/** @typedef {import('../app/store.js').State} State */

/**
 * A pointer on the stage.
 *
 * @typedef {object} Touch
 * @property {Point} p source
 * @property {Point} at stage, CSS pixels
 * @property {boolean} shift
 * @property {boolean} alt
 * @property {boolean} command Ctrl, or Cmd on a Mac
 * @property {string} pointer mouse, pen or touch
 * @property {number} clicks 2 for a double click
 */

/** Seconds that the last frame stays before the loop begins again. */
const REST = 0.4;
/** Milliseconds within which a second press is a double click. */
const DOUBLE = 450;

export class Stage {
    constructor() {
        this.viewport = new Viewport();
        /** @type {ImageBitmap | null} */
        this.image = null;
        this.imageId = '';
        /** @type {Cast | null} */
        this.cast = null;
        /** 0..1 */
        this.time = 0;
        /** What the tool shows instead of the document, for the frame that is drawn. @type {Cast | null} */
        this.castShown = null;
        this.timeShown = 0;
        /** @type {Point | null} source: where the pointer is */
        this.pointer = null;
        /** Whether it is there by the arrow keys. */
        this.cross = false;
        /** @type {import('./hit.js').Hit | null} */
        this.hover = null;
        this.plates = new PlateKeeper(this);
        /** @type {Set<(time: number) => void>} told at each drawn frame */
        this.onTime = new Set();
        /** Milliseconds that the last frames took to draw, newest last. */
        /** @type {number[]} */
        this.frameTimes = [];
        /** @type {Map<number, Point>} fingers on the stage, CSS pixels */
        this.fingers = new Map();
        this.panning = false;
        this.spaceHeld = false;
        this.clicks = 0;
        /** @type {{time: number, x: number, y: number} | null} where and when the pointer was last pressed */
        this.last = null;
        /** @type {number} */
        this.began = 0;
        /** What the next frame draws. @type {Set<Scenery | Overlay>} */
        this.stale = new Set();
        this.scheduled = false;
        this.following = false;
        /** Where the picture lay when what stands on it was told. */
        this.placed = '';
        this.scenery = new Scenery(this);
        this.overlay = new Overlay(this);
        onMask(() => this.recast());
    }

    get tool() {
        return TOOLS[this.spaceHeld ? 'pan' : store.state.tool];
    }

    /** @param {HTMLElement} host */
    mount(host) {
        this.host = host;
        this.placed = '';
        this.top = /** @type {HTMLElement} */ (host.querySelector('.top'));
        this.top.append(this.scenery.layer.element, this.overlay.layer.element);
        new ResizeObserver(() => this.resize()).observe(host);
        this.resize();
        const top = this.top;
        // the tools need what zrender's events leave out: all points of a fast pen, a pointer that is kept, two fingers at once
        top.addEventListener('pointerdown', (e) => this.down(e));
        top.addEventListener('pointermove', (e) => this.move(e));
        top.addEventListener('pointerup', (e) => this.up(e));
        top.addEventListener('pointercancel', (e) => this.up(e));
        top.addEventListener('pointerleave', () => {
            this.pointer = null;
            this.hover = null;
            this.redraw(false);
        });
        for (const change of ['focus', 'blur']) {
            top.addEventListener(change, () => this.redraw(false));
        }
        top.addEventListener('wheel', (e) => this.wheel(e), { passive: false });
        top.addEventListener('contextmenu', (e) => e.preventDefault());
        if (!this.following) {
            this.following = true;
            store.subscribe((state, before) => this.follow(state, before));
        }
        this.recast();
    }

    /**
     * @param {State} state
     * @param {State} before
     */
    follow(state, before) {
        if (state.history.present.doc !== before.history.present.doc) {
            this.recast();
        }
        if (state.tool !== before.tool) {
            TOOLS[before.tool].cancel?.(this);
            this.cursor();
        }
        if (state.playing !== before.playing && state.playing) {
            const seconds = this.seconds();
            this.began = performance.now() - (this.time >= 1 ? 0 : this.time * seconds * 1000);
        }
        this.redraw(true);
    }

    /** The document, a mask or the picture has changed. */
    recast() {
        const doc = store.doc;
        if (doc.image && doc.image.id !== this.imageId) {
            this.load(doc.image.id, doc.image.width, doc.image.height);
        } else if (!doc.image) {
            this.image = null;
            this.imageId = '';
        }
        this.cast = doc.image ? new Cast(doc) : null;
        this.plates.want(this.cast);
        this.redraw(true);
    }

    /**
     * @param {string} id
     * @param {number} width
     * @param {number} height
     */
    async load(id, width, height) {
        this.imageId = id;
        this.image = null;
        this.viewport.fit(width, height);
        try {
            const response = await fetch(api.imageUrl(id), { credentials: 'same-origin' });
            if (!response.ok) {
                throw new Error(`The picture could not be read: ${response.status}`);
            }
            const image = await createImageBitmap(await response.blob());
            if (this.imageId === id) {
                this.image = image;
                this.recast();
            }
        } catch (e) {
            store.fail(e);
        }
    }

    /** Of the clip. */
    seconds() {
        return Math.max(0.2, store.doc.frames / store.doc.fps);
    }

    /** @param {number} time 0..1 */
    seek(time) {
        this.time = Math.min(1, Math.max(0, time));
        if (store.state.playing) {
            store.set({ playing: false });
        }
        this.redraw(true);
    }

    /** @param {boolean} scenery the picture too, not only what lies above it */
    redraw(scenery) {
        this.schedule(this.overlay);
        if (scenery) {
            this.schedule(this.scenery);
        }
    }

    /**
     * Both layers in one frame, which also moves the clock.
     *
     * @param {Scenery | Overlay} part
     */
    schedule(part) {
        this.stale.add(part);
        if (!this.scheduled) {
            this.scheduled = true;
            requestAnimationFrame((now) => this.draw(now));
        }
    }

    /** @param {number} now */
    draw(now) {
        this.scheduled = false;
        const playing = store.state.playing && this.image !== null;
        if (playing) {
            this.advance(now);
        }
        const started = performance.now();
        this.castShown = this.tool.castShown?.(this) ?? this.cast;
        this.timeShown = this.tool.timeShown?.(this) ?? this.time;
        const parts = [...this.stale];
        this.stale.clear();
        for (const part of parts) {
            part.update();
            part.layer.draw(this.viewport);
        }
        this.place();
        this.frameTimes.push(performance.now() - started);
        if (this.frameTimes.length > 240) {
            this.frameTimes.shift();
        }
        this.onTime.forEach((told) => told(this.time));
        if (playing) {
            // nothing above the picture goes with the time
            this.schedule(this.scenery);
        }
    }

    /** @param {number} now */
    advance(now) {
        const length = this.seconds();
        const spent = (now - this.began) / 1000;
        if (spent > length + REST) {
            this.began = now;
            if (!store.state.loop) {
                store.set({ playing: false });
            }
        }
        this.time = Math.min(1, Math.max(0, spent / length));
    }

    /** Elements that stand at places of the picture go with it. */
    place() {
        const { x, y, zoom } = this.viewport;
        const placed = `${x} ${y} ${zoom}`;
        if (this.host && placed !== this.placed) {
            this.placed = placed;
            this.host.style.setProperty('--zoom', String(zoom));
            this.host.style.setProperty('--left', `${x}px`);
            this.host.style.setProperty('--top', `${y}px`);
        }
    }

    resize() {
        if (!this.host) {
            return;
        }
        const { clientWidth, clientHeight } = this.host;
        this.viewport.width = Math.max(1, clientWidth);
        this.viewport.height = Math.max(1, clientHeight);
        for (const { layer } of [this.scenery, this.overlay]) {
            layer.size(this.viewport.width, this.viewport.height);
        }
        this.fitIfFitted();
        this.redraw(true);
    }

    fitIfFitted() {
        const image = store.doc.image;
        if (image && this.viewport.fitted) {
            this.viewport.fit(image.width, image.height);
        }
    }

    /** The whole picture. */
    fit() {
        const image = store.doc.image;
        if (image) {
            this.viewport.fit(image.width, image.height);
            this.redraw(true);
        }
    }

    /** @param {number} factor about the middle of the stage */
    zoomBy(factor) {
        this.viewport.zoomBy(factor, { x: this.viewport.width / 2, y: this.viewport.height / 2 });
        this.redraw(true);
    }

    /**
     * @param {PointerEvent | WheelEvent} e
     * @returns {Touch}
     */
    touch(e) {
        const box = /** @type {HTMLElement} */ (this.top).getBoundingClientRect();
        const at = { x: e.clientX - box.left, y: e.clientY - box.top };
        return {
            p: this.viewport.toSource(at),
            at,
            shift: e.shiftKey,
            alt: e.altKey,
            command: e.ctrlKey || e.metaKey,
            pointer: 'pointerType' in e ? e.pointerType : 'mouse',
            clicks: this.clicks,
        };
    }

    /**
     * Pointer events do not say how many clicks follow each other.
     *
     * @param {PointerEvent} e
     */
    countClicks(e) {
        const { last } = this;
        const again = last && e.timeStamp - last.time < DOUBLE && Math.hypot(e.clientX - last.x, e.clientY - last.y) < 6;
        this.clicks = again && this.clicks === 1 ? 2 : 1;
        this.last = { time: e.timeStamp, x: e.clientX, y: e.clientY };
    }

    /** @param {PointerEvent} e */
    down(e) {
        this.countClicks(e);
        const touch = this.touch(e);
        this.top?.focus({ preventScroll: true });
        this.fingers.set(e.pointerId, touch.at);
        this.top?.setPointerCapture(e.pointerId);
        if (this.fingers.size === 2) {
            this.tool.cancel?.(this);
            this.panning = true;
            return;
        }
        this.panning = e.button === 1 || this.tool === TOOLS.pan;
        if (!this.panning && e.button === 0 && this.cast) {
            this.tool.down?.(this, touch);
        }
        this.redraw(false);
    }

    /** @param {PointerEvent} e */
    move(e) {
        const touch = this.touch(e);
        const before = this.fingers.get(e.pointerId);
        if (this.panning && before) {
            const others = [...this.fingers].filter(([id]) => id !== e.pointerId).map(([, p]) => p);
            this.fingers.set(e.pointerId, touch.at);
            if (others.length === 1) {
                const o = others[0];
                const was = Math.hypot(before.x - o.x, before.y - o.y);
                const is = Math.hypot(touch.at.x - o.x, touch.at.y - o.y);
                this.viewport.zoomBy(is / Math.max(1, was), { x: (o.x + touch.at.x) / 2, y: (o.y + touch.at.y) / 2 });
            }
            const share = others.length === 1 ? 0.5 : 1;
            this.viewport.panBy(share * (touch.at.x - before.x), share * (touch.at.y - before.y));
            this.redraw(true);
            return;
        }
        this.pointer = touch.p;
        this.cross = false;
        if (this.cast) {
            // a fast pen gives several points a frame: a drawn line needs them all
            const events = e.getCoalescedEvents?.() ?? [];
            for (const each of before && events.length > 1 ? events : [e]) {
                this.tool.move?.(this, this.touch(each), before !== undefined);
            }
        }
        if (before) {
            this.fingers.set(e.pointerId, touch.at);
        }
        this.cursor();
        this.redraw(before !== undefined);
    }

    /** @param {PointerEvent} e */
    up(e) {
        const held = this.fingers.delete(e.pointerId);
        if (this.panning) {
            this.panning = this.fingers.size > 0;
        } else if (held && this.cast) {
            if (e.type === 'pointercancel') {
                this.tool.cancel?.(this);
            } else {
                this.tool.up?.(this, this.touch(e));
            }
        }
        this.cursor();
        this.redraw(true);
    }

    /** @param {WheelEvent} e */
    wheel(e) {
        e.preventDefault();
        const step = e.deltaMode === 1 ? 18 : 1;
        if (e.shiftKey) {
            this.viewport.panBy(-(e.deltaX + e.deltaY) * step, 0);
        } else {
            this.viewport.zoomBy(Math.exp((-e.deltaY * step) / (e.ctrlKey ? 120 : 500)), this.touch(e).at);
        }
        this.redraw(true);
    }

    cursor() {
        if (this.top) {
            const cursor = this.panning ? 'grabbing' : (this.tool.cursor?.(this) ?? 'crosshair');
            if (this.top.style.cursor !== cursor) {
                this.top.style.cursor = cursor;
            }
        }
    }
}

export const stage = new Stage();
