// SPDX-License-Identifier: Apache-2.0
// @ts-check
// The studio itself: three panes and the ruler.
import { PALETTE, entityOf } from '../app/doc.js';
import { html, live, nothing, ref } from '../app/html.js';
import { show } from '../app/shortcuts.js';
import { choose, finishRefining } from '../app/select.js';
import { store } from '../app/store.js';
import { stage } from '../stage/stage.js';
import { thumbnail } from './entities.js';
import { things } from './entities.js';
import { generatePane } from './generate.js';
import { icon } from './icons.js';
import { motionPane } from './motion.js';
import { resultsPane } from './results.js';
import { timeline } from './timeline.js';

/** @typedef {import('../app/store.js').State} State */

/** @type {([import('../types.js').ToolName, string, string] | null)[]} null is a rule */
const TOOLS = [
    ['pick', 'Select and drag', 'S'],
    ['move', 'Edit points', 'V'],
    null,
    ['box', 'Box around a thing', 'X'],
    ['lasso', 'Lasso', 'G'],
    ['brush', 'Brush', 'B'],
    ['eraser', 'Eraser', 'E'],
    null,
    ['draw', 'Draw a path freely', 'D'],
    ['pen', 'Path, click by click', 'P'],
    ['line', 'Straight path', 'L'],
    null,
    ['camera', 'Camera', 'C'],
    ['pan', 'Pan the view', 'H'],
];

/** @param {State} state */
export function studio(state) {
    if (!state.project || state.project.id !== state.route.id) {
        return html`<main class="page centre" aria-busy="true"><span class="spinner"></span></main>`;
    }
    return html`
        <main class="studio" data-pane=${state.pane}>
            <aside class="left" aria-label="Picture and things">${things(state)}</aside>
            <section class="stage drop" aria-label="Stage" ${ref(mounted)}>
                <div class="top" tabindex="0" role="application" aria-label=${stageLabel(state)}></div>
                ${toolbar(state)} ${viewbar(state)} ${plateChip(state)} ${pins(state)} ${refineBar(state)}
            </section>
            <section class="time" aria-label="Time">${timeline(state)}</section>
            <aside class="right" aria-label="Properties">${rightPane(state)}</aside>
            <div class="tabs" role="tablist" aria-label="Panes">
                ${[['left', 'things', 'Things'], ['stage', 'image', 'Stage'], ['right', 'spark', 'Make']].map(
                    ([pane, shape, text]) => html`<button role="tab" aria-selected=${state.pane === pane}
                        @click=${() => store.set({ pane: /** @type {State['pane']} */ (pane) })}>${icon(shape)}${text}</button>`,
                )}
            </div>
        </main>`;
}

/** @type {Element | undefined} */
let host;

/** @param {Element | undefined} element */
function mounted(element) {
    if (element && element !== host) {
        host = element;
        // what is in it is there when this part of the page is
        queueMicrotask(() => stage.mount(/** @type {HTMLElement} */ (element)));
    }
}

/** @param {State} state */
function stageLabel(state) {
    const doc = state.history.present.doc;
    const n = doc.entities.length;
    return `The picture${doc.image ? `, ${doc.image.width} by ${doc.image.height}` : ''}; ${n} ${n === 1 ? 'thing' : 'things'}. Arrow keys move a cross, Enter selects there.`;
}

/** @param {State} state */
function toolbar(state) {
    const painting = state.tool === 'brush' || state.tool === 'eraser';
    return html`<div class="tools">
        <div class="group" role="radiogroup" aria-label="Tools">
        ${TOOLS.map((tool) =>
            tool === null
                ? html`<hr aria-hidden="true">`
                : html`<button role="radio" aria-checked=${state.tool === tool[0]} aria-label=${tool[1]}
                      title=${`${tool[1]} (${tool[2]})`} @click=${() => store.set({ tool: tool[0] })}>${icon(tool[0])}</button>`,
        )}
        </div>
        ${painting
            ? html`<input class="size" type="range" min="1" max="120" aria-label="Size of the brush" .value=${live(String(state.brush))}
                  @input=${(/** @type {Event} */ e) => store.set({ brush: Number(/** @type {HTMLInputElement} */ (e.target).value) })}>`
            : nothing}
    </div>`;
}

/** @param {State} state */
function viewbar(state) {
    /** @type {['discs' | 'paths' | 'maps' | 'frame', string, string, string][]} */
    const all = [
        ['discs', 'disc', 'Discs', 'O'],
        ['paths', 'draw', 'Paths', 'A'],
        ['maps', 'maps', 'What the network sees', 'M'],
        ['frame', 'frame', 'Frame of the clip', 'F'],
    ];
    return html`<div class="viewbar" role="group" aria-label="View">
        ${all.map(
            ([what, shape, text, key]) => html`<button aria-pressed=${state.show[what]} aria-label=${text} title=${`${text} (${key})`}
                @click=${() => show(what)}>${icon(shape)}</button>`,
        )}
        <button aria-label="Whole picture" title="Whole picture (0)" @click=${() => stage.fit()}>${icon('fit')}</button>
    </div>`;
}

