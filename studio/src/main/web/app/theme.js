// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Light or dark: as the system has it until somebody chooses.
const KEY = 'tractrix theme';
const light = matchMedia('(prefers-color-scheme: light)');

function apply() {
    const chosen = localStorage.getItem(KEY);
    document.documentElement.dataset.theme = chosen ?? (light.matches ? 'light' : 'dark');
}

export function startTheme() {
    light.addEventListener('change', apply);
    apply();
}

/** The other of the two. */
export function switchTheme() {
    const next = document.documentElement.dataset.theme === 'light' ? 'dark' : 'light';
    localStorage.setItem(KEY, next);
    apply();
}
