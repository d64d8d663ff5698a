// SPDX-License-Identifier: Apache-2.0
// @ts-check
// The left pane: the picture and the list of things, the topmost first.
import { api } from '../remote/client.js';
import { PALETTE, addEntity, changeEntity, entityOf, moveEntity, preset, removeEntity } from '../app/doc.js';
import { html, live, nothing, ref, repeat } from '../app/html.js';
import { failureOf, maskOf } from '../app/masks.js';
import { propose, takeProposal } from '../app/select.js';
import { store } from '../app/store.js';
import { stage } from '../stage/stage.js';
import { drawThumbnail } from '../stage/tints.js';
import { icon } from './icons.js';

/** @typedef {import('../app/store.js').State} State */
/** @typedef {import('../types.js').Entity} Entity */

/** @param {State} state */
export function things(state) {
    const { image, entities, lockRest } = state.history.present.doc;
    return html`
        <section class="section">
            <div class="picture">
                ${image ? html`<img src=${api.thumbnailUrl(image.id)} alt="">` : nothing}
                <div class="grow">
                    <div class="ellipsis"><b>${image?.name ?? 'No picture'}</b></div>
                    <div class="small soft number">${image ? `${image.width} × ${image.height}` : ''}</div>
                </div>
            </div>
        </section>
        <section class="section">
            <header><h2>Things</h2><span class="small soft">${entities.length > 1 ? 'top first' : ''}</span></header>
            ${entities.length === 0
                ? html`<p class="soft">Click a thing in the picture, then drag it to where it shall go.</p>`
                : html`<ul class="entities" aria-label="Things, the topmost first">${repeat(entities, (e) => e.key, (e, i) => row(state, e, i))}</ul>`}
            ${image ? proposed(state) : nothing}
            <label class="check"><input type="checkbox" .checked=${live(lockRest)}
                @change=${() => store.edit(lockRest ? 'Free the rest' : 'Hold the rest', (doc) => ({ ...doc, lockRest: !doc.lockRest }))}>
                Hold everything else still</label>
            <div class="row wrap">
                <button @click=${() => addKind('background')} title="What no other thing covers: sky, water, ground">${icon('plus')}Background</button>
                <button @click=${() => addKind('whole')} title="Dragging the whole picture is dragging the camera">${icon('plus')}Whole picture</button>
            </div>
        </section>
        <section class="section">
            <header><h2>Begin with a kind</h2></header>
            <div class="presets">
                ${[
                    ['foreground', 'A thing', 'moves, the rest is held'],
                    ['background', 'Background', 'sky, water, ground move'],
                    ['both', 'Both', 'each its own way'],
                    ['camera', 'Camera', 'pan and zoom'],
                ].map(
                    ([kind, text, hint]) => html`<button @click=${() => usePreset(/** @type {'both'} */ (kind))}>${text}<small>${hint}</small></button>`,
                )}
            </div>
        </section>`;
}

/**
 * What could be dragged, to be taken with a click.
 *
 * @param {State} state
 */
function proposed(state) {
    const list = state.proposals;
    if (list === null) {
        return html`<button ?disabled=${state.proposing} @click=${propose} title="Looks for things all over the picture; takes a minute or so, meanwhile you can go on">
            ${icon('pick')}${state.proposing ? 'Looking' : 'Suggest things'}</button>`;
    }
    return html`<div class="proposals" role="group" aria-label="Suggested things">
        ${list.length === 0 ? html`<p class="soft small">Nothing more found by itself: click the thing.</p>` : nothing}
        ${list.map(
            (p, i) => html`<button class="candidate" aria-label=${`Take suggestion ${i + 1}`} title=${`Take it, score ${p.score.toFixed(2)}`}
                @click=${() => takeProposal(p.key)}>${thumbnail(/** @type {Entity} */ ({ key: p.key, mask: p.key, colour: i % 9 }), 124, 92)}</button>`,
        )}
        <button class="plain" @click=${() => store.set({ proposals: null })}>Close</button>
    </div>`;
}

/**
 * @param {State} state
 * @param {Entity} e
 * @param {number} index
 */
