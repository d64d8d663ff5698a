// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Results: a clip beside its animatic, what was asked against what came, several clips in step, wiped over each other.
import { api } from '../remote/client.js';
import { html, live, nothing, ref, repeat } from '../app/html.js';
import { go } from '../app/project.js';
import { takeClip } from '../app/runs.js';
import { store } from '../app/store.js';
import { megabytes, when } from './format.js';
import { icon } from './icons.js';
import { clock, screen } from './player.js';

/** @typedef {import('../app/store.js').State} State */
/** @typedef {any} Json */

/** @type {Map<string, Json>} reports by clip; an empty one while it is measured */
const reports = new Map();

/** @param {string} id */
function reportOf(id) {
    if (!reports.has(id)) {
        reports.set(id, null);
        api.clipReport(id)
            .then((report) => {
                reports.set(id, report);
                store.set({});
            })
            .catch((e) => {
                reports.set(id, { failed: e instanceof Error ? e.message : String(e) });
                store.set({});
            });
    }
    return reports.get(id);
}

/** @param {State} state */
export function resultsPane(state) {
    const own = state.clips.filter((c) => c.project === state.project?.id);
    const chosen = own.find((c) => c.id === state.compared[0]) ?? own[0];
    if (!chosen) {
        return html`<section class="section"><p class="soft">Nothing generated in this project yet.</p>
            <button @click=${() => store.set({ tab: 'generate' })}>${icon('spark')}Generate</button></section>`;
    }
    return html`
        <section class="section">
            ${view(chosen, 'clip', true)}
            ${transport()}
            <label class="field"><span>Name</span>${name(chosen)}</label>
            <details open><summary>Animatic of the same scene</summary>${view(chosen, 'animatic', false)}</details>
            ${facts(chosen)} ${acts(chosen)}
        </section>
        ${own.length > 1
            ? html`<section class="section"><header><h2>Takes</h2>
                  <a class="button plain" href=${`#/compare/${own.slice(0, 4).map((c) => c.id).join(',')}`}>Compare</a></header>
                  ${repeat(own, (c) => c.id, (c) => take(c, chosen))}</section>`
            : nothing}`;
}

/**
 * @param {Json} c
 * @param {Json} chosen
 */
function take(c, chosen) {
    return html`<button class="take" aria-pressed=${c.id === chosen.id} @click=${() => store.set({ compared: [c.id] })}>
        <img src=${api.clipFrameUrl(c.id, Math.floor(c.frames / 2))} alt="" loading="lazy">
        <span class="grow"><span class="ellipsis">${when(c.created)}</span>
            <span class="small soft number">${c.preset}, seed ${c.seed}</span></span>
        ${quality(c)}
    </button>`;
}

/** @param {Json} c */
export function quality(c) {
    return c.pathErrorPercent === null || c.pathErrorPercent === undefined
        ? nothing
        : html`<span class="badge number ${c.pathErrorPercent < 3 ? 'good' : c.pathErrorPercent < 8 ? 'warn' : 'bad'}"
              title="How far the thing is from where it was asked to be, of the picture's diagonal">${c.pathErrorPercent.toFixed(1)} %</span>`;
}

/**
 * @param {Json} clip
 * @param {import('./player.js').Kind} kind
 * @param {boolean} paths
 */
function view(clip, kind, paths) {
    const report = paths && store.state.page.paths !== false ? reportOf(clip.id) : null;
    const drawn = report && report.entities ? { ...report, size: clip } : null;
    return html`<canvas class="screen" role="img" aria-label=${`${clip.name}, ${kind}`} .style=${`aspect-ratio:${clip.width}/${clip.height}`}
        ${ref((e) => void screen(e, clip, kind, drawn))}></canvas>`;
}

