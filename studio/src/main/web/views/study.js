// SPDX-License-Identifier: Apache-2.0
// @ts-check
// The blind user study: one pair at a time, by keyboard; then what came of it.
import { api } from '../remote/client.js';
import { html, nothing, svg } from '../app/html.js';
import { store } from '../app/store.js';
import { when } from './format.js';

/** @typedef {import('../app/store.js').State} State */
/** @typedef {any} Json */

/** @type {Record<string, string>} */
const QUESTIONS = {
    motion: 'In which clip do the things move as the lines ask?',
    quality: 'Which clip looks better?',
};

/** @param {State} state */
export function studies(state) {
    const [id, part] = state.route.id.split('/');
    return id ? (part === 'results' ? results(state, id) : voting(state, id)) : list(state);
}

/** @param {State} state */
function list(state) {
    const all = state.page.studies;
    if (!all && !state.page.loading) {
        queueMicrotask(() => fetchInto('studies', api.studies().then((s) => s.studies)));
    }
    const starred = state.clips.filter((c) => c.starred);
    return html`<main class="page">
        <h1>User studies</h1>
        <p class="soft">Two clips of one scene, side by side, nobody knows which method made which. Made from starred clips of one picture: the model and preset are the method.</p>
        ${(all ?? []).map((/** @type {Json} */ s) => html`<div class="box row wrap"><b class="grow">${s.name}</b>
            <span class="soft small">${s.pairs} pairs, ${s.votes} votes, ${when(s.created)}</span>
            <a class="button" href=${`#/study/${s.id}`}>Vote</a><a class="button" href=${`#/study/${s.id}/results`}>Results</a></div>`)}
        ${all?.length === 0 ? html`<p class="soft empty">No study yet.</p>` : nothing}
        <form class="row wrap" @submit=${(/** @type {SubmitEvent} */ e) => create(e, starred)}>
            <input class="grow" name="name" type="text" required placeholder="Name of a new study" aria-label="Name of a new study">
            <button ?disabled=${items(starred).length === 0} title="Star two or more clips of one picture, made by different methods">Begin with ${starred.length} starred clips</button>
        </form>
    </main>`;
}

/**
 * One item a picture, a clip a method: the newest counts.
 *
 * @param {Json[]} clips
 */
function items(clips) {
    /** @type {Map<string, {scene: string, clips: Record<string, string>}>} */
    const byImage = new Map();
    for (const c of [...clips].reverse()) {
        /** @type {{scene: string, clips: Record<string, string>}} */
        const item = byImage.get(c.image) ?? { scene: c.name, clips: {} };
        item.clips[`${c.model} ${c.preset}`] = c.id;
        byImage.set(c.image, item);
    }
    return [...byImage.values()].filter((i) => Object.keys(i.clips).length > 1);
}

/**
 * @param {SubmitEvent} e
 * @param {Json[]} starred
 */
async function create(e, starred) {
    e.preventDefault();
    const name = new FormData(/** @type {HTMLFormElement} */ (e.target)).get('name');
    try {
        const study = await api.addStudy({ name, items: items(starred) });
        location.hash = `#/study/${study.id}`;
    } catch (problem) {
        store.fail(problem);
    }
}

const RATER = 'tractrix rater';

/**
 * @param {State} state
 * @param {string} id
 */
function voting(state, id) {
    const { pair, answers = {}, rater = localStorage.getItem(RATER) } = state.page;
    if (!rater) {
        return html`<main class="page centre"><form class="box stack" @submit=${(/** @type {SubmitEvent} */ e) => enter(e, id)}>
            <h1>Who votes?</h1><p class="soft">Any name; it only keeps your votes apart from others'.</p>
            <input name="rater" type="text" required maxlength="64" autofocus aria-label="Your name"><button class="main">Begin</button></form></main>`;
    }
    if (!pair && !state.page.loading) {
        queueMicrotask(() => nextPair(id, rater));
    }
    if (!pair) {
        return html`<main class="page centre" aria-busy="true"><span class="spinner"></span></main>`;
    }
    if (pair.done) {
        return html`<main class="page centre"><div class="box stack"><h1>That was all. Thank you!</h1><a class="button" href=${`#/study/${id}/results`}>Results</a></div></main>`;
    }
    const question = pair.questions.find((/** @type {string} */ q) => !answers[q]);
    return html`<main class="page wide-page vote" tabindex="-1">
        <div class="row"><h1 class="grow">${QUESTIONS[question] ?? question}</h1><span class="soft number">${pair.index + 1} of ${pair.of}</span></div>
        <div class="bar"><i .style=${`width:${(100 * pair.index) / pair.of}%`}></i></div>
        <div class="sides">
            ${['left', 'right'].map((side) => html`<button class="side" aria-label=${`The ${side} one`} @click=${() => answer(id, rater, question, side)}>
                <video src=${pair[side]} autoplay loop muted playsinline></video><span><kbd>${side === 'left' ? '←' : '→'}</kbd> this one</span></button>`)}
        </div>
        <div class="row wrap"><img class="asked" src=${pair.asked} alt="What was asked: the lines on the picture"><span class="grow"></span>
            <button @click=${() => answer(id, rater, question, 'same')}><kbd>↓</kbd> No difference</button></div>
    </main>`;
}

