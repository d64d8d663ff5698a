// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Where one begins: open a picture, go on with a project, look at an example.
import { api } from '../remote/client.js';
import { html, nothing, repeat } from '../app/html.js';
import { go, openPicture } from '../app/project.js';
import { store } from '../app/store.js';
import { when } from './format.js';
import { icon } from './icons.js';

/** @typedef {import('../app/store.js').State} State */
/** @typedef {any} Json */

/** Projects that are listed at once. */
const PAGE = 60;

/** @param {State} state */
export function home(state) {
    const { projects, examples, bin, next } = state.page;
    if (!projects && !state.page.loading) {
        queueMicrotask(() => load(false, ''));
    }
    return html`<main class="page">
        <section class="hero drop">
            <div>
                <h1>Open a picture</h1>
                <p class="soft">Drop it here, paste it, or choose a file. PNG, JPEG, WebP and others; or a clip that Tractrix made, or its ZIP, to go on with its scene.</p>
                <label class="button main">${icon('image')}Choose a file
                    <input class="unseen" type="file" accept="image/*,video/mp4,video/webm,.zip" @change=${chosen}></label>
            </div>
        </section>
        ${examples?.length
            ? html`<section><h2>Examples</h2><div class="cards">
                  ${examples.map((/** @type {any} */ x) => html`<button class="card" @click=${() => example(x.id)}>
                      <img src=${x.thumbnail} alt="" loading="lazy"><span class="text"><b>${x.title}</b><span class="soft small">${x.entities} things</span></span></button>`)}
              </div></section>`
            : nothing}
        <section>
            <div class="row wrap"><h2 class="grow">${bin ? 'Bin' : 'Projects'}</h2>
                <input type="search" class="search" placeholder="Search" aria-label="Search projects" @input=${(/** @type {Event} */ e) => load(bin, /** @type {HTMLInputElement} */ (e.target).value)}>
                <button aria-pressed=${bin ? 'true' : 'false'} @click=${() => load(!bin, '')}>${icon('bin')}Bin</button></div>
            ${projects?.length === 0 ? html`<p class="soft empty">${bin ? 'The bin is empty.' : 'No project yet.'}</p>` : nothing}
            <div class="cards">
                ${repeat(projects ?? [], (/** @type {any} */ p) => p.id, (/** @type {any} */ p) => card(p, bin))}
            </div>
            ${next ? html`<button @click=${more}>More</button>` : nothing}
        </section>
    </main>`;
}

/**
 * @param {any} p
 * @param {boolean} bin
 */
function card(p, bin) {
    const picture = p.image ? html`<img src=${api.thumbnailUrl(p.image)} alt="" loading="lazy">` : html`<span class="blank"></span>`;
    const text = html`<span class="text"><b class="ellipsis">${p.name}</b><span class="soft small">${when(p.deleted ?? p.changed)}</span></span>`;
    return bin
        ? html`<div class="card">${picture}${text}<span class="row acts">
              <button @click=${() => act(api.restoreProject(p.id), true)}>Restore</button>
              <button class="danger" @click=${() => act(api.binProject(p.id, true), true)}>Delete for good</button></span></div>`
        : html`<div class="card"><a href=${`#/project/${p.id}`}>${picture}${text}</a>
              <button class="plain square corner" aria-label=${`Put ${p.name} into the bin`} title="Into the bin" @click=${() => toBin(p)}>${icon('bin')}</button></div>`;
}

/**
 * @param {boolean} bin
 * @param {string} search
 */
async function load(bin, search) {
    const asked = { bin, search };
    store.keep({ loading: true, bin, search, asked });
    // somebody may have searched for something else, or gone, meanwhile
    const keep = (/** @type {Json} */ change) => store.state.page.asked === asked && store.keep(change);
    try {
        const { examples } = store.state.page;
        const [found, gallery] = await Promise.all([api.projects({ bin: bin || undefined, search, limit: PAGE }), examples ? null : api.gallery()]);
        keep({ projects: found.projects, next: found.next, examples: examples ?? gallery?.examples });
    } catch (e) {
        keep({ projects: [] });
        store.fail(e);
    }
}

/** The projects before those that are listed. */
async function more() {
    const { bin, search, next: before } = store.state.page;
    try {
        const { projects, next } = await api.projects({ bin: bin || undefined, search, limit: PAGE, before });
        // somebody may have searched meanwhile
        if (store.state.page.next === before) {
            store.keep({ projects: [...store.state.page.projects, ...projects], next });
        }
    } catch (e) {
        store.fail(e);
    }
}

/** @param {Event} e */
function chosen(e) {
    const input = /** @type {HTMLInputElement} */ (e.target);
    const file = input.files?.[0];
    if (file) {
        openPicture(file, file.name);
    }
    input.value = '';
}

/** @param {string} id */
async function example(id) {
    try {
        go((await api.openExample(id)).id);
    } catch (e) {
        store.fail(e);
    }
}

/** @param {any} p */
async function toBin(p) {
    await act(api.binProject(p.id), false);
    store.toast(`${p.name} is in the bin`, { action: { label: 'Undo', run: () => act(api.restoreProject(p.id), false) } });
}

/**
 * @param {Promise<any>} done
 * @param {boolean} bin
 */
async function act(done, bin) {
    const here = store.visit();
    try {
        await done;
    } catch (e) {
        store.fail(e);
    }
    if (here()) {
        await load(bin, '');
    }
}
