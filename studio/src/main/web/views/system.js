// SPDX-License-Identifier: Apache-2.0
// @ts-check
// What the studio runs on.
import { api } from '../remote/client.js';
import { html, nothing } from '../app/html.js';
import { store } from '../app/store.js';
import { megabytes, when } from './format.js';

/** @typedef {import('../app/store.js').State} State */
/** @typedef {any} Json */

/** @param {State} state */
export function system(state) {
    /** @type {Json} */
    const s = state.page.system;
    if (!s && !state.page.loading) {
        queueMicrotask(load);
    }
    if (!s) {
        return html`<main class="page" aria-busy="true"><span class="spinner"></span></main>`;
    }
    const meter = (/** @type {string} */ text, /** @type {number} */ used, /** @type {number} */ total) => html`<div class="stack">
        <div class="row"><span class="grow">${text}</span><span class="number soft">${megabytes(used)} of ${megabytes(total)}</span></div>
        <div class="bar" role="meter" aria-label=${text} aria-valuenow=${Math.round((100 * used) / total)}><i .style=${`width:${(100 * used) / total}%`}></i></div></div>`;
    return html`<main class="page">
        <div class="row"><h1 class="grow">System</h1><button @click=${load}>Refresh</button></div>
        <div class="grid">
            <section class="box"><h2>Device</h2><p>${s.device}, ${s.cores} cores</p>
                <p class="soft">Clicks are answered ${s.selector === 'classical' ? 'without a network; fetch a SAM model for finer masks' : `by ${s.selector}`}.</p>
                ${meter('Memory', s.memory.totalBytes - s.memory.availableBytes, s.memory.totalBytes)}</section>
            <section class="box"><h2>Disk</h2>${s.disk.quotaBytes ? meter('Used by you', s.disk.usedBytes, s.disk.quotaBytes) : html`<p>${megabytes(s.disk.usedBytes)} used by you</p>`}
                <p class="soft">${megabytes(s.disk.freeBytes)} free</p></section>
            <section class="box"><h2>Queue</h2><p>${s.queue.running} running, ${s.queue.queued} waiting</p>
                <dl class="facts">${(s.workers ?? []).map((/** @type {Json} */ w) => html`<dt>${w.name}</dt><dd>seen ${when(w.seen)}</dd>`)}</dl>
                <p class="soft">Database: ${s.database}</p></section>
            <section class="box"><h2>Versions</h2><dl class="facts"><dt>Tractrix</dt><dd>${s.version}</dd>
                ${Object.entries(s.versions ?? {}).filter(([name]) => name !== 'tractrix').map(([name, version]) => html`<dt>${name}</dt><dd>${version}</dd>`)}</dl></section>
            <section class="box"><h2>Limits</h2><dl class="facts"><dt>Upload</dt><dd>${megabytes(s.limits.uploadBytes)}</dd>
                <dt>Picture</dt><dd>${(s.limits.imagePixels / 1e6).toFixed(0)} megapixels</dd><dt>Points of a path</dt><dd>${s.limits.keyframes.toLocaleString()}</dd><dt>Things</dt><dd>${s.limits.entities.toLocaleString()}</dd></dl></section>
            ${state.session?.user && state.session.access !== 'open'
                ? html`<section class="box"><h2>You</h2><p>${state.session.user}</p><button @click=${signOut}>Sign out</button></section>`
                : nothing}
        </div>
    </main>`;
}

async function load() {
    const keep = store.visit();
    keep({ loading: true });
    try {
        keep({ system: await api.system() });
    } catch (e) {
        store.fail(e);
    }
}

async function signOut() {
    await api.signOut().catch((e) => store.fail(e));
    location.reload();
}