/**
 * @param {SubmitEvent} e
 * @param {string} id
 */
function enter(e, id) {
    e.preventDefault();
    const rater = String(new FormData(/** @type {HTMLFormElement} */ (e.target)).get('rater'));
    localStorage.setItem(RATER, rater);
    nextPair(id, rater);
}

let since = 0;

/**
 * @param {string} id
 * @param {string} rater
 */
async function nextPair(id, rater) {
    store.set({ page: { ...store.state.page, loading: true, rater } });
    try {
        const pair = await api.nextPair(id, rater);
        since = performance.now();
        store.set({ page: { ...store.state.page, pair, answers: {} } });
    } catch (e) {
        store.fail(e);
    }
}

/**
 * @param {string} id
 * @param {string} rater
 * @param {string} question
 * @param {string} side
 */
async function answer(id, rater, question, side) {
    const { pair, answers = {} } = store.state.page;
    const all = { ...answers, [question]: side };
    if (pair.questions.some((/** @type {string} */ q) => !all[q])) {
        store.set({ page: { ...store.state.page, answers: all } });
        return;
    }
    try {
        await api.vote(id, { rater, pair: pair.pair, answers: all, seconds: (performance.now() - since) / 1000 });
        await nextPair(id, rater);
    } catch (e) {
        store.fail(e);
    }
}

addEventListener('keydown', (e) => {
    const side = { ArrowLeft: 'left', ArrowRight: 'right', ArrowDown: 'same' }[e.key];
    const { route, page } = store.state;
    const question = page.pair?.questions?.find((/** @type {string} */ q) => !page.answers?.[q]);
    if (side && question && route.name === 'study' && !/results/.test(route.id)) {
        e.preventDefault();
        answer(route.id, page.rater ?? localStorage.getItem(RATER), question, side);
    }
});

/**
 * @param {State} state
 * @param {string} id
 */
function results(state, id) {
    const found = state.page.results;
    if (!found && !state.page.loading) {
        queueMicrotask(() => fetchInto('results', api.studyResults(id)));
    }
    return html`<main class="page"><h1>Results</h1>
        ${found ? html`<p class="soft">${found.votes} votes of ${found.raters} raters. Bars: how often a method was preferred where it was shown; lines: 95 % intervals.</p>
            ${found.questions.map((/** @type {Json} */ q) => plot(q))}` : html`<span class="spinner"></span>`}</main>`;
}

/** @param {Json} q */
function plot(q) {
    const rows = q.methods;
    const height = 34 * rows.length + 26;
    const x = (/** @type {number} */ share) => 190 + 420 * share;
    return html`<section class="box"><h2>${QUESTIONS[q.question] ?? q.question}</h2>
        <svg class="plot" viewBox=${`0 0 680 ${height}`} role="img" aria-label=${rows.map((/** @type {Json} */ m) => `${m.method}: ${Math.round(100 * m.share)} %`).join(', ')}>
            ${[0, 0.25, 0.5, 0.75, 1].map((t) => svg`<line x1=${x(t)} x2=${x(t)} y1="0" y2=${height - 22} stroke="currentColor" stroke-opacity="0.2"></line>
                <text x=${x(t)} y=${height - 6} text-anchor="middle" font-size="11" fill="currentColor">${100 * t} %</text>`)}
            ${rows.map((/** @type {Json} */ m, /** @type {number} */ i) => svg`
                <text x="180" y=${34 * i + 21} text-anchor="end" font-size="13" fill="currentColor">${m.method}</text>
                <rect class="share" x=${x(0)} y=${34 * i + 6} width=${420 * m.share} height="20" rx="4"></rect>
                <line x1=${x(m.low)} x2=${x(m.high)} y1=${34 * i + 16} y2=${34 * i + 16} stroke="currentColor" stroke-width="2"></line>
                <text x="620" y=${34 * i + 21} font-size="12" fill="currentColor">${m.preferred} of ${m.of}</text>`)}
        </svg></section>`;
}

/**
 * @param {string} name
 * @param {Promise<Json>} asked
 */
async function fetchInto(name, asked) {
    store.set({ page: { ...store.state.page, loading: true } });
    try {
        const value = await asked;
        store.set({ page: { ...store.state.page, [name]: value } });
    } catch (e) {
        store.fail(e);
    }
}

