// SPDX-License-Identifier: Apache-2.0
// @ts-check
// The blind user study: one pair at a time, by keyboard; then what came of it.
import { api } from '../remote/client.js';
import { html, nothing, svg } from '../app/html.js';
import { store } from '../app/store.js';
import { when } from './format.js';
import { icon } from './icons.js';

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
    const ready = items(starred);
    return html`<main class="page">
        <h1>Studies</h1>
        <p class="soft lead">People see two clips of one scene side by side, without knowing how either was made, and say which is better.</p>
        ${(all ?? []).map((/** @type {Json} */ s) => html`<div class="box row wrap"><div class="grow"><b>${s.name}</b>
                <div class="soft small">${s.pairs} ${s.pairs === 1 ? 'pair' : 'pairs'}, ${s.votes} ${s.votes === 1 ? 'vote' : 'votes'}, ${when(s.created)}</div></div>
            <a class="button main" href=${`#/study/${s.id}`}>Vote</a><a class="button" href=${`#/study/${s.id}/results`}>Results</a></div>`)}
        ${all?.length === 0 ? html`<p class="soft empty">No study yet.</p>` : nothing}
        <form class="box stack" @submit=${(/** @type {SubmitEvent} */ e) => create(e, starred)}>
            <h2>New study</h2>
            <p class="soft">${ready.length > 0
                ? `Of ${starred.length} starred clips: ${ready.length} ${ready.length === 1 ? 'picture' : 'pictures'} with clips to compare. A clip's model and preset are its method.`
                : 'Star two or more clips of one picture, made with different models or presets; they are what is compared.'}</p>
            <div class="row wrap"><input class="grow" name="name" type="text" required placeholder="Name" aria-label="Name of a new study">
            <button class="main" ?disabled=${ready.length === 0}>Begin</button></div>
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
    const n = pair.questions.indexOf(question);
    return html`<main class="page wide-page vote" tabindex="-1">
        <div class="row"><h1 class="grow">${QUESTIONS[question] ?? question}</h1><span class="soft number">Pair ${pair.index + 1} of ${pair.of}${pair.questions.length > 1 ? `, question ${n + 1} of ${pair.questions.length}` : ''}</span></div>
        <div class="bar"><i .style=${`width:${(100 * pair.index) / pair.of}%`}></i></div>
        <div class="sides">
            ${['left', 'right'].map((side) => html`<button class="side" aria-label=${`The ${side} one`} @click=${() => answer(id, rater, question, side)}>
                <video src=${pair[side]} autoplay loop muted playsinline></video><span><kbd>${side === 'left' ? '←' : '→'}</kbd> this one</span></button>`)}
        </div>
        ${pair.ties ? html`<button class="same" @click=${() => answer(id, rater, question, 'same')}><kbd>↓</kbd> No difference</button>` : nothing}
        <figure class="asked"><img src=${pair.asked} alt="What was asked: the lines on the picture"><figcaption class="soft small">The lines that were drawn</figcaption></figure>
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
    const keep = store.visit();
    keep({ loading: true, rater });
    try {
        const pair = await api.nextPair(id, rater);
        since = performance.now();
        keep({ pair, answers: {} });
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
        store.keep({ answers: all });
        return;
    }
    const here = store.visit();
    try {
        await api.vote(id, { rater, pair: pair.pair, answers: all, seconds: (performance.now() - since) / 1000 });
        if (here()) {
            await nextPair(id, rater);
        }
    } catch (e) {
        store.fail(e);
    }
}

addEventListener('keydown', (e) => {
    const { route, page } = store.state;
    const side = { ArrowLeft: 'left', ArrowRight: 'right', ArrowDown: page.pair?.ties ? 'same' : undefined }[e.key];
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
    if (!found) {
        return html`<main class="page centre" aria-busy="true"><span class="spinner"></span></main>`;
    }
    const left = Object.entries(found.leftOut ?? {});
    return html`<main class="page">
        <div class="row wrap"><h1 class="grow">${found.name}</h1>
            <a class="button" href=${`#/study/${id}`}>Vote</a>
            <a class="button" href=${api.studyVotesUrl(id)} download>${icon('down')}Votes, CSV</a>
            <button class="danger" @click=${() => remove(id)}>Delete</button></div>
        <p class="soft">${found.votes} ${found.votes === 1 ? 'vote' : 'votes'} by ${found.raters} ${found.raters === 1 ? 'rater' : 'raters'}. A bar says how often a method was preferred where it was shown, its line the 95 % interval.</p>
        ${found.votes === 0 ? html`<p class="soft empty">Nobody has voted yet.</p>` : found.questions.map((/** @type {Json} */ q) => plot(q))}
        ${left.length > 0 ? html`<section class="box"><h2>Not counted</h2>${left.map(([rater, reason]) => html`<p>${rater}: ${reason}</p>`)}</section>` : nothing}
    </main>`;
}

/** @param {string} id */
async function remove(id) {
    if (confirm('Delete this study? Its votes go with it and cannot be brought back.')) {
        await api.deleteStudy(id).then(() => (location.hash = '#/study'), (e) => store.fail(e));
    }
}

/** @param {Json} q */
function plot(q) {
    const rows = q.methods;
    const height = 34 * rows.length + 26;
    const x = (/** @type {number} */ share) => 190 + 420 * share;
    return html`<section class="box"><h2>${QUESTIONS[q.question] ?? q.question}</h2>
        <svg class="plot" viewBox=${`0 0 760 ${height}`} role="img" aria-label=${rows.map((/** @type {Json} */ m) => `${m.method}: ${Math.round(100 * m.share)} %`).join(', ')}>
            ${[0, 0.25, 0.5, 0.75, 1].map((t) => svg`<line x1=${x(t)} x2=${x(t)} y1="0" y2=${height - 22} stroke="currentColor" stroke-opacity="0.2"></line>
                <text x=${x(t)} y=${height - 6} text-anchor="middle" font-size="11" fill="currentColor">${100 * t} %</text>`)}
            ${rows.map((/** @type {Json} */ m, /** @type {number} */ i) => svg`
                <text x="180" y=${34 * i + 21} text-anchor="end" font-size="13" fill="currentColor">${m.method}</text>
                <rect class="share" x=${x(0)} y=${34 * i + 6} width=${420 * m.share} height="20" rx="4"></rect>
                <line x1=${x(m.low)} x2=${x(m.high)} y1=${34 * i + 16} y2=${34 * i + 16} stroke="currentColor" stroke-width="2"></line>
                <text x="620" y=${34 * i + 21} font-size="12" fill="currentColor">${m.preferred} of ${m.of}${m.same ? ` (${m.same} the same)` : ''}</text>`)}
        </svg>${q.krippendorffAlpha === null ? nothing : html`<p class="soft small">Agreement of the raters, Krippendorff's alpha: ${q.krippendorffAlpha.toFixed(2)}</p>`}</section>`;
}

/**
 * @param {string} name
 * @param {Promise<Json>} asked
 */
async function fetchInto(name, asked) {
    const keep = store.visit();
    keep({ loading: true });
    try {
        keep({ [name]: await asked });
    } catch (e) {
        store.fail(e);
    }
}

