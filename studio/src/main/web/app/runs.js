// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Runs: the check before, the queue, what comes of it.
import { api } from '../remote/client.js';
import { onWire } from './masks.js';
import { toScene } from './scene.js';
import { store } from './store.js';

/** @typedef {any} Json */

const CALM = 450;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {AbortController | null} */
let checking = null;

/** Has the scene checked soon after each change. */
export function startChecking() {
    store.subscribe((state, before) => {
        const changed =
            state.history.present.doc !== before.history.present.doc ||
            state.request.preset !== before.request.preset ||
            state.request.model !== before.request.model;
        if (changed) {
            clearTimeout(timer);
            timer = setTimeout(check, CALM);
        }
    });
}

async function check() {
    const doc = store.doc;
    if (!doc.image) {
        store.set({ check: null });
        return;
    }
    checking?.abort();
    checking = new AbortController();
    const { signal } = checking;
    const { preset, model } = store.state.request;
    try {
        const found = await api.check({ scene: toScene(doc, onWire), preset, model }, signal);
        store.set({ check: found });
        await findLocks(doc, signal);
    } catch (e) {
        const findings = /** @type {{findings?: Json[]}} */ (e).findings ?? [];
        if (e instanceof Error && e.name !== 'AbortError') {
            const own = findings.length > 0 ? findings : [{ severity: 'error', entity: '', message: e.message, cure: '' }];
            store.set({ check: { ...store.state.check, errors: own.length, findings: own } });
        }
    }
}

/**
 * Where there is room for discs that hold the rest, the server finds.
 *
 * @param {import('../types.js').Doc} doc
 * @param {AbortSignal} signal
 */
async function findLocks(doc, signal) {
    if (doc.lockRest) {
        const { tracks } = await api.motion({ scene: toScene(doc, onWire), model: store.state.request.model }, signal);
        store.set({ locks: tracks.filter((/** @type {Json} */ t) => t.role === 'lock') });
    } else if (store.state.locks.length > 0) {
        store.set({ locks: [] });
    }
}

/** Puts the scene into the queue. */
export async function generate() {
    const { request, project } = store.state;
    const doc = store.doc;
    if (!doc.image) {
        return;
    }
    const seed = request.seed === '' ? null : Number(request.seed);
    const first = seed ?? Math.floor(Math.random() * 1e6);
    const seeds =
        request.sweep > 1 ? Array.from({ length: request.sweep }, (_, i) => first + i) : seed === null ? undefined : [seed];
    try {
        const key = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
        const { jobs } = await api.addJobs(
            {
                scene: toScene(doc, onWire),
                project: project?.id,
                name: project?.name,
                model: request.model,
                preset: request.preset,
                bestOf: request.bestOf,
                ...(seeds ? { seeds } : {}),
            },
            key,
        );
        jobs.forEach(takeJob);
        store.set({ tab: 'generate' });
        store.announce(jobs.length === 1 ? 'One run is in the queue' : `${jobs.length} runs are in the queue`);
    } catch (e) {
        const findings = /** @type {{findings?: Json[]}} */ (e).findings ?? [];
        if (findings.length > 0) {
            store.set({ check: { ...store.state.check, errors: findings.length, findings } });
        }
        store.fail(e);
    }
}

/** @param {Json} job as it is now */
export function takeJob(job) {
    const known = store.state.jobs.find((j) => j.id === job.id);
    const jobs = known ? store.state.jobs.map((j) => (j.id === job.id ? job : j)) : [job, ...store.state.jobs];
    /** @type {Partial<import('./store.js').State>} */
    const change = { jobs };
    if (job.preview !== null && job.preview !== undefined) {
        change.previews = { ...store.state.previews, [job.id]: job.preview };
    }
    store.set(change);
    const ended = known && known.state !== job.state;
    if (ended && job.state === 'failed') {
        store.toast(`${job.name ?? 'A run'} failed: ${job.problem?.detail ?? 'see the server\'s log'}`, { kind: 'error' });
    } else if (ended && job.state === 'done' && job.clip) {
        finished(job);
    }
}

/** @param {Json} job */
async function finished(job) {
    try {
        takeClip(await api.clip(job.clip));
        // who has gone on drawing is not torn away from it
        if (job.project === store.state.project?.id && store.state.tab === 'generate') {
            store.set({ tab: 'results', compared: [job.clip] });
        }
        store.toast(`${job.name ?? 'The clip'} is ready`);
    } catch (e) {
        store.fail(e);
    }
}

/** @param {Json} clip as it is now */
export function takeClip(clip) {
    const known = store.state.clips.some((c) => c.id === clip.id);
    const clips = known ? store.state.clips.map((c) => (c.id === clip.id ? clip : c)) : [clip, ...store.state.clips];
    store.set({ clips: clips.filter((c) => !c.deleted) });
}

/** @param {{job: string, step: number}} event */
export function takePreview(event) {
    store.set({ previews: { ...store.state.previews, [event.job]: event.step } });
}

/** Reads all clips of the open project: an old project's are not among the newest. */
export async function readProjectClips() {
    const project = store.state.project?.id;
    if (!project) {
        return;
    }
    try {
        /** @type {Json[]} */
        const found = [];
        /** @type {string | undefined} */
        let before;
        do {
            const { clips, next } = await api.clips({ project, limit: 200, before });
            found.push(...clips);
            before = next;
        } while (before);
        const ids = new Set(found.map((c) => c.id));
        const clips = [...found, ...store.state.clips.filter((c) => !ids.has(c.id))];
        store.set({ clips: clips.sort((a, b) => b.created.localeCompare(a.created)) });
    } catch (e) {
        store.fail(e);
    }
}

/** Reads jobs, clips and models again: at the start, and when events were missed. */
export async function refresh() {
    try {
        const [jobs, clips, models] = await Promise.all([api.jobs({ limit: 50 }), api.clips({ limit: 100 }), api.models()]);
        const previews = Object.fromEntries(
            jobs.jobs.filter((/** @type {Json} */ j) => Number.isInteger(j.preview)).map((/** @type {Json} */ j) => [j.id, j.preview]),
        );
        store.set({ jobs: jobs.jobs, clips: clips.clips, models: models.models, previews });
        await readProjectClips();
    } catch (e) {
        store.fail(e);
    }
}

/** @param {string} id */
export async function cancel(id) {
    try {
        takeJob(await api.cancelJob(id));
    } catch (e) {
        store.fail(e);
    }
}

/** @param {string} id */
export async function retry(id) {
    try {
        takeJob(await api.retryJob(id));
    } catch (e) {
        store.fail(e);
    }
}
