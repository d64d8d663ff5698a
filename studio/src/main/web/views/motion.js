// SPDX-License-Identifier: Apache-2.0
// @ts-check
// The right pane while something is being made: the selected thing, its path, its keyframe; the camera; what the check says.
import {
    PALETTE, cameraMove, changeCamera, changeEntity, duplicateEntity, entityOf, setTrajectory,
} from '../app/doc.js';
import { html, live, nothing } from '../app/html.js';
import { maskIn } from '../app/masks.js';
import { MASK_TOOLS, changeMask } from '../app/select.js';
import { remove } from '../app/shortcuts.js';
import { store } from '../app/store.js';
import { EASINGS, HOLD, changeKeyframe, closed, steady, travelled } from '../geometry/trajectory.js';
import { stage } from '../stage/stage.js';
import { icon } from './icons.js';

/** @typedef {import('../app/store.js').State} State */
/** @typedef {import('../types.js').Entity} Entity */
/** @typedef {import('../types.js').Kind} Kind */

/** @type {[Kind, string, string][]} */
const KINDS = [
    ['thing', 'Thing', 'Something in the picture'],
    ['background', 'Background', 'What lies behind moves within its own place'],
    ['whole', 'Whole', 'Dragging it is dragging the camera'],
    ['lock', 'Lock', 'Stays where it is'],
];

/** @param {State} state */
export function motionPane(state) {
    const doc = state.history.present.doc;
    const entity = entityOf(doc, state.selected);
    return html`
        ${entity ? thing(state, entity) : nothing}
        ${entity && state.keyframe !== null && entity.trajectory.keyframes[state.keyframe] ? keyframe(entity, state.keyframe) : nothing}
        ${camera(state)} ${clip(state)} ${findings(state)}`;
}

/**
 * @param {State} state
 * @param {Entity} e
 */
function thing(state, e) {
    const set = (/** @type {Partial<Entity>} */ change, /** @type {string} */ label) =>
        store.edit(label, (doc) => changeEntity(doc, e.key, change));
    const path = (/** @type {import('../types.js').Trajectory} */ t, /** @type {string} */ label) =>
        store.edit(label, (doc) => setTrajectory(doc, e.key, t));
    const n = e.trajectory.keyframes.length;
    const mask = maskIn(state.history.present.doc, e);
    const length = n > 1 ? travelled(e.trajectory)[n - 1] : 0;
    return html`<section class="section">
        <header>
            <h2 class="ellipsis">${e.name}</h2>
            <button class="plain square" aria-label="Duplicate" title="Duplicate (Ctrl+D)" @click=${() => duplicate(e)}>${icon('copy')}</button>
            <button class="plain square danger" aria-label="Delete" title="Delete" ?disabled=${e.frozen} @click=${remove}>${icon('bin')}</button>
        </header>
        <label class="field"><span>Name</span><input id="entity-name" type="text" .value=${live(e.name)} maxlength="100"
            @change=${(/** @type {Event} */ v) => rename(e, /** @type {HTMLInputElement} */ (v.target))}></label>
        <div class="segments" role="radiogroup" aria-label="Kind">
            ${KINDS.map(
                ([kind, text, hint]) => html`<button role="radio" aria-checked=${e.kind === kind} title=${hint} ?disabled=${e.frozen}
                    @click=${() => set({ kind, ...(kind === 'whole' && !e.mask ? { mask: 'whole' } : {}) }, `Make it a ${text.toLowerCase()}`)}>${text}</button>`,
            )}
        </div>
        <div class="swatches" role="radiogroup" aria-label="Colour">
            ${PALETTE.map(
                (colour, i) => html`<button role="radio" aria-checked=${e.colour === i} aria-label=${`Colour ${i + 1}`} .style=${`background:${colour}`}
                    @click=${() => set({ colour: i }, 'Colour')}></button>`,
            )}
        </div>
        ${mask
            ? html`<dl class="facts">
                  <dt>Area</dt><dd>${((100 * mask.area) / mask.pixels.inside.length).toFixed(1)} % of the picture</dd>
                  <dt>Disc</dt><dd>${Math.round(mask.disc.x)}, ${Math.round(mask.disc.y)}; radius ${mask.disc.radius.toFixed(0)} px</dd>
                  ${n > 1 ? html`<dt>Way</dt><dd>${length.toFixed(0)} px, ${n} points</dd>` : nothing}
              </dl>`
            : nothing}
        ${mask && e.mask !== 'whole' && e.mask !== 'rest'
            ? html`<div class="row wrap maskbar" role="group" aria-label="Mask"><span class="soft small">Mask</span>${MASK_TOOLS.map(
                  (tool) => html`<button class="small" ?disabled=${e.frozen} @click=${() => changeMask(e.key, tool)}
                      title=${tool[2] ? `${tool[1]} the mask by ${tool[2]} pixels` : `${tool[1]} of the mask`}>${tool[1]}</button>`)}</div>`
            : nothing}
        ${e.kind === 'lock' || n < 2
            ? html`<p class="soft small">${e.kind === 'lock' ? 'It stays where it is.' : 'It stays. Drag it in the picture, draw its path (D, P, L), or set its points with K.'}</p>`
            : html`<div class="row wrap">
                  <button title="The same speed all along" @click=${() => path(steady(e.trajectory), 'Steady speed')}>${icon('steady')}Steady</button>
                  <button title="Back to where it began" @click=${() => path(closed(e.trajectory), 'Close the path')}>${icon('closed')}Close</button>
                  <button title="No path: it stays" @click=${() => path(HOLD, 'Remove the path')}>${icon('close')}Clear</button>
              </div>
              <label class="field"><span>Pace</span><select aria-label="Easing of the whole path"
                  @change=${(/** @type {Event} */ v) => pace(e, /** @type {HTMLSelectElement} */ (v.target))}>
                  <option value="">between points as set</option>
                  <option value="linear">steady</option><option value="ease-in">slow start</option>
                  <option value="ease-out">slow end</option><option value="ease-in-out">slow start and end</option>
              </select></label>`}
        <details><summary>Meaning of the line</summary>
            <label class="check"><input type="radio" name="anchor" .checked=${live(e.trajectory.anchor === 'offset')}
                @change=${() => path({ ...e.trajectory, anchor: 'offset' }, 'Line from the thing')}>The way from where it begins</label>
            <label class="check"><input type="radio" name="anchor" .checked=${live(e.trajectory.anchor === 'path')}
                @change=${() => path({ ...e.trajectory, anchor: 'path' }, 'Line of the disc')}>The disc's centre itself, as the released code</label>
        </details>
    </section>`;
}

