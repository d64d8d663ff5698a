// SPDX-License-Identifier: Apache-2.0
// @ts-check
// What models are here, whether they are whole, what they may be used for; fetching more.
import { api } from '../remote/client.js';
import { html, nothing } from '../app/html.js';
import { store } from '../app/store.js';
import { megabytes } from './format.js';

/** @typedef {import('../app/store.js').State} State */
/** @typedef {any} Json */

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
        <table><thead><tr><th>Name</th><th>Licence</th><th>Size</th><th>Made for</th><th>State</th><th></th></tr></thead><tbody>
            ${state.models.map((m) => html`<tr>
                <td><b>${m.name}</b></td><td>${m.licence}</td><td class="number">${megabytes(m.bytes)}</td>
                <td class="number">${m.width} × ${m.height}, ${m.steps} steps</td>
                <td>${m.usable ? html`<span class="badge good">usable</span>` : html`<span class="badge bad">missing</span> ${m.missing.join(', ')}`}</td>
                <td><button @click=${() => check(m.name)} ?disabled=${checks[m.name] === 'busy'}>Verify</button></td></tr>
                ${checks[m.name] ? html`<tr><td colspan="6">${verdict(checks[m.name])}</td></tr>` : nothing}`)}
        </tbody></table>
        <h2>Fetch a model</h2>
        <form class="row wrap" @submit=${pull}>
            <input class="grow" name="repository" type="text" required pattern="[^/\\s]+/[^/\\s]+" placeholder="OWNER/NAME" aria-label="Repository">
            <input class="grow" name="into" type="text" placeholder="name here (drag, or drag/controlnet)" aria-label="Name here">
            <label class="check"><input type="checkbox" name="half">half precision</label>
            <button>Fetch</button>
        </form>
        <p class="soft small">Weights have licences of their own: look at them before you use what you make.</p>
        ${listed.map((p) => html`<div class="job"><div class="row"><b class="grow">${p.repository}</b><span class="badge">${p.state}</span>
            ${p.state === 'running' ? html`<button @click=${() => api.cancelPull(p.id).then(load, (e) => store.fail(e))}>Stop</button>` : nothing}</div>
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
    store.set({ page: { ...store.state.page, loading: true } });
    try {
        const [found, { pulls }] = await Promise.all([api.models(), api.pulls()]);
        store.set({ models: found.models, page: { ...store.state.page, pulls } });
    } catch (e) {
        store.set({ page: { ...store.state.page, pulls: [] } });
        store.fail(e);
    }
}

/** @param {string} name */
async function check(name) {
    const note = (/** @type {Json} */ what) =>
        store.set({ page: { ...store.state.page, checks: { ...store.state.page.checks, [name]: what } } });
    note('busy');
    try {
        note(await api.checkModel(name));
    } catch (e) {
        note(undefined);
        store.fail(e);
    }
}

/** @param {SubmitEvent} e */
async function pull(e) {
    e.preventDefault();
    const form = /** @type {HTMLFormElement} */ (e.target);
    const data = new FormData(form);
    try {
        const into = String(data.get('into') ?? '');
        await api.pullModel({ repository: data.get('repository'), half: data.get('half') === 'on', ...(into ? { into } : {}) });
        form.reset();
        await load();
    } catch (problem) {
        store.fail(problem);
    }
}
