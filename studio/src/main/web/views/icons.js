// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Drawn for this page on a 20x20 grid, in the colour of the text around them.
import { html, svg } from '../app/html.js';

/** @type {Record<string, import('../vendor/lit-html/lit-html.js').TemplateResult>} */
const SHAPES = {
    pick: svg`<path d="M4 3l5 13 2-5 5-2z"/><path d="M13 13l4 4"/>`,
    move: svg`<circle cx="5" cy="14" r="2"/><circle cx="15" cy="6" r="2"/><path d="M6.5 12.6C8 8 11 12 13.4 7.2"/>`,
    box: svg`<rect x="3.5" y="4.5" width="13" height="11" rx="1" stroke-dasharray="3 2"/>`,
    lasso: svg`<path d="M5 13c-4-4 0-9 6-9s8 5 4 8-8 1-9 3 1 3 2 2"/>`,
    brush: svg`<path d="M16 3l-7 8"/><path d="M9 11c-3-1-5 1-5 5 3 1 6 0 6-3z" fill="currentColor"/>`,
    eraser: svg`<path d="M8 16l-4-4 8-8 5 5-7 7z"/><path d="M8 8l5 5"/><path d="M7 16h9"/>`,
    draw: svg`<path d="M3 14c3-9 5 3 8-4s4-4 6-5"/><path d="M14 4l3.4.8L16.8 8"/>`,
    pen: svg`<path d="M3 16l5-9 5 5 4-8"/><circle cx="3" cy="16" r="1.4"/><circle cx="8" cy="7" r="1.4"/><circle cx="13" cy="12" r="1.4"/><circle cx="17" cy="4" r="1.4"/>`,
    line: svg`<path d="M4 16L16 4"/><path d="M11 4h5v5"/>`,
    camera: svg`<rect x="2.5" y="5.5" width="15" height="10" rx="2"/><circle cx="10" cy="10.5" r="3"/><path d="M7 5.5l1-2h4l1 2"/>`,
    pan: svg`<path d="M10 2v16M2 10h16M10 2L8 4.5M10 2l2 2.5M10 18l-2-2.5M10 18l2-2.5M2 10l2.5-2M2 10l2.5 2M18 10l-2.5-2M18 10l-2.5 2"/>`,
    undo: svg`<path d="M7 4L3.5 7.5 7 11"/><path d="M3.5 7.5H12a4.5 4.5 0 010 9H8"/>`,
    redo: svg`<path d="M13 4l3.5 3.5L13 11"/><path d="M16.5 7.5H8a4.5 4.5 0 000 9h4"/>`,
    play: svg`<path d="M6 3.5v13l10.5-6.5z" fill="currentColor"/>`,
    pause: svg`<path d="M6 4v12M14 4v12" stroke-width="3"/>`,
    before: svg`<path d="M14.500 4L7 10l7.500 6zM5 4v12"/>`,
    after: svg`<path d="M5.500 4L13 10l-7.500 6zM15 4v12"/>`,
    loop: svg`<path d="M4 9a5 5 0 015-5h5M16 11a5 5 0 01-5 5H6"/><path d="M12 1.5L14.5 4 12 6.5M8 13.5L5.5 16 8 18.5"/>`,
    eye: svg`<path d="M2 10c3-5 13-5 16 0-3 5-13 5-16 0z"/><circle cx="10" cy="10" r="2.2"/>`,
    eyeOff: svg`<path d="M2 10c3-5 13-5 16 0-3 5-13 5-16 0zM4 16L16 4"/>`,
    lock: svg`<rect x="4.5" y="9" width="11" height="7.5" rx="1.5"/><path d="M7 9V6.5a3 3 0 016 0V9"/>`,
    unlock: svg`<rect x="4.5" y="9" width="11" height="7.5" rx="1.5"/><path d="M7 9V6.5a3 3 0 015.6-1.4"/>`,
    bin: svg`<path d="M4 6h12M8 6V4h4v2M5.5 6l.8 10.5h7.4L14.5 6M8.5 9v5M11.5 9v5"/>`,
    plus: svg`<path d="M10 4v12M4 10h12"/>`,
    minus: svg`<path d="M4 10h12"/>`,
    close: svg`<path d="M5 5l10 10M15 5L5 15"/>`,
    check: svg`<path d="M4 10.500l4 4 8-9"/>`,
    warn: svg`<path d="M10 3l8 14H2zM10 8v4M10 14.500v.5"/>`,
    star: svg`<path d="M10 2.800l2.2 4.7 5.1.6-3.8 3.5 1 5.100L10 14.200l-4.5 2.5 1-5.100L2.7 8.100l5.1-.6z"/>`,
    starred: svg`<path fill="currentColor" d="M10 2.800l2.2 4.7 5.1.6-3.8 3.5 1 5.100L10 14.200l-4.5 2.5 1-5.100L2.7 8.100l5.1-.6z"/>`,
    theme: svg`<circle cx="10" cy="10" r="6.5"/><path d="M10 3.500a6.5 6.5 0 000 13z" fill="currentColor"/>`,
    keys: svg`<rect x="2" y="5" width="16" height="10" rx="2"/><path d="M5 8h.5M8 8h.5M11 8h.5M14 8h.5M5 12h10"/>`,
    maps: svg`<circle cx="8" cy="9" r="5"/><circle cx="8" cy="9" r="2" fill="currentColor"/><circle cx="14.5" cy="14" r="3"/>`,
    disc: svg`<circle cx="10" cy="10" r="6.5"/>`,
    frame: svg`<path d="M5 2v13h13M2 5h13v13"/>`,
    fit: svg`<path d="M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4"/>`,
    things: svg`<path d="M10 3l7 3.5-7 3.5-7-3.500zM3 10l7 3.500L17 10M3 13.500L10 17l7-3.5"/>`,
    spark: svg`<path d="M10 2l1.8 5.200L17 9l-5.2 1.800L10 16l-1.8-5.200L3 9l5.2-1.800zM16 14v4M14 16h4"/>`,
    image: svg`<rect x="2.5" y="4" width="15" height="12" rx="2"/><circle cx="7" cy="8.5" r="1.5"/><path d="M3 15l4.5-4 3 2.500L14 10l3.5 3.5"/>`,
    down: svg`<path d="M10 3v9M6.5 9L10 12.5 13.5 9M4 16.500h12"/>`,
    copy: svg`<rect x="6.5" y="6.5" width="10" height="10" rx="1.5"/><path d="M13.5 6.500v-3h-10v10h3"/>`,
    closed: svg`<path d="M4 12c0-9 12-9 12 0s-12 6-12 0z"/><circle cx="4" cy="12" r="1.5" fill="currentColor"/>`,
    steady: svg`<path d="M3 14h14M4 14v-4M8 14v-4M12 14v-4M16 14v-4"/>`,
    retry: svg`<path d="M16 10a6 6 0 11-2-4.500M16.5 2.500v4h-4"/>`,
    more: svg`<circle cx="4" cy="10" r="1.3" fill="currentColor"/><circle cx="10" cy="10" r="1.3" fill="currentColor"/><circle cx="16" cy="10" r="1.3" fill="currentColor"/>`,
};

/** @param {string} name */
export function icon(name) {
    return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor"
        stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">${SHAPES[name]}</svg>`;
}
