// SPDX-License-Identifier: Apache-2.0
// @ts-check
// The server's API (/api/v1/openapi.yaml), one function a call that the page makes.

/** @typedef {any} Json */

/** This tab, so that it can tell its own changes from another's. */
export const CLIENT = 'tab-' + Math.random().toString(36).slice(2, 12);

const BASE = '/api/v1';

/** What the server said went wrong (RFC 9457), or that it could not be reached (status 0). */
export class Problem extends Error {
    /**
     * @param {number} status
     * @param {Json} body
     */
    constructor(status, body) {
        super(body?.detail ?? body?.title ?? (status === 0 ? 'The studio does not answer' : `HTTP ${status}`));
        this.status = status;
        /** @type {string} */
        this.cure = body?.cure ?? '';
        /** @type {Json[]} */
        this.findings = body?.findings ?? [];
        /** @type {number | undefined} */
        this.version = body?.version;
    }
}

let signedOut = () => {};

/** @param {() => void} told when the server knows this browser no longer */
export function onSignedOut(told) {
    signedOut = told;
}

/**
 * @param {string} method
 * @param {string} path below /api/v1
 * @param {{json?: Json, body?: BodyInit, type?: string, headers?: Record<string, string>, signal?: AbortSignal,
 *     keepalive?: boolean}} [options]
 * @returns {Promise<Response>} one that is well
 */
export async function call(method, path, options = {}) {
    /** @type {Record<string, string>} */
    const headers = { 'Tractrix-Client': CLIENT, ...options.headers };
    let body = options.body;
    if (options.json !== undefined) {
        headers['Content-Type'] = 'application/json';
        body = JSON.stringify(options.json);
    } else if (options.type) {
        headers['Content-Type'] = options.type;
    }
    let response;
    try {
        const { signal, keepalive } = options;
        response = await fetch(BASE + path, { method, headers, body, signal, keepalive, credentials: 'same-origin' });
    } catch (e) {
        if (e instanceof DOMException && e.name === 'AbortError') {
            throw e;
        }
        throw new Problem(0, null);
    }
    if (response.status === 401 && path !== '/session') {
        signedOut();
    }
    if (!response.ok) {
        throw new Problem(response.status, await response.json().catch(() => null));
    }
    return response;
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Json} [options]
 * @returns {Promise<Json>}
 */
async function json(method, path, options) {
    const response = await call(method, path, options);
    return response.status === 204 ? null : response.json();
}

/** @param {string} id */
const e = (id) => encodeURIComponent(id);

/** @param {Record<string, string | number | boolean | undefined | null>} values */
function query(values) {
    const given = Object.entries(values).filter(([, v]) => v !== undefined && v !== null && v !== '');
    return given.length === 0 ? '' : '?' + given.map(([k, v]) => `${k}=${encodeURIComponent(String(v))}`).join('&');
}

