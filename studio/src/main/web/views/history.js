// SPDX-License-Identifier: Apache-2.0
// @ts-check
// All clips: search, star, bin, compare.
import { api } from '../remote/client.js';
import { html, live, nothing, repeat } from '../app/html.js';
import { store } from '../app/store.js';
import { when } from './format.js';
import { icon } from './icons.js';
import { acts, quality } from './results.js';

/** @typedef {import('../app/store.js').State} State */
/** @typedef {any} Json */

/** @param {State} state */
export function history(state) {
    const { list, filter = {}, marked = [], next } = state.page;
    if (!list && !state.page.loading) {
        queueMicrotask(() => load({}));
    }
    const known = new Map(state.clips.map((c) => [c.id, c]));
    const shown = (list ?? []).map((/** @type {Json} */ c) => (filter.bin ? c : (known.get(c.id) ?? c)));
    return html`<main class="page">
        <div class="row wrap">
            <h1 class="grow">${filter.bin ? 'Bin' : 'Clips'}</h1>
            <input class="search" type="search" placeholder="Search" aria-label="Search clips" @input=${(/** @type {Event} */ e) => load({ ...filter, search: /** @type {HTMLInputElement} */ (e.target).value })}>
            <button aria-pressed=${filter.starred ? 'true' : 'false'} @click=${() => load({ ...filter, starred: filter.starred ? undefined : true })}>${icon('star')}Starred</button>
            <button aria-pressed=${filter.bin ? 'true' : 'false'} @click=${() => load({ bin: filter.bin ? undefined : true })}>${icon('bin')}Bin</button>
            <a class="button ${marked.length < 2 ? 'off' : ''}" aria-disabled=${marked.length < 2} href=${marked.length < 2 ? '#/history' : `#/compare/${marked.join(',')}`}>Compare ${marked.length || ''}</a>
        </div>
        ${list?.length === 0 ? html`<p class="soft empty">${filter.bin ? 'The bin is empty.' : 'No clip here yet.'}</p>` : nothing}
        <div class="cards large">${repeat(shown, (/** @type {Json} */ c) => c.id, (/** @type {Json} */ c) => card(c, filter, marked))}</div>
        ${next ? html`<button @click=${() => more(filter, next)}>More</button>` : nothing}
    </main>`;
}

/**
 * @param {Json} c
 * @param {Json} filter
 * @param {string[]} marked
 */
function card(c, filter, marked) {
    const mark = () => {
        const others = marked.filter((id) => id !== c.id);
        store.keep({ marked: others.length < marked.length ? others : [...others, c.id] });
    };
    return html`<article class="card">
        <a href=${`#/compare/${c.id}`} aria-label=${`Look at ${c.name}, seed ${c.seed}`}><img src=${api.clipMediaUrl(c.id, 'webp')} alt="" loading="lazy"
            .style=${`aspect-ratio:${c.width}/${c.height};background:center/cover url(${api.clipFrameUrl(c.id, 0)})`}></a>
        <span class="text"><span class="row"><b class="grow ellipsis">${c.name}</b>${quality(c)}</span>
            <span class="soft small">${when(c.created)}, ${c.preset}, seed ${c.seed}, ${c.model}</span></span>
        ${filter.bin
            ? html`<div class="row acts"><button @click=${() => act(api.restoreClip(c.id), filter)}>Restore</button>
                  <button class="danger" @click=${() => act(api.binClip(c.id, true), filter)}>Delete for good</button></div>`
            : html`<div class="acts">${acts(c)}<div class="row"><label class="check grow"><input type="checkbox" .checked=${live(marked.includes(c.id))} @change=${mark}>Compare</label>
                  <button class="plain square" aria-label=${`Put ${c.name} into the bin`} title="Into the bin" @click=${() => act(api.binClip(c.id), filter)}>${icon('bin')}</button></div></div>`}
    </article>`;
}

/** @param {Json} filter */
async function load(filter) {
    store.keep({ loading: true, filter });
    try {
        const { clips, next } = await api.clips({ ...filter, limit: 48 });
        if (store.state.page.filter === filter) {
            store.keep({ list: clips, next });
        }
    } catch (e) {
        store.fail(e);
    }
}

/**
 * @param {Json} filter
 * @param {string} before
 */
async function more(filter, before) {
    try {
        const { clips, next } = await api.clips({ ...filter, limit: 48, before });
        // somebody may have searched, or gone, meanwhile
        if (store.state.page.next === before) {
            store.keep({ list: [...store.state.page.list, ...clips], next });
        }
    } catch (e) {
        store.fail(e);
    }
}

/**
 * @param {Promise<any>} done
 * @param {Json} filter
 */
async function act(done, filter) {
    const here = store.visit();
    try {
        await done;
        if (here()) {
            await load({ ...filter });
        }
    } catch (e) {
        store.fail(e);
    }
}
