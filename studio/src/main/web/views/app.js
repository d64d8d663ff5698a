// SPDX-License-Identifier: Apache-2.0
// @ts-check
import { html, nothing, repeat } from '../app/html.js';
import { api } from '../remote/client.js';
import { store } from '../app/store.js';
import { switchTheme } from '../app/theme.js';
import { dialogs } from './dialogs.js';
import { history } from './history.js';
import { home } from './home.js';
import { icon } from './icons.js';
import { models } from './models.js';
import { compare } from './results.js';
import { studies } from './study.js';
import { studio } from './studio.js';
import { system } from './system.js';

/** @typedef {import('../app/store.js').State} State */

/** @type {Record<string, (state: State) => unknown>} */
const PAGES = { home, project: studio, history, compare, study: studies, models, system };

const LINKS = [
    ['home', 'Projects'],
    ['history', 'Clips'],
    ['study', 'Study'],
    ['models', 'Models'],
    ['system', 'System'],
];

const SAVING = { saved: 'Saved', changed: 'Saving', saving: 'Saving', offline: 'Kept here', conflict: 'Conflict' };

/** @param {State} state */
export function app(state) {
    if (state.session === null) {
        return nothing;
    }
    if (state.session.access !== 'open' && !state.session.user) {
        return signIn(state.session);
    }
    const page = PAGES[state.route.name] ?? home;
    const inProject = state.route.name === 'project' && state.project !== null;
    return html`
        <div class="shell">
            <header class="head ${inProject ? 'in-project' : ''}">
                <a class="brand" href="#/" title="Projects"><img src="icon.svg" alt=""><span class="wide">Tractrix</span></a>
                ${inProject ? projectHead(state) : nothing}
                <span class="grow"></span>
                <nav aria-label="Pages">
                    ${LINKS.map(
                        ([name, text]) => html`<a href=${name === 'home' ? '#/' : `#/${name}`}
                            aria-current=${state.route.name === name ? 'page' : 'false'}>${text}</a>`,
                    )}
                </nav>
                ${state.connected ? nothing : html`<span class="badge bad" role="status">No connection</span>`}
                <button class="plain square keys" aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)"
                    @click=${() => store.set({ dialog: 'shortcuts' })}>${icon('keys')}</button>
                <button class="plain square" aria-label="Light or dark" title="Light or dark" @click=${switchTheme}>${icon('theme')}</button>
            </header>
            ${page(state)}
        </div>
        ${dialogs(state)} ${toasts(state)}`;
}

/** @param {any} session */
function signIn(session) {
    const send = async (/** @type {SubmitEvent} */ e) => {
        e.preventDefault();
        try {
            await api.signIn(Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (e.target))));
            location.reload();
        } catch (problem) {
            store.fail(problem);
        }
    };
    return html`<main class="page centre alone">
        <form class="box stack sign-in" @submit=${send}>
            <img class="mark" src="icon.svg" alt=""><h1>Tractrix studio</h1>
            ${session.expired ? html`<p class="soft" role="status">The session has expired. Sign in again; nothing that you did is lost.</p>` : nothing}
            ${session.access === 'token'
                ? html`<label class="field"><span>Token</span><input name="token" type="password" required autofocus autocomplete="current-password"></label>
                      <p class="soft small">The server printed it when it started.</p>`
                : html`<label class="field"><span>Name</span><input name="name" type="text" required autofocus autocomplete="username"></label>
                      <label class="field"><span>Password</span><input name="password" type="password" required autocomplete="current-password"></label>`}
            <button class="main">Sign in</button>
        </form>
    </main>${toasts(store.state)}`;
}

/** @param {State} state */
function toasts(state) {
    return html`<div class="toasts">
        ${repeat(
            state.toasts,
            (t) => t.id,
            (t) => html`<div class="toast ${t.kind}" role=${t.kind === 'error' ? 'alert' : 'status'}>
                <span>${t.text}</span>
                ${t.action ? html`<button @click=${t.action.run}>${t.action.label}</button>` : nothing}
            </div>`,
        )}
    </div>`;
}

/** @param {State} state */
function projectHead(state) {
    const { history: steps, project, saving } = state;
    const name = (/** @type {Event} */ e) => {
        const value = /** @type {HTMLInputElement} */ (e.target).value.trim();
        if (project && value) {
            store.set({ project: { ...project, name: value } });
        }
    };
    const back = steps.past.length > 0 ? steps.present.label : '';
    const forth = steps.future[0]?.label ?? '';
    return html`
        <input class="title" type="text" aria-label="Project's name" .value=${project?.name ?? ''} maxlength="200" @change=${name}>
        <button class="plain square" aria-label=${`Undo ${back}`} title=${back ? `Undo: ${back} (Ctrl+Z)` : 'Nothing to undo'}
            ?disabled=${!back} @click=${() => store.undo()}>${icon('undo')}</button>
        <button class="plain square" aria-label=${`Redo ${forth}`} title=${forth ? `Redo: ${forth} (Ctrl+Shift+Z)` : 'Nothing to redo'}
            ?disabled=${!forth} @click=${() => store.redo()}>${icon('redo')}</button>
        <span class="savestate ${saving}" role="status"
            title=${saving === 'offline' ? 'The server cannot be reached; the changes are kept in this browser' : ''}><span>${SAVING[saving]}</span></span>`;
}
