// SPDX-License-Identifier: Apache-2.0
// @ts-check
// The ruler: when what is where. Keyframes and camera moves can be dragged in time; the bar behind them is the speed.
import { PALETTE, changeCamera, changeEntity } from '../app/doc.js';
import { html, nothing, ref, repeat, svg } from '../app/html.js';
import { store } from '../app/store.js';
import { changeKeyframe, speeds } from '../geometry/trajectory.js';
import { stage } from '../stage/stage.js';
import { insertAt } from '../stage/tools/pick.js';
import { icon } from './icons.js';

/** @typedef {import('../app/store.js').State} State */
/** @typedef {import('../types.js').Entity} Entity */

/** @param {State} state */
export function timeline(state) {
    const doc = state.history.present.doc;
    const { frames, fps } = doc;
    const moving = doc.entities.filter((e) => e.trajectory.keyframes.length > 0);
    return html`
        <div class="bar-top">
            <button class="plain square" aria-label=${state.playing ? 'Stop' : 'Play'} title="Play, stop (Space)"
                @click=${() => store.set({ playing: !state.playing })}>${icon(state.playing ? 'pause' : 'play')}</button>
            <button class="plain square" aria-label="Loop" title="Loop" aria-pressed=${state.loop} @click=${() => store.set({ loop: !state.loop })}>${icon('loop')}</button>
            <span class="readout" ${ref(readout)}></span>
            <span class="grow"></span>
            <span class="soft small">${frames} frames, ${fps} a second</span>
        </div>
        <div class="rows" ${ref(rows)}>
            <div class="track ruler" @pointerdown=${scrub} @pointermove=${scrub}>
                <span></span>
                <div class="lane">${ticks(frames, fps)}<div class="playhead"></div></div>
            </div>
            ${repeat(moving, (e) => e.key, (e) => track(state, e))}
            ${doc.camera.map((m, i) => cameraTrack(state, m, i))}
        </div>`;
}

/** @type {Element | undefined} */
let readoutElement;
/** @type {Element | undefined} */
let rowsElement;

/** @param {Element | undefined} e */
function readout(e) {
    readoutElement = e;
    tell(stage.time);
}

/** @param {Element | undefined} e */
function rows(e) {
    rowsElement = e;
    tell(stage.time);
}

/** Runs with each frame, past the page's own painting. @param {number} time */
function tell(time) {
    const { frames, fps } = store.doc;
    if (readoutElement) {
        const frame = Math.round(time * (frames - 1));
        const text = `${((frame + (time === 1 ? 1 : 0)) / fps).toFixed(2)} s, frame ${frame + 1} of ${frames}`;
        if (readoutElement.textContent !== text) {
            readoutElement.textContent = text;
        }
    }
    const head = rowsElement?.querySelector('.playhead');
    if (head instanceof HTMLElement) {
        head.style.left = `${100 * time}%`;
    }
}

stage.onTime.add(tell);

/**
 * @param {number} frames
 * @param {number} fps
 */
function ticks(frames, fps) {
    const most = 120;
    const step = Math.max(1, Math.ceil(frames / most));
    const labels = Math.max(1, Math.round(frames / 8));
    const at = [];
    for (let f = 0; f < frames; f += step) {
        at.push(f);
    }
    const x = (/** @type {number} */ f) => (frames === 1 ? 0 : (100 * f) / (frames - 1));
    return html`<svg aria-hidden="true">${at.map(
        (f) => svg`<line x1="${x(f)}%" x2="${x(f)}%" y1=${f % labels === 0 ? 13 : 18} y2="24" stroke="currentColor" stroke-opacity="0.5"></line>
            ${f % labels === 0 ? svg`<text x="${x(f)}%" y="10" font-size="10" fill="currentColor" fill-opacity="0.7" text-anchor=${f === 0 ? 'start' : 'middle'}>${
                labels >= fps ? `${(f / fps).toFixed(1)} s` : f + 1}</text>` : nothing}`,
    )}</svg>`;
}