/**
 * A slow start is one of the whole way: its keyframes get their times from an eased way along the line.
 *
 * @param {Entity} e
 * @param {HTMLSelectElement} select
 */
function pace(e, select) {
    const easing = /** @type {import('../types.js').Easing | ''} */ (select.value);
    select.value = '';
    if (!easing) {
        return;
    }
    const even = steady(e.trajectory);
    const [first, last] = [even.keyframes[0], even.keyframes[even.keyframes.length - 1]];
    const inverse = {
        linear: (/** @type {number} */ u) => u,
        'ease-in': (/** @type {number} */ u) => Math.sqrt(u),
        'ease-out': (/** @type {number} */ u) => 1 - Math.sqrt(1 - u),
        'ease-in-out': (/** @type {number} */ u) => 0.5 - Math.sin(Math.asin(1 - 2 * u) / 3),
        hold: (/** @type {number} */ u) => u,
    }[easing];
    const span = last.time - first.time;
    const ends = even.keyframes.length === 2;
    const keyframes = even.keyframes.map((k) => ({
        ...k,
        time: ends ? k.time : first.time + span * inverse((k.time - first.time) / span),
        easing: ends ? easing : /** @type {const} */ ('linear'),
    }));
    store.edit('Pace', (doc) => setTrajectory(doc, e.key, { ...e.trajectory, keyframes }));
    store.set({ playing: true });
}

/**
 * @param {Entity} e
 * @param {HTMLInputElement} input
 */
function rename(e, input) {
    const name = input.value.trim();
    if (!name || store.doc.entities.some((o) => o.key !== e.key && o.name === name)) {
        store.toast(name ? 'Another thing has this name' : 'It needs a name');
        input.value = e.name;
        return;
    }
    store.edit('Rename', (doc) => changeEntity(doc, e.key, { name }));
}

/** @param {Entity} e */
function duplicate(e) {
    let key = e.key;
    store.edit('Duplicate', (doc) => {
        const made = duplicateEntity(doc, e.key);
        key = made.key;
        return made.doc;
    });
    store.set({ selected: key });
}

/**
 * @param {Entity} e
 * @param {number} index
 */