function transport() {
    const act = (/** @type {() => void} */ done) => () => { done(); store.set({}); };
    return html`<div class="row wrap transport"><div class="row">
        <button class="plain square" aria-label="Play or stop" title="Play or stop" @click=${act(() => clock.toggle())}>${icon(clock.playing ? 'pause' : 'play')}</button>
        <button class="plain square" aria-label="Frame before" title="Frame before" @click=${act(() => clock.step(-1))}>${icon('before')}</button>
        <button class="plain square" aria-label="Next frame" title="Next frame" @click=${act(() => clock.step(1))}>${icon('after')}</button>
        <button class="plain square" aria-label="Loop" title="Loop" aria-pressed=${clock.loop} @click=${act(() => (clock.loop = !clock.loop))}>${icon('loop')}</button>
    </div><div class="row grow">
        <input type="range" min="0" max="1" step="0.001" aria-label="Time" ${ref(follow)}
            @input=${(/** @type {Event} */ e) => { clock.seek(Number(/** @type {HTMLInputElement} */ (e.target).value)); store.set({}); }}>
        <select class="rate" aria-label="Speed" @change=${(/** @type {Event} */ e) => (clock.rate = Number(/** @type {HTMLSelectElement} */ (e.target).value))}>
            ${[0.25, 0.5, 1, 2].map((r) => html`<option value=${r} ?selected=${r === clock.rate}>${r} ×</option>`)}</select>
        <label class="check small" title="Asked path white, achieved path orange"><input type="checkbox" .checked=${live(store.state.page.paths !== false)}
            @change=${(/** @type {Event} */ e) => store.keep({ paths: /** @type {HTMLInputElement} */ (e.target).checked })}>paths</label>
    </div></div>`;
}

/** @type {WeakSet<Element>} */
const followed = new WeakSet();

clock.ended = () => store.set({});

/** @param {Element | undefined} element a slider that goes with the clock */
function follow(element) {
    if (element instanceof HTMLInputElement && !followed.has(element)) {
        followed.add(element);
        const told = (/** @type {number} */ time) => {
            if (element.isConnected) {
                element.value = String(time);
            } else {
                clock.told.delete(told);
            }
        };
        clock.join(told);
    }
}

/** @param {Json} c */
function facts(c) {
    const report = reportOf(c.id);
    const error = report?.meanPathErrorPercent ?? c.pathErrorPercent;
    const psnr = report?.lockedPsnr ?? c.lockedPsnr;
    return html`<dl class="facts">
        <dt>Path missed by</dt><dd>${report === null ? 'measuring' : error === null || error === undefined ? 'nothing to measure' : `${error.toFixed(2)} % of the diagonal`}</dd>
        ${psnr === null || psnr === undefined ? nothing : html`<dt>What stays</dt><dd>${psnr.toFixed(1)} dB</dd>`}
        ${(report?.entities ?? []).map((/** @type {Json} */ e) => html`<dt>${e.id}</dt><dd title=${e.reason ?? ''}>${e.verdict}${e.pathErrorPercent === null || e.pathErrorPercent === undefined ? '' : `, ${e.pathErrorPercent.toFixed(2)} %`}</dd>`)}
        <dt>Made with</dt><dd>${c.model}, ${c.preset}, seed ${c.seed}</dd>
        <dt>Took</dt><dd>${c.seconds?.toFixed(1)} s</dd>
        <dt>Clip</dt><dd>${c.width} × ${c.height}, ${c.frames} at ${c.fps}/s, ${megabytes(c.bytes)}</dd>
    </dl>
    ${report?.failed ? html`<p class="small soft">Not measured: ${report.failed}</p>` : nothing}
    ${report?.statements?.length ? html`<ul class="small statements">${report.statements.map((/** @type {string} */ s) => html`<li>${s}</li>`)}</ul>` : nothing}
    ${report?.candidates?.length > 1
        ? html`<details><summary>Best of ${report.candidates.length}</summary><dl class="facts">
              ${report.candidates.map((/** @type {Json} */ k) => html`<dt>seed ${k.seed}${k.chosen ? ' (kept)' : ''}</dt><dd>${k.pathErrorPercent?.toFixed(2) ?? '-'} %</dd>`)}</dl></details>`
        : nothing}`;
}

/** @param {Json} c */
function name(c) {
    const rename = async (/** @type {Event} */ e) => {
        const input = /** @type {HTMLInputElement} */ (e.target);
        const given = input.value.trim();
        if (!given) {
            input.value = c.name;
            return;
        }
        try {
            takeClip(await api.changeClip(c.id, { name: given }));
        } catch (problem) {
            input.value = c.name;
            store.fail(problem);
        }
    };
    return html`<input class="grow" type="text" maxlength="200" aria-label="Clip's name" .value=${c.name} @change=${rename}>`;
}

const FORMATS = [['mp4', 'MP4'], ['webm', 'WebM'], ['gif', 'GIF'], ['webp', 'WebP'], ['frames', 'Frames, PNG']];