/** @param {State} state */
function plateChip(state) {
    if (state.picking) {
        return html`<div class="chip" role="status"><span class="spinner"></span>Looking for the thing</div>`;
    }
    const text = { none: '', rough: 'Quick animatic', loading: 'Refining the animatic', fine: '' }[state.plate];
    const moving = state.history.present.doc.entities.some((e) => e.trajectory.keyframes.length > 1);
    return text && moving
        ? html`<div class="chip" role="status" title="The ground is filled roughly at once, and finely by the server a moment later">
              <span class="dot"></span>${text}</div>`
        : nothing;
}

/**
 * Warnings at the place that they concern.
 *
 * @param {State} state
 */
function pins(state) {
    if (state.playing || !state.check || !stage.cast) {
        return nothing;
    }
    const findings = (state.check.findings ?? []).filter((/** @type {any} */ f) => f.entity);
    const names = [...new Set(findings.map((/** @type {any} */ f) => f.entity))];
    return names.map((name) => {
        const actor = stage.cast?.actors.find((a) => a.entity.name === name);
        if (!actor) {
            return nothing;
        }
        const own = findings.filter((/** @type {any} */ f) => f.entity === name);
        const end = actor.at(1).disc;
        const place = own.some((/** @type {any} */ f) => /trajectory/.test(f.pointer ?? '')) ? end : actor.mask.disc;
        const left = `clamp(20px, var(--zoom) * ${place.x + 0.5}px + var(--left), 100% - 20px)`;
        const top = `clamp(20px, var(--zoom) * ${place.y + 0.5}px + var(--top) - 24px, 100% - 20px)`;
        const text = own.map((/** @type {any} */ f) => f.message).join('\n');
        const bad = own.some((/** @type {any} */ f) => f.severity === 'error');
        return html`<button class="pin ${bad ? 'error' : ''}" .style=${`left:${left};top:${top}`} title=${text} aria-label=${text}
            @click=${() => store.set({ selected: actor.entity.key, tab: 'motion', pane: 'right' })}>${icon('warn')}</button>`;
    });
}

/** @param {State} state */
function refineBar(state) {
    const entity = entityOf(state.history.present.doc, state.refining);
    if (!entity) {
        return nothing;
    }
    return html`<div class="refine" role="group" aria-label="Selection">
        ${state.candidates.map(
            (c, i) => html`<button class="candidate" aria-pressed=${entity.mask === c.key} title=${`Candidate ${i + 1}, score ${c.score.toFixed(2)}`}
                aria-label=${`Candidate ${i + 1}`} @click=${() => choose(i)}>${thumbnail({ ...entity, mask: c.key }, 124, 92)}<kbd>${i + 1}</kbd></button>`,
        )}
        <div class="segments" role="radiogroup" aria-label="What a click does">
            ${[[false, 'plus', 'Click adds'], [true, 'minus', 'Click takes away']].map(
                ([less, shape, text]) => html`<button role="radio" aria-checked=${state.less === less} aria-label=${text} title=${`${text}; with Shift the other`}
                    @click=${() => store.set({ less: /** @type {boolean} */ (less) })}>${icon(/** @type {string} */ (shape))}</button>`,
            )}
        </div>
        <span class="hint">Click ${state.less ? 'takes away, Shift+click adds' : 'adds, Shift+click takes away'}. Drag from it to say where it goes.
            <span class="soft small">${state.selector === 'classical' ? 'Found without a network' : state.selector ? `Found by ${state.selector}` : ''}</span></span>
        <button .style=${`border-color:${PALETTE[entity.colour]}`} @click=${finishRefining}>${icon('check')}Done</button>
    </div>`;
}

/** @param {State} state */
function rightPane(state) {
    const busy = state.jobs.filter((j) => j.state === 'running' || j.state === 'queued').length;
    return html`
        <div class="tabrow">
            <div class="segments" role="tablist" aria-label="Pane">
                ${[['motion', 'Motion'], ['generate', busy ? `Generate (${busy})` : 'Generate'], ['results', 'Results']].map(
                    ([tab, text]) => html`<button role="tab" aria-selected=${state.tab === tab}
                        @click=${() => store.set({ tab: /** @type {State['tab']} */ (tab) })}>${text}</button>`,
                )}
            </div>
        </div>
        ${state.tab === 'motion' ? motionPane(state) : state.tab === 'generate' ? generatePane(state) : resultsPane(state)}`;
}
