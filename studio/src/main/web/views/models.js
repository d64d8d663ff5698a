// SPDX-License-Identifier: Apache-2.0
// @ts-check
// What models are here, whether they are whole, what they may be used for; fetching more.
import { api } from '../remote/client.js';
import { html, nothing } from '../app/html.js';
import { store } from '../app/store.js';
import { megabytes } from './format.js';

/** @typedef {import('../app/store.js').State} State */
/** @typedef {any} Json */

/** What others have published and this program reads. */
const KNOWN = [
    { repository: 'stabilityai/stable-video-diffusion-img2vid', use: 'the video model that the paper builds on; DragAnything and a Stable Diffusion 1.5 belong into its folder', licence: 'its own, of Stability AI', half: true },
    { repository: 'facebook/sam-vit-base', use: 'answers clicks', licence: 'Apache-2.0', half: false },
    { repository: 'facebook/sam2.1-hiera-tiny', use: 'answers clicks', licence: 'Apache-2.0', half: false },
];

/** @param {State} state */
function absent(state) {
    const here = [...state.models.map((m) => m.name), state.page.selector ?? ''];
    return KNOWN.filter((k) => !here.some((name) => name.includes(k.repository.split('/')[1])));
}

/** @param {State} state */
export function models(state) {
    const { pulls, checks = {} } = state.page;
    if (!pulls && !state.page.loading) {
        queueMicrotask(load);
    }
    /** @type {Json[]} */
    const all = pulls ?? [];
    const latest = state.page.pull;
    const listed = latest ? [latest, ...all.filter((p) => p.id !== latest.id)] : all;
    return html`<main class="page">
        <h1>Models</h1>
        <div class="grid models">
            ${state.models.map((m) => html`<section class="box">
                <header class="row"><h2 class="grow ellipsis">${m.name}</h2>
                    ${m.usable ? html`<span class="badge good">ready</span>` : html`<span class="badge bad">incomplete</span>`}</header>
                <dl class="facts"><dt>Licence</dt><dd>${m.licence ?? 'unknown'}</dd><dt>Size</dt><dd>${megabytes(m.bytes)}</dd>
                    ${m.width ? html`<dt>Network</dt><dd>${m.width} × ${m.height}, ${m.steps} steps</dd>` : nothing}
                    ${m.missing.length > 0 ? html`<dt>Missing</dt><dd>${m.missing.join(', ')}</dd>` : nothing}</dl>
                ${checks[m.name] ? verdict(checks[m.name]) : nothing}
                <div><button @click=${() => check(m.name)} ?disabled=${checks[m.name] === 'busy'}>Verify</button></div>
            </section>`)}
            ${absent(state).map((k) => html`<section class="box">
                <header class="row"><h2 class="grow ellipsis" title=${k.repository}>${k.repository.split('/')[1]}</h2><span class="badge">not here</span></header>
                <dl class="facts"><dt>From</dt><dd>${k.repository}</dd><dt>For</dt><dd>${k.use}</dd><dt>Licence</dt><dd>${k.licence}</dd></dl>
                ${state.session?.admin === false ? nothing : html`<div><button @click=${() => choose(k)}>Choose</button></div>`}
            </section>`)}
        </div>
        <p class="soft">${state.page.selector === undefined ? '' : state.page.selector === 'classical'
            ? 'Clicks are answered without a network. A SAM model (facebook/sam-vit-base, facebook/sam2.1-hiera-tiny), once it is here, answers them instead.'
            : `Clicks are answered by ${state.page.selector}.`}</p>
        ${state.session?.admin === false ? nothing : html`<form class="box stack" @submit=${pull}>
            <h2>Fetch a model</h2>
            <div class="row wrap">
                <input class="grow" name="repository" type="text" required pattern="[^/\\s]+/[^/\\s]+" placeholder="Repository: owner/name" aria-label="Repository">
                <input class="grow" name="into" type="text" placeholder="Name here, if another" aria-label="Name here">
                <label class="check"><input type="checkbox" name="half">half precision</label>
                <button class="main">Fetch</button>
            </div>
            <p class="soft small">Weights have licences of their own: look at them before you use what you make.</p>
        </form>`}
        ${listed.map((p) => html`<div class="job"><div class="row"><b class="grow ellipsis">${p.repository}</b><span class="badge ${{ done: 'good', failed: 'bad', cancelled: 'warn' }[/** @type {'done'} */ (p.state)] ?? ''}">${p.state}</span>
            ${p.state === 'running' ? html`<button @click=${() => stop(p.id)}>Stop</button>` : nothing}</div>
            <div class="bar"><i .style=${`width:${p.totalBytes ? (100 * p.doneBytes) / p.totalBytes : 0}%`}></i></div>
            <span class="small soft number">${p.file ?? ''} ${megabytes(p.doneBytes)}${p.totalBytes ? ` of ${megabytes(p.totalBytes)}` : ''}, file ${p.filesDone} of ${p.filesTotal}${p.problem ? `: ${p.problem.detail}` : ''}</span></div>`)}
    </main>`;
}

