// SPDX-License-Identifier: Apache-2.0
// The one place that names where lit-html lies; everything else imports it from here.
export { html, svg, render, nothing } from '../vendor/lit-html/lit-html.js';
export { repeat } from '../vendor/lit-html/directives/repeat.js';
export { live } from '../vendor/lit-html/directives/live.js';
export { ref } from '../vendor/lit-html/directives/ref.js';