/** @param {PointerEvent} e */
function scrub(e) {
    if (e.type === 'pointermove' && e.buttons !== 1) {
        return;
    }
    const row = /** @type {Element} */ (e.currentTarget);
    if (e.type === 'pointerdown') {
        row.setPointerCapture(e.pointerId);
    }
    const box = /** @type {Element} */ (row.querySelector('.lane')).getBoundingClientRect();
    const last = Math.max(1, store.doc.frames - 1);
    const raw = Math.min(1, Math.max(0, (e.clientX - box.left) / box.width));
    stage.seek(e.altKey ? raw : Math.round(raw * last) / last);
}

/**
 * @param {State} state
 * @param {Entity} e
 */
function track(state, e) {
    const chosen = e.key === state.selected;
    return html`<div class="track ${chosen ? 'chosen' : ''}">
        <button class="who" title=${e.name} @click=${() => store.set({ selected: e.key, keyframe: null })}>
            <i .style=${`background:${PALETTE[e.colour]}`}></i>${e.name}</button>
        <div class="lane" @dblclick=${(/** @type {MouseEvent} */ m) => insert(m, e)} title="Double click: a keyframe here">
            ${speedBar(e)}
            ${e.trajectory.keyframes.length > 200
                ? nothing
                : e.trajectory.keyframes.map(
                      (k, i) => html`<button class="key ${k.visible ? '' : 'gone'}" aria-pressed=${chosen && state.keyframe === i}
                          aria-label=${`${e.name}, point ${i + 1} at ${Math.round(100 * k.time)} %`} title=${`${Math.round(100 * k.time)} %, ${k.easing}`}
                          .style=${`left:${100 * k.time}%;background:${PALETTE[e.colour]}`}
                          @pointerdown=${(/** @type {PointerEvent} */ p) => hold(p, e, i)} @pointermove=${(/** @type {PointerEvent} */ p) => dragKey(p, e.key, i)}
                          @pointerup=${() => store.settle()} @keydown=${(/** @type {KeyboardEvent} */ k2) => keyTime(k2, e, i)}></button>`,
                  )}
        </div>
    </div>`;
}

/** @type {WeakMap<import('../types.js').Trajectory, unknown>} */
const bars = new WeakMap();

/**
 * The speed along the way: the higher, the faster.
 *
 * @param {Entity} e
 */
function speedBar(e) {
    const { trajectory } = e;
    if (trajectory.keyframes.length < 2) {
        return nothing;
    }
    let made = bars.get(trajectory);
    if (!made) {
        const n = 64;
        const values = speeds(trajectory, n);
        // a jump after a wait would leave nothing to see of all else: it is cut off
        const most = [...values].sort((a, b) => a - b)[Math.floor(0.93 * n)];
        const top = Math.max(1e-9, 1.25 * most);
        const y = (/** @type {number} */ v) => (24 - 18 * Math.min(1, v / top)).toFixed(1);
        const points = values.map((v, i) => `${((100 * (i + 0.5)) / n).toFixed(2)},${y(v)}`);
        made = html`<svg viewBox="0 0 100 26" preserveAspectRatio="none" aria-hidden="true">
            ${svg`<polygon points=${`0,26 0,${y(values[0])} ${points.join(' ')} 100,${y(values[n - 1])} 100,26`}
                fill=${PALETTE[e.colour]} fill-opacity="0.28"></polygon>`}</svg>`;
        bars.set(trajectory, made);
    }
    return made;
}

/** @param {Event} e */
function timeOf(e) {
    const lane = /** @type {Element} */ (e.target).closest('.lane');
    const box = /** @type {Element} */ (lane).getBoundingClientRect();
    return Math.min(1, Math.max(0, (/** @type {MouseEvent} */ (e).clientX - box.left) / box.width));
}

/**
 * @param {PointerEvent} p
 * @param {Entity} e
 * @param {number} index
 */
function hold(p, e, index) {
    /** @type {Element} */ (p.currentTarget).setPointerCapture(p.pointerId);
    store.set({ selected: e.key, keyframe: index, tab: 'motion' });
    stage.seek(e.trajectory.keyframes[index].time);
}

/**
 * @param {PointerEvent} p
 * @param {string} key
 * @param {number} index
 */