export const api = {
    session: () => json('GET', '/session'),
    signIn: (/** @type {Json} */ who) => json('POST', '/session', { json: who }),
    signOut: () => json('DELETE', '/session'),
    system: () => json('GET', '/system'),

    addImage: (/** @type {Blob} */ file, /** @type {string} */ name) =>
        json('POST', '/images' + query({ name }), { body: file, type: file.type }),
    uploadImage: async (/** @type {Blob} */ file, /** @type {string} */ name, /** @type {(share: number) => void} */ told) =>
        (await upload(file, 'image', name, told)).image,
    image: (/** @type {string} */ id) => json('GET', `/images/${e(id)}`),
    imageUrl: (/** @type {string} */ id) => `${BASE}/images/${e(id)}/file`,
    thumbnailUrl: (/** @type {string} */ id) => `${BASE}/images/${e(id)}/thumbnail`,
    segment: (/** @type {string} */ id, /** @type {Json} */ prompt, /** @type {AbortSignal} */ signal) =>
        json('POST', `/images/${e(id)}/segmentations`, { json: prompt, signal }),
    propose: (/** @type {string} */ id) => json('POST', `/images/${e(id)}/proposals`),
    addMask: (/** @type {Blob} */ png) => json('POST', '/masks', { body: png, type: 'image/png' }),
    combineMasks: (/** @type {string} */ operation, /** @type {string[]} */ masks, /** @type {number} */ radius) =>
        json('POST', '/masks/combine', { json: radius === undefined ? { operation, masks } : { operation, masks, radius } }),
    drawMask: (/** @type {number} */ width, /** @type {number} */ height, /** @type {Json} */ shape) =>
        json('POST', '/masks/draw', { json: { width, height, shape } }),
    maskUrl: (/** @type {string} */ id) => `${BASE}/masks/${e(id)}/file`,
    openClipFile: (/** @type {Blob} */ file, /** @type {string} */ name, /** @type {(share: number) => void} */ told) =>
        upload(file, 'clip', name, told),

    gallery: () => json('GET', '/gallery'),
    openExample: (/** @type {string} */ id) => json('POST', `/gallery/${e(id)}/open`),

    check: (/** @type {Json} */ request, /** @type {AbortSignal} */ signal) =>
        json('POST', '/scene/check', { json: request, signal }),
    plate: (/** @type {Json} */ request, /** @type {AbortSignal} */ signal) =>
        json('POST', '/scene/plate', { json: request, signal }),
    motion: (/** @type {Json} */ request, /** @type {AbortSignal} */ signal) =>
        json('POST', '/scene/motion', { json: request, signal }),
    controlMap: async (/** @type {Json} */ request, /** @type {AbortSignal} */ signal) => {
        const response = await call('POST', '/scene/control-map', { json: request, signal });
        return { frames: Number(response.headers.get('Tractrix-Frames') ?? 1), blob: await response.blob() };
    },

    projects: (/** @type {Json} */ filter) => json('GET', '/projects' + query(filter)),
    project: (/** @type {string} */ id) => json('GET', `/projects/${e(id)}`),
    addProject: (/** @type {string} */ name, /** @type {Json} */ document) =>
        json('POST', '/projects', { json: { name, document } }),
    saveProject: (
        /** @type {string} */ id,
        /** @type {number} */ version,
        /** @type {string} */ name,
        /** @type {Json} */ document,
        keepalive = false,
    ) =>
        json('PUT', `/projects/${e(id)}`, {
            json: { name, document },
            headers: { 'If-Match': `"v${version}"`, Prefer: 'return=minimal' },
            keepalive,
        }),
    binProject: (/** @type {string} */ id, forever = false) => json('DELETE', `/projects/${e(id)}` + query({ forever })),
    restoreProject: (/** @type {string} */ id) => json('POST', `/projects/${e(id)}/restore`),

    jobs: (/** @type {Json} */ filter) => json('GET', '/jobs' + query(filter)),
    addJobs: (/** @type {Json} */ request, /** @type {string} */ key) =>
        json('POST', '/jobs', { json: request, headers: { 'Idempotency-Key': key } }),
    cancelJob: (/** @type {string} */ id) => json('POST', `/jobs/${e(id)}/cancel`),
    retryJob: (/** @type {string} */ id) => json('POST', `/jobs/${e(id)}/retry`),
    previewUrl: (/** @type {string} */ id, /** @type {number} */ step) => `${BASE}/jobs/${e(id)}/preview?step=${step}`,

    clips: (/** @type {Json} */ filter) => json('GET', '/clips' + query(filter)),
    clip: (/** @type {string} */ id) => json('GET', `/clips/${e(id)}`),
    changeClip: (/** @type {string} */ id, /** @type {Json} */ change) => json('PATCH', `/clips/${e(id)}`, { json: change }),
    binClip: (/** @type {string} */ id, forever = false) => json('DELETE', `/clips/${e(id)}` + query({ forever })),
    restoreClip: (/** @type {string} */ id) => json('POST', `/clips/${e(id)}/restore`),
    clipReport: (/** @type {string} */ id) => json('GET', `/clips/${e(id)}/report`),
    clipRecord: (/** @type {string} */ id) => json('GET', `/clips/${e(id)}/record`),
    openClip: (/** @type {string} */ id) => json('POST', `/clips/${e(id)}/scene`),
    clipMediaUrl: (/** @type {string} */ id, /** @type {string} */ format, download = false) =>
        `${BASE}/clips/${e(id)}/media/${format}` + query({ download: download || undefined }),
    clipAnimaticUrl: (/** @type {string} */ id, /** @type {string} */ format) =>
        `${BASE}/clips/${e(id)}/animatic/${format}`,
    clipStripUrl: (/** @type {string} */ id, /** @type {string} */ kind) => `${BASE}/clips/${e(id)}/strip` + query({ kind }),
    clipFrameUrl: (/** @type {string} */ id, /** @type {number} */ frame) => `${BASE}/clips/${e(id)}/frames/${frame}`,
    clipRecordUrl: (/** @type {string} */ id) => `${BASE}/clips/${e(id)}/record`,
    clipExportUrl: (/** @type {string} */ id) => `${BASE}/clips/${e(id)}/export`,

    models: () => json('GET', '/models'),
    checkModel: (/** @type {string} */ name) => json('POST', `/models/${e(name)}/check`),
    pulls: () => json('GET', '/models/pulls'),
    pullModel: (/** @type {Json} */ request) => json('POST', '/models/pulls', { json: request }),
    cancelPull: (/** @type {string} */ id) => json('DELETE', `/models/pulls/${e(id)}`),

    studies: () => json('GET', '/studies'),
    study: (/** @type {string} */ id) => json('GET', `/studies/${e(id)}`),
    addStudy: (/** @type {Json} */ request) => json('POST', '/studies', { json: request }),
    deleteStudy: (/** @type {string} */ id) => json('DELETE', `/studies/${e(id)}`),
    nextPair: (/** @type {string} */ id, /** @type {string} */ rater) =>
        json('GET', `/studies/${e(id)}/next` + query({ rater })),
    vote: (/** @type {string} */ id, /** @type {Json} */ vote) => json('POST', `/studies/${e(id)}/votes`, { json: vote }),
    studyVotesUrl: (/** @type {string} */ id) => `${BASE}/studies/${e(id)}/votes`,
    studyResults: (/** @type {string} */ id) => json('GET', `/studies/${e(id)}/results`),
};