function row(state, e, index) {
    const chosen = e.key === state.selected || (state.selected !== null && state.also.includes(e.key));
    const set = (/** @type {Partial<Entity>} */ change, /** @type {string} */ label) =>
        store.edit(label, (doc) => changeEntity(doc, e.key, change));
    const pick = (/** @type {MouseEvent} */ click) => {
        const besides = click.shiftKey || click.ctrlKey || click.metaKey;
        const now = besides ? withOrWithout(state, e.key) : { selected: e.key, also: [] };
        store.set({ ...now, keyframe: null, cameraMove: null, refining: null, candidates: [], tab: 'motion' });
    };
    const failure = e.mask ? failureOf(e.mask) : '';
    return html`<li class="entity ${chosen ? 'chosen' : ''} ${e.hidden ? 'hidden' : ''}" @click=${pick}
            @pointerdown=${(/** @type {PointerEvent} */ p) => take(p, e.key, index)} @pointermove=${carry} @pointerup=${putDown} @pointercancel=${leave}>
        <span class="stripe" .style=${`background:${PALETTE[e.colour]}`}></span>
        ${thumbnail(e, 88, 68)}
        <span class="grow">
            <button class="name ellipsis" aria-pressed=${chosen} title="Ctrl or Shift: besides what is selected" @dblclick=${() => focusName()}>${e.name}</button>
            <span class="kind ellipsis">${failure || describe(e)}</span>
        </span>
        <span class="acts">
            <button aria-label=${e.hidden ? `Show ${e.name}` : `Leave out ${e.name}`} title=${e.hidden ? 'Show' : 'Leave out'} aria-pressed=${e.hidden}
                @click=${stop(() => set({ hidden: !e.hidden }, e.hidden ? 'Show' : 'Leave out'))}>${icon(e.hidden ? 'eyeOff' : 'eye')}</button>
            <button aria-label=${e.frozen ? `Unlock ${e.name}` : `Lock ${e.name}`} title=${e.frozen ? 'Unlock' : 'Lock against changes'} aria-pressed=${e.frozen}
                @click=${stop(() => set({ frozen: !e.frozen }, e.frozen ? 'Unlock' : 'Lock'))}>${icon(e.frozen ? 'lock' : 'unlock')}</button>
            <button aria-label=${`Delete ${e.name}`} title="Delete" ?disabled=${e.frozen} @click=${stop(() => drop1(e))}>${icon('bin')}</button>
        </span>
    </li>`;
}

/** @param {Entity} e */
function describe(e) {
    const n = e.trajectory.keyframes.length;
    const what = { thing: '', background: 'background, ', whole: 'whole picture, ', lock: 'lock, ' }[e.kind];
    return what + (e.kind === 'lock' || n < 2 ? 'stays' : `${n} points`);
}

/**
 * What is selected once a thing has joined it, or left it.
 *
 * @param {State} state
 * @param {string} key
 */
function withOrWithout(state, key) {
    const all = state.selected === null ? [] : [state.selected, ...state.also];
    const [selected, ...also] = all.includes(key) ? all.filter((k) => k !== key) : [...all, key];
    return { selected: selected ?? null, also };
}

/** @param {() => void} run */
function stop(run) {
    return (/** @type {Event} */ e) => {
        e.stopPropagation();
        run();
    };
}

/** @param {Entity} e */
function drop1(e) {
    store.edit('Delete', (doc) => removeEntity(doc, e.key));
    if (store.state.selected === e.key) {
        store.set({ selected: null, keyframe: null, refining: null, candidates: [] });
    }
    store.toast(`${e.name} deleted`, { action: { label: 'Undo', run: () => store.undo() } });
}

/** A row that is dragged to another place in the order. @type {{key: string, from: number, y: number, to: number | null} | null} */
let carried = null;

/** A finger scrolls the list, unless it is put on the picture of a thing; a mouse drags a row anywhere but at its buttons. */
const GRIP = 'canvas, .stripe';

/**
 * @param {PointerEvent} p
 * @param {string} key
 * @param {number} index
 */
function take(p, key, index) {
    const target = /** @type {Element} */ (p.target);
    const grip = p.pointerType === 'mouse' ? !target.closest('.acts') : target.closest(GRIP);
    carried = grip && p.button === 0 ? { key, from: index, y: p.clientY, to: null } : null;
}