function dragKey(p, key, index) {
    if (p.buttons === 1 && /** @type {Element} */ (p.currentTarget).hasPointerCapture(p.pointerId)) {
        const time = timeOf(p);
        store.edit('Change the time', (doc) =>
            changeEntity(doc, key, (e) => ({ trajectory: changeKeyframe(e.trajectory, index, { time }) })), `time ${key} ${index}`);
        stage.seek(time);
    }
}

/**
 * @param {KeyboardEvent} k
 * @param {Entity} e
 * @param {number} index
 */
function keyTime(k, e, index) {
    const by = (k.key === 'ArrowRight' ? 1 : k.key === 'ArrowLeft' ? -1 : 0) * (k.shiftKey ? 10 : 1);
    if (by !== 0) {
        k.preventDefault();
        const time = e.trajectory.keyframes[index].time + by / 100;
        store.edit('Change the time', (doc) =>
            changeEntity(doc, e.key, { trajectory: changeKeyframe(e.trajectory, index, { time }) }), `time ${e.key} ${index}`);
    }
}

/**
 * @param {MouseEvent} m
 * @param {Entity} e
 */
function insert(m, e) {
    if (!(m.target instanceof HTMLButtonElement) && !e.frozen) {
        const time = timeOf(m);
        const placed = stage.cast?.actor(e.key);
        if (placed) {
            insertAt(e.key, time, placeOn(e, time));
        }
    }
}

/**
 * @param {Entity} e
 * @param {number} time
 */
function placeOn(e, time) {
    const keyframes = e.trajectory.keyframes;
    const after = keyframes.findIndex((k) => k.time > time);
    const at = stage.cast?.actor(e.key)?.at(time).disc;
    const disc = stage.cast?.actor(e.key)?.mask.disc;
    if (at && disc && e.trajectory.anchor === 'offset' && store.doc.camera.length === 0) {
        return { x: at.x - disc.x + keyframes[0].x, y: at.y - disc.y + keyframes[0].y };
    }
    const k = keyframes[after < 0 ? keyframes.length - 1 : after];
    return { x: k.x, y: k.y };
}

/**
 * @param {State} state
 * @param {import('../types.js').CameraMove} m
 * @param {number} index
 */
function cameraTrack(state, m, index) {
    const chosen = index === state.cameraMove;
    const pick = () => store.set({ cameraMove: index, tool: 'camera', selected: null, tab: 'motion' });
    const drag = (/** @type {PointerEvent} */ p) => {
        const bar = /** @type {HTMLElement} */ (p.currentTarget);
        if (p.type === 'pointerdown') {
            bar.setPointerCapture(p.pointerId);
            const part = /** @type {Element} */ (p.target).className;
            moveHeld = { part, at: timeOf(p), move: m };
            pick();
        } else if (p.buttons === 1 && moveHeld) {
            const by = timeOf(p) - moveHeld.at;
            const { from, to } = moveHeld.move;
            const shift = Math.min(1 - to, Math.max(-from, by));
            const change =
                moveHeld.part === 'from' ? { from: Math.min(to - 0.02, from + by) }
                    : moveHeld.part === 'to' ? { to: Math.max(from + 0.02, to + by) } : { from: from + shift, to: to + shift };
            store.edit('Change the time', (doc) => changeCamera(doc, index, change), `camera time ${index}`);
        } else if (p.type === 'pointerup') {
            moveHeld = null;
            store.settle();
        }
    };
    return html`<div class="track ${chosen ? 'chosen' : ''}">
        <button class="who" @click=${pick}>${icon('camera')}Camera ${index + 1}</button>
        <div class="lane"><button class="move" aria-pressed=${chosen} .style=${`left:${100 * m.from}%;width:${100 * (m.to - m.from)}%`}
            aria-label=${`Camera move ${index + 1}, ${Math.round(100 * m.from)} to ${Math.round(100 * m.to)} %`}
            @pointerdown=${drag} @pointermove=${drag} @pointerup=${drag}>
            <i class="from"></i>${m.zoom !== 1 ? `zoom ×${m.zoom.toFixed(2)}` : ''} ${m.pan[0] || m.pan[1] ? 'pan' : ''}<i class="to"></i></button></div>
    </div>`;
}

/** @type {{part: string, at: number, move: import('../types.js').CameraMove} | null} */
let moveHeld = null;