/** @param {Json} c */
export function acts(c) {
    const star = async () => {
        try {
            takeClip(await api.changeClip(c.id, { starred: !c.starred }));
        } catch (e) {
            store.fail(e);
        }
    };
    const open = async () => {
        try {
            go((await api.openClip(c.id)).id);
        } catch (e) {
            store.fail(e);
        }
    };
    return html`<div class="row wrap">
        <button class="square" aria-pressed=${c.starred} aria-label="Star" title="Star" @click=${star}>${icon(c.starred ? 'starred' : 'star')}</button>
        <details class="menu"><summary class="button">${icon('down')}Download</summary><div class="menu-list">
            ${FORMATS.map(([format, text]) => html`<a class="button plain" href=${api.clipMediaUrl(c.id, format, true)} download>${text}</a>`)}
            <a class="button plain" href=${api.clipRecordUrl(c.id)} download=${`${c.name}.json`}>Record, JSON</a>
            <a class="button plain" href=${api.clipExportUrl(c.id)} download>Everything, ZIP</a>
        </div></details>
        <button @click=${open} title="A new project with this clip's scene and settings">Open as scene</button>
    </div>`;
}

/**
 * Two or more clips in step, side by side or wiped.
 *
 * @param {State} state
 */
export function compare(state) {
    const ids = state.route.id.split(',').filter(Boolean);
    const clips = ids.map((id) => state.clips.find((c) => c.id === id)).filter((c) => c !== undefined);
    const missing = ids.filter((id) => !state.clips.some((c) => c.id === id));
    if (missing.length > 0 && !state.page.asked) {
        queueMicrotask(async () => {
            store.keep({ asked: true });
            for (const id of missing) {
                await api.clip(id).then(takeClip, (e) => store.fail(e));
            }
        });
    }
    const kind = state.page.kind ?? 'clip';
    const wipe = state.page.wipe && clips.length >= 2;
    const set = (/** @type {Json} */ change) => store.keep(change);
    return html`<main class="page wide-page">
        <div class="row wrap">
            <h1 class="grow">Compare</h1>
            <div class="segments" role="radiogroup" aria-label="What is shown">
                ${[['clip', 'Clip'], ['animatic', 'Animatic'], ['motion', 'Trails'], ['control', 'Network sees']].map(
                    ([k, text]) => html`<button role="radio" aria-checked=${kind === k} @click=${() => set({ kind: k })}>${text}</button>`)}
            </div>
            ${clips.length >= 2 ? html`<button aria-pressed=${wipe ? 'true' : 'false'} @click=${() => set({ wipe: !wipe })}>A/B wipe</button>` : nothing}
        </div>
        ${transport()}
        ${wipe
            ? html`<div class="wipe" @pointermove=${wiped} @keydown=${wiped} tabindex="0" role="slider" aria-label="Where the two meet" aria-valuenow="50"
                  .style=${`aspect-ratio:${clips[0].width}/${clips[0].height};--ratio:${clips[0].width / clips[0].height}`}>
                  ${view(clips[1], kind, false)}<div class="over">${view(clips[0], kind, false)}</div><i></i></div>
                <p class="soft">Left ${clips[0].name}, seed ${clips[0].seed}; right ${clips[1].name}, seed ${clips[1].seed}</p>`
            : html`<div class="grid">${repeat(clips, (c) => c.id, (c) => html`<figure>${view(c, kind, kind === 'clip')}
                  <figcaption class="row">${name(c)}<span class="small soft number">${c.preset}, seed ${c.seed}</span>${quality(c)}</figcaption>
                  ${acts(c)}</figure>`)}</div>`}
    </main>`;
}

/** @param {PointerEvent | KeyboardEvent} e */
function wiped(e) {
    const box = /** @type {HTMLElement} */ (e.currentTarget);
    const now = Number(box.getAttribute('aria-valuenow'));
    let share = now;
    if (e instanceof KeyboardEvent) {
        share = now + (e.key === 'ArrowRight' ? 2 : e.key === 'ArrowLeft' ? -2 : 0);
    } else {
        const place = box.getBoundingClientRect();
        share = (100 * (e.clientX - place.left)) / place.width;
    }
    share = Math.min(100, Math.max(0, share));
    box.setAttribute('aria-valuenow', String(Math.round(share)));
    box.style.setProperty('--share', `${share}%`);
}