function keyframe(e, index) {
    const k = e.trajectory.keyframes[index];
    const last = index === e.trajectory.keyframes.length - 1;
    const set = (/** @type {Partial<import('../types.js').Keyframe>} */ change, /** @type {string} */ label) =>
        store.edit(label, (doc) => setTrajectory(doc, e.key, changeKeyframe(e.trajectory, index, change)), `${label} ${e.key} ${index}`);
    /** @param {(v: number) => Partial<import('../types.js').Keyframe>} change @param {string} label */
    const number = (change, label) => (/** @type {Event} */ v) => {
        const value = /** @type {HTMLInputElement} */ (v.target).valueAsNumber;
        if (Number.isFinite(value)) {
            set(change(value), label);
        }
    };
    return html`<section class="section" aria-label="Point">
        <header><h2>Point ${index + 1} of ${e.trajectory.keyframes.length}</h2></header>
        <div class="pair">
            <label class="field two"><span>x</span><input type="number" step="1" .value=${live(k.x.toFixed(1))} @change=${number((x) => ({ x }), 'Move a point')}></label>
            <label class="field two"><span>y</span><input type="number" step="1" .value=${live(k.y.toFixed(1))} @change=${number((y) => ({ y }), 'Move a point')}></label>
        </div>
        <label class="field"><span>Time, %</span><input type="number" min="0" max="100" step="1" .value=${live((100 * k.time).toFixed(1))}
            @change=${number((t) => ({ time: t / 100 }), 'Change the time')}></label>
        <label class="field"><span>Size</span><span class="row"><input type="range" min="-1" max="1" step="0.01" aria-label="Size, from a tenth to ten times"
            .value=${live(String(Math.log10(k.scale)))} @input=${number((v) => ({ scale: Math.round(100 * 10 ** v) / 100 }), 'Change the size')}>
            <output class="number">×${k.scale.toFixed(2)}</output></span></label>
        ${last
            ? nothing
            : html`<label class="field"><span>From here</span><select @change=${(/** @type {Event} */ v) =>
                  set({ easing: /** @type {import('../types.js').Easing} */ (/** @type {HTMLSelectElement} */ (v.target).value) }, 'Easing')}>
                  ${EASINGS.map((x) => html`<option value=${x} ?selected=${x === k.easing}>${EASING_NAMES[x]}</option>`)}
              </select></label>
              <label class="check"><input type="checkbox" .checked=${live(!k.visible)}
                  @change=${() => set({ visible: !k.visible }, 'Hidden from here')}>Covered by another thing from here</label>`}
        <button @click=${remove}>${icon('bin')}Delete the point</button>
    </section>`;
}

/** @type {Record<import('../types.js').Easing, string>} */
const EASING_NAMES = {
    linear: 'steady',
    'ease-in': 'slow start',
    'ease-out': 'slow end',
    'ease-in-out': 'slow start and end',
    hold: 'waits, then jumps',
};

