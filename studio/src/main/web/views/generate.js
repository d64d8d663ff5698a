// SPDX-License-Identifier: Apache-2.0
// @ts-check
// The right pane while something is generated: what is asked, the queue, what the network guesses so far.
import { api } from '../remote/client.js';
import { html, live, nothing, repeat } from '../app/html.js';
import { cancel, generate, retry } from '../app/runs.js';
import { store } from '../app/store.js';
import { clock, megabytes } from './format.js';
import { icon } from './icons.js';
import { findings } from './motion.js';
import { strip } from './strip.js';

/** @typedef {import('../app/store.js').State} State */

const PRESETS = [
    ['draft', 'Draft', '0.4 of the steps, at the network\'s own size: to see whether the idea works'],
    ['good', 'Good', 'as the scene says, and as the model where it says nothing'],
    ['best', 'Best', 'half as many steps again'],
];

/** @param {State} state */
export function generatePane(state) {
    return html`${ask(state)} ${findings(state)} ${queue(state)}`;
}

/** @param {State} state */
function ask(state) {
    const { request, check, models } = state;
    const set = (/** @type {any} */ change) => store.set({ request: { ...state.request, ...change } });
    const model = models.find((m) => m.name === request.model);
    const runs = request.sweep * request.bestOf;
    const estimate = check?.estimate;
    const blocked = (check?.errors ?? 0) > 0 || (model && !model.usable);
    return html`<section class="section">
        <div class="segments" role="radiogroup" aria-label="Preset">
            ${PRESETS.map(
                ([preset, text, hint]) => html`<button role="radio" aria-checked=${request.preset === preset} title=${hint}
                    @click=${() => set({ preset })}>${text}</button>`,
            )}
        </div>
        <label class="field"><span>Model</span><select @change=${(/** @type {Event} */ e) => set({ model: /** @type {HTMLSelectElement} */ (e.target).value })}>
            ${(models.length > 0 ? models : [{ name: 'embedded', usable: true }]).map(
                (m) => html`<option value=${m.name} ?selected=${m.name === request.model}>${m.name}${m.usable ? '' : ' (incomplete)'}</option>`,
            )}
        </select></label>
        ${model
            ? html`<p class="small soft">Licence: ${model.licence}${model.usable ? '' : html`<br><span class="badge bad">missing</span> ${model.missing.join(', ')}`}</p>`
            : nothing}
        <div class="pair">
            <label class="field two"><span>Seed</span><input type="number" min="0" placeholder="any" .value=${live(String(request.seed))}
                @input=${(/** @type {Event} */ e) => set({ seed: /** @type {HTMLInputElement} */ (e.target).value })}></label>
            <label class="field two"><span>Seeds</span><input type="number" min="1" max="32" title="So many runs, each from the next seed" .value=${live(String(request.sweep))}
                @change=${(/** @type {Event} */ e) => set({ sweep: whole(e, 1, 32) })}></label>
        </div>
        <label class="field"><span>Best of</span><input type="number" min="1" max="16" title="Each run makes so many clips and keeps the one that follows the paths best"
            .value=${live(String(request.bestOf))} @change=${(/** @type {Event} */ e) => set({ bestOf: whole(e, 1, 16) })}></label>
        ${check?.width
            ? html`<dl class="facts">
                  <dt>Clip</dt><dd>${check.clipWidth} × ${check.clipHeight}, ${state.history.present.doc.frames} frames</dd>
                  ${check.clipWidth === check.width ? nothing : html`<dt>Network</dt><dd>${check.width} × ${check.height}</dd>`}
                  ${estimate?.peakBytes ? html`<dt>Memory</dt><dd>${megabytes(estimate.peakBytes)} of ${megabytes(estimate.availableBytes)}</dd>` : nothing}
                  ${estimate?.seconds ? html`<dt>Time</dt><dd>about ${clock(estimate.seconds * runs)}</dd>` : nothing}
              </dl>`
            : nothing}
        <button class="main" ?disabled=${blocked || !state.history.present.doc.image} @click=${generate}
            title=${blocked ? 'Something is in the way: see below' : 'Ctrl+Enter'}>${icon('spark')}Generate${runs > 1 ? ` ${runs} clips` : ''}</button>
    </section>`;
}

/**
 * @param {Event} e
 * @param {number} low
 * @param {number} high
 */
function whole(e, low, high) {
    const input = /** @type {HTMLInputElement} */ (e.target);
    const v = Math.min(high, Math.max(low, Math.round(input.valueAsNumber || low)));
    input.value = String(v);
    return v;
}

/** @param {State} state */
function queue(state) {
    const jobs = state.jobs.filter((j) => j.state === 'running' || j.state === 'queued' || j.project === state.project?.id).slice(0, 24);
    if (jobs.length === 0) {
        return nothing;
    }
    return html`<section class="section" aria-label="Queue">
        <header><h2>Queue</h2></header>
        ${repeat(jobs, (j) => j.id, (j) => job(state, j))}
    </section>`;
}

/**
 * @param {State} state
 * @param {any} j
 */
function job(state, j) {
    const step = state.previews[j.id];
    const running = j.state === 'running';
    const waits = j.state === 'queued';
    const left = j.secondsLeft ? `${clock(j.secondsLeft)} left` : '';
    const line = waits
        ? j.position === 0 ? 'next' : `${j.position ?? ''} before it`
        : running
          ? [j.stage, j.stageTotal ? `${j.stageDone} of ${j.stageTotal}` : '', left].filter(Boolean).join(', ')
          : '';
    return html`<article class="job" aria-label=${j.name ?? 'Run'}>
        <div class="row">
            <b class="grow ellipsis">${j.name ?? 'Run'}</b>
            <span class="small soft number">${j.preset}${j.seed === null ? '' : `, seed ${j.seed}`}${j.bestOf > 1 ? `, best of ${j.bestOf}` : ''}</span>
            <span class="badge ${{ done: 'good', failed: 'bad', cancelled: 'warn' }[/** @type {'done'} */ (j.state)] ?? ''}">${j.state}</span>
        </div>
        ${running && step !== undefined ? html`<div class="preview">${strip(api.previewUrl(j.id, step), state.history.present.doc.fps, `Preview at step ${step}`)}</div>` : nothing}
        ${running || waits
            ? html`<div class="bar" role="progressbar" aria-label=${`Progress of ${j.name ?? 'the run'}`} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(100 * (j.progress ?? 0))}>
                      <i .style=${`width:${100 * (j.progress ?? 0)}%`}></i></div>`
            : nothing}
        <div class="row">
            <span class="grow small soft number">${line}${j.problem ? (j.problem.detail ?? j.problem.title) : ''}${j.attempt > 1 ? ` (begun ${j.attempt} times)` : ''}</span>
            ${running || waits
                ? html`<button @click=${() => cancel(j.id)} ?disabled=${j.cancelAsked}>${icon('close')}${j.cancelAsked ? 'Stopping' : 'Cancel'}</button>`
                : html`<button class="plain" @click=${() => retry(j.id)} title="The same again">${icon('retry')}</button>`}
            ${j.clip ? html`<button @click=${() => store.set({ tab: 'results', compared: [j.clip] })}>Look</button>` : nothing}
        </div>
    </article>`;
}