/** @param {Json} found */
function verdict(found) {
    if (found === 'busy') {
        return html`<span class="spinner"></span>`;
    }
    return html`<dl class="facts">${found.parts.map((/** @type {Json} */ p) => html`<dt>${p.name}</dt><dd>${p.whole
        ? html`<span class="badge good">whole</span> ${(p.parameters / 1e6).toFixed(1)} million numbers`
        : html`<span class="badge bad">not whole</span> ${p.problem ?? ''} ${[['missing', p.missing], ['unexpected', p.unexpected], ['of another shape', p.misshaped]]
              .filter(([, names]) => names?.length).map(([what, names]) => `${names.length} ${what}, for example ${names[0]}`).join('; ')}`}</dd>`)}</dl>`;
}

async function load() {
    const keep = store.visit();
    keep({ loading: true });
    try {
        const [found, { pulls }] = await Promise.all([api.models(), api.pulls()]);
        store.set({ models: found.models });
        keep({ pulls, selector: found.selector });
    } catch (e) {
        keep({ pulls: [] });
        store.fail(e);
    }
}

/** @param {string} name */
async function check(name) {
    const keep = store.visit();
    const note = (/** @type {Json} */ what) => keep({ checks: { ...store.state.page.checks, [name]: what } });
    note('busy');
    try {
        note(await api.checkModel(name));
    } catch (e) {
        note(undefined);
        store.fail(e);
    }
}

/** @param {string} id of what is being fetched */
async function stop(id) {
    const here = store.visit();
    try {
        await api.cancelPull(id);
        if (here()) {
            await load();
        }
    } catch (e) {
        store.fail(e);
    }
}

/** Into the form, where its licence can still be thought about. @param {{repository: string, half: boolean}} known */
function choose(known) {
    const form = /** @type {HTMLFormElement} */ (document.querySelector('form.box'));
    /** @type {HTMLInputElement} */ (form.elements.namedItem('repository')).value = known.repository;
    /** @type {HTMLInputElement} */ (form.elements.namedItem('half')).checked = known.half;
    form.scrollIntoView({ block: 'nearest' });
    /** @type {HTMLInputElement} */ (form.elements.namedItem('repository')).focus();
}

/** @param {SubmitEvent} e */
async function pull(e) {
    e.preventDefault();
    const form = /** @type {HTMLFormElement} */ (e.target);
    const data = new FormData(form);
    const here = store.visit();
    try {
        const into = String(data.get('into') ?? '');
        await api.pullModel({ repository: data.get('repository'), half: data.get('half') === 'on', ...(into ? { into } : {}) });
        if (here()) {
            form.reset();
            await load();
        }
    } catch (problem) {
        store.fail(problem);
    }
}
