// SPDX-License-Identifier: Apache-2.0
// @ts-check
import { html, nothing, ref } from '../app/html.js';
import { resolve } from '../app/project.js';
import { SHORTCUTS } from '../app/shortcuts.js';
import { store } from '../app/store.js';
import { icon } from './icons.js';

/** @typedef {import('../app/store.js').State} State */

const MOD = /Mac|iPad|iPhone/.test(navigator.platform) ? '⌘' : 'Ctrl';

/** @param {State} state */
export function dialogs(state) {
    switch (state.dialog) {
        case 'shortcuts':
            return open('Keyboard', shortcuts(), true);
        case 'conflict':
            return open('Two versions of this project', conflict(), false);
        default:
            return nothing;
    }
}

/**
 * @param {string} title
 * @param {unknown} body
 * @param {boolean} light whether it can be left without an answer
 */
function open(title, body, light) {
    const close = () => store.set({ dialog: null });
    return html`<dialog aria-label=${title} ${ref(modal)} @close=${close}
        @cancel=${(/** @type {Event} */ e) => (light ? close() : e.preventDefault())}
        @click=${(/** @type {Event} */ e) => (light && e.target === e.currentTarget ? close() : undefined)}>
        <header class="row"><h1 class="grow">${title}</h1>
            ${light ? html`<button class="plain square" aria-label="Close" autofocus @click=${close}>${icon('close')}</button>` : nothing}</header>
        ${body}
    </dialog>`;
}

/** @param {Element | undefined} element */
function modal(element) {
    // in the document only after this rendering
    queueMicrotask(() => {
        if (element instanceof HTMLDialogElement && element.isConnected && !element.open) {
            element.showModal();
        }
    });
}

function shortcuts() {
    const groups = [...new Set(SHORTCUTS.map((s) => s.group))];
    return html`<div class="sheet">
        ${groups.map(
            (group) => html`<section><h3>${group}</h3>
                ${SHORTCUTS.filter((s) => s.group === group && s.keys !== 'Backspace').map(
                    (s) => html`<div class="row"><span class="keys">${keys(s.keys)}</span><span>${s.what}</span></div>`,
                )}</section>`,
        )}
        <section><h3>Pointer</h3>
            <div class="row"><span class="keys"><kbd>click</kbd></span><span>Select the thing there</span></div>
            <div class="row"><span class="keys"><kbd>Shift</kbd> <kbd>click</kbd></span><span>Take away from the selection</span></div>
            <div class="row"><span class="keys"><kbd>Alt</kbd> <kbd>click</kbd></span><span>Select anew, also on a thing</span></div>
            <div class="row"><span class="keys"><kbd>drag</kbd></span><span>From a thing: its path. Beside things: a box</span></div>
            <div class="row"><span class="keys"><kbd>double click</kbd></span><span>On a path: a new point</span></div>
            <div class="row"><span class="keys"><kbd>wheel</kbd></span><span>Zoom; with Shift pan</span></div>
        </section>
    </div>`;
}

/** @param {string} text */
function keys(text) {
    const parts = text.length > 1 ? text.split('+') : [text];
    return parts.map((part) => html`<kbd>${part === 'Mod' ? MOD : part.length === 1 ? part.toUpperCase() : part}</kbd> `);
}

function conflict() {
    return html`<p>Another tab, or a program, has saved this project since you last did. Nothing is lost; which one shall go on?</p>
        <div class="stack choices">
            <button @click=${() => resolve('both')}><b>Keep both</b>: mine becomes a project of its own</button>
            <button @click=${() => resolve('theirs')}><b>Theirs</b>: what was saved there, mine is given up</button>
            <button @click=${() => resolve('mine')}><b>Mine</b>: what is here takes its place</button>
        </div>`;
}