/** @param {State} state */
function camera(state) {
    const { image, camera: moves } = state.history.present.doc;
    if (!image) {
        return nothing;
    }
    const add = () => {
        store.edit('Add a camera move', (doc) => ({ ...doc, camera: [...doc.camera, cameraMove(image, { zoom: 1.2 })] }));
        store.set({ cameraMove: moves.length, tool: 'camera', playing: true });
    };
    const index = state.cameraMove;
    const move = index === null ? undefined : moves[index];
    return html`<section class="section">
        <header><h2>Camera</h2><button class="plain" @click=${add}>${icon('plus')}Move</button></header>
        ${moves.length === 0 ? html`<p class="soft small">It stands still. Moves are added on top of the things' own ways.</p>` : nothing}
        <div class="row wrap">
            ${moves.map(
                (m, i) => html`<button aria-pressed=${i === index} @click=${() => store.set({ cameraMove: i, tool: 'camera', selected: null })}>
                    ${i + 1}: ${cameraText(m)}</button>`,
            )}
        </div>
        ${move && index !== null ? cameraFields(move, index) : nothing}
    </section>`;
}

/** @param {import('../types.js').CameraMove} m */
function cameraText(m) {
    const zoom = m.zoom !== 1 ? `×${m.zoom.toFixed(2)}` : '';
    const pan = m.pan[0] || m.pan[1] ? `${m.pan[0].toFixed(0)}, ${m.pan[1].toFixed(0)}` : '';
    return [zoom, pan].filter(Boolean).join(' ') || 'still';
}

/**
 * @param {import('../types.js').CameraMove} m
 * @param {number} index
 */
function cameraFields(m, index) {
    const set = (/** @type {Partial<import('../types.js').CameraMove>} */ change) =>
        store.edit('Change the camera', (doc) => changeCamera(doc, index, change), `camera ${index}`);
    /** @param {(v: number) => Partial<import('../types.js').CameraMove>} change */
    const number = (change) => (/** @type {Event} */ e) => {
        const v = /** @type {HTMLInputElement} */ (e.target).valueAsNumber;
        if (Number.isFinite(v)) {
            set(change(v));
        }
    };
    const drop = () => {
        store.edit('Delete a camera move', (doc) => ({ ...doc, camera: doc.camera.filter((_, i) => i !== index) }));
        store.set({ cameraMove: null });
    };
    return html`
        <label class="field"><span>Zoom</span><span class="row"><input type="range" min="-0.5" max="0.5" step="0.005" .value=${live(String(Math.log10(m.zoom)))}
            @input=${number((v) => ({ zoom: Math.round(1000 * 10 ** v) / 1000 }))}><output class="number">×${m.zoom.toFixed(2)}</output></span></label>
        <div class="pair">
            <label class="field two"><span>right</span><input type="number" step="5" .value=${live(m.pan[0].toFixed(0))} @change=${number((v) => ({ pan: [v, m.pan[1]] }))}></label>
            <label class="field two"><span>down</span><input type="number" step="5" .value=${live(m.pan[1].toFixed(0))} @change=${number((v) => ({ pan: [m.pan[0], v] }))}></label>
        </div>
        <div class="pair">
            <label class="field two"><span>from %</span><input type="number" min="0" max="99" .value=${live((100 * m.from).toFixed(0))} @change=${number((v) => ({ from: v / 100 }))}></label>
            <label class="field two"><span>to %</span><input type="number" min="1" max="100" .value=${live((100 * m.to).toFixed(0))} @change=${number((v) => ({ to: v / 100 }))}></label>
        </div>
        <label class="field"><span>Pace</span><select @change=${(/** @type {Event} */ e) =>
            set({ easing: /** @type {import('../types.js').Easing} */ (/** @type {HTMLSelectElement} */ (e.target).value) })}>
            ${EASINGS.map((x) => html`<option value=${x} ?selected=${x === m.easing}>${EASING_NAMES[x]}</option>`)}</select></label>
        <button @click=${drop}>${icon('bin')}Delete the move</button>`;
}

/** @param {State} state */
function clip(state) {
    const { frames, fps } = state.history.present.doc;
    const number = (/** @type {'frames' | 'fps'} */ field, /** @type {number} */ low, /** @type {number} */ high) => (/** @type {Event} */ e) => {
        const v = /** @type {HTMLInputElement} */ (e.target).valueAsNumber;
        if (v >= low && v <= high) {
            store.edit('Length of the clip', (doc) => ({ ...doc, [field]: v }));
        }
    };
    return html`<section class="section">
        <header><h2>Clip</h2><span class="soft small number">${(frames / fps).toFixed(1)} s</span></header>
        <div class="pair">
            <label class="field two"><span>frames</span><input type="number" min="1" max="4096" .value=${live(String(frames))} @change=${number('frames', 1, 4096)}></label>
            <label class="field two"><span>fps</span><input type="number" min="1" max="240" .value=${live(String(fps))} @change=${number('fps', 0.01, 240)}></label>
        </div>
    </section>`;
}

/** @param {State} state */
export function findings(state) {
    const all = state.check?.findings ?? [];
    if (all.length === 0) {
        return nothing;
    }
    return html`<section class="section" aria-live="polite">
        <header><h2>Before you generate</h2><span class="badge ${state.check.errors > 0 ? 'bad' : 'warn'}">${all.length}</span></header>
        ${all.map(
            (/** @type {any} */ f) => html`<button class="finding ${f.severity}" @click=${() => show(f)}>
                ${icon('warn')}<span>${f.message}${f.cure ? html`<br><span class="soft">${f.cure}</span>` : nothing}</span></button>`,
        )}
    </section>`;
}

/** @param {any} finding */
function show(finding) {
    const entity = store.doc.entities.find((e) => e.name === finding.entity);
    if (entity) {
        const at = /keyframes\/(\d+)/.exec(finding.pointer ?? '');
        store.set({ selected: entity.key, keyframe: at ? Number(at[1]) : null });
        stage.seek(0);
    }
}