/** @param {PointerEvent} p */
function carry(p) {
    if (!carried || p.buttons === 0 || (carried.to === null && Math.abs(p.clientY - carried.y) < 6)) {
        return;
    }
    const row = /** @type {HTMLElement} */ (p.currentTarget);
    if (carried.to === null) {
        row.setPointerCapture(p.pointerId);
        row.classList.add('carried');
    }
    const rows = [...(row.parentElement?.children ?? [])];
    const middle = (/** @type {Element} */ r) => r.getBoundingClientRect().top + r.getBoundingClientRect().height / 2;
    carried.to = rows.filter((r) => middle(r) < p.clientY).length;
    rows.forEach((r, i) => {
        r.classList.toggle('over', i === carried?.to);
        r.classList.toggle('under', i === rows.length - 1 && carried?.to === rows.length);
    });
}

/** @param {PointerEvent} p */
function putDown(p) {
    const now = carried;
    leave(p);
    if (now && now.to !== null) {
        const to = now.to > now.from ? now.to - 1 : now.to;
        if (to !== now.from) {
            store.edit('Change the order', (doc) => moveEntity(doc, now.key, to));
        }
    }
}

/** @param {PointerEvent} p */
function leave(p) {
    carried = null;
    for (const row of /** @type {Element} */ (p.currentTarget).parentElement?.children ?? []) {
        row.classList.remove('over', 'under', 'carried');
    }
}

/** @param {'background' | 'whole'} kind */
function addKind(kind) {
    let key = '';
    store.edit(kind === 'background' ? 'Add the background' : 'Add the whole picture', (doc) => {
        const added = addEntity(doc, { kind, mask: kind === 'background' ? 'rest' : 'whole' });
        key = added.key;
        return added.doc;
    });
    store.set({ selected: key, keyframe: null, tool: 'draw', tab: 'motion', pane: 'stage' });
    store.toast('Now draw where it shall go');
}

/** @param {'foreground' | 'background' | 'both' | 'camera'} kind */
function usePreset(kind) {
    let key = store.state.selected;
    store.edit(`Begin with: ${kind}`, (doc) => {
        const made = preset(doc, kind);
        key = made.key ?? key;
        return made.doc;
    });
    const camera = kind === 'camera';
    store.set({
        selected: camera ? null : key,
        cameraMove: camera ? 0 : null,
        keyframe: null,
        tool: camera ? 'camera' : kind === 'background' ? 'move' : 'pick',
        tab: 'motion',
        pane: 'stage',
        playing: camera || kind === 'background',
    });
    if ((kind === 'foreground' || kind === 'both') && !store.doc.entities.some((e) => e.kind === 'thing')) {
        store.toast('Click the thing in the picture, then drag it');
    }
}

function focusName() {
    requestAnimationFrame(() => /** @type {HTMLElement | null} */ (document.getElementById('entity-name'))?.focus());
}

/** @type {(() => void)[]} */
let waiting = [];

/**
 * The stage comes first: a mask that was clicked is seen before its little pictures are made.
 *
 * @param {() => void} work
 */
function afterFrame(work) {
    waiting.push(work);
    if (waiting.length === 1) {
        setTimeout(() => {
            const all = waiting;
            waiting = [];
            all.forEach((each) => each());
        }, 50);
    }
}

/** What each little canvas shows, so that it is drawn again only when that changes. @type {WeakMap<Element, string>} */
const shown = new WeakMap();

/**
 * @param {Entity} entity
 * @param {number} width
 * @param {number} height
 */
export function thumbnail(entity, width, height) {
    const paint = (/** @type {Element | undefined} */ element) => {
        const ready = maskOf(entity.mask) !== null;
        const what = `${stage.imageId} ${stage.image ? 1 : 0} ${entity.mask} ${entity.colour} ${ready}`;
        if (element instanceof HTMLCanvasElement && shown.get(element) !== what) {
            shown.set(element, what);
            afterFrame(() => shown.get(element) === what && drawThumbnail(element, stage.image, entity));
        }
    };
    return html`<canvas width=${width} height=${height} aria-hidden="true" ${ref(paint)}></canvas>`;
}