/** Bytes of one piece of a resumable upload. */
const PIECE = 4 * 1024 * 1024;

/**
 * An upload in pieces, taken up again where the line broke.
 *
 * @param {Blob} file
 * @param {'image' | 'mask' | 'clip'} purpose
 * @param {string} name
 * @param {(share: number) => void} told
 * @returns {Promise<Json>} the finished upload
 */
async function upload(file, purpose, name, told) {
    const begun = await json('POST', '/uploads', { json: { purpose, bytes: file.size, name } });
    let offset = 0;
    let failures = 0;
    for (;;) {
        try {
            const response = await call('PATCH', `/uploads/${e(begun.id)}`, {
                body: file.slice(offset, offset + PIECE),
                type: 'application/offset+octet-stream',
                headers: { 'Upload-Offset': String(offset) },
            });
            if (response.status === 200) {
                return response.json();
            }
            offset = Number(response.headers.get('Upload-Offset'));
            failures = 0;
            told(offset / file.size);
        } catch (problem) {
            const again = problem instanceof Problem && (problem.status === 0 || problem.status === 409);
            if (!again || ++failures > 5) {
                throw problem;
            }
            await new Promise((resolve) => setTimeout(resolve, 300 * 2 ** failures));
            const now = await json('GET', `/uploads/${e(begun.id)}`).catch(() => null);
            offset = now?.offset ?? offset;
        }
    }
}

/** Milliseconds before a line that was refused is asked for again: at first, and at most. */
const PAUSE = [1000, 30_000];

/**
 * Listens to what happens on the server until the page goes. The browser takes up a broken line by itself, with the id of
 * the last event, and gets what it missed; after an answer that is no stream (401, 429, 503) it gives up, and the line is
 * opened anew from here.
 *
 * @param {Record<string, (data: Json) => void>} handlers by the event's name
 * @param {(connected: boolean) => void} told
 * @returns {() => void} ends it
 */
export function listen(handlers, told) {
    let last = '';
    let pause = PAUSE[0];
    let refused = false;
    /** @type {EventSource} */
    let source;
    /** @type {ReturnType<typeof setTimeout>} */
    let again;
    const open = () => {
        source = new EventSource(`${BASE}/events` + query({ after: last }));
        for (const [name, handle] of Object.entries(handlers)) {
            source.addEventListener(name, (event) => {
                const { lastEventId, data } = /** @type {MessageEvent} */ (event);
                last = lastEventId || last;
                handle(JSON.parse(data));
            });
        }
        source.onopen = () => {
            pause = PAUSE[0];
            told(true);
            if (refused && last === '') {
                // nobody knows what was missed
                handlers.reset?.(null);
            }
            refused = false;
        };
        source.onerror = () => {
            told(false);
            if (source.readyState === EventSource.CLOSED) {
                refused = true;
                again = setTimeout(open, pause);
                pause = Math.min(2 * pause, PAUSE[1]);
            }
        };
    };
    open();
    return () => {
        clearTimeout(again);
        source.close();
    };
}
