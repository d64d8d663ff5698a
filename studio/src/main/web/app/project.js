// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Projects: opening, saving by itself, and two tabs in one project. Every change is kept in this browser at once and on the
// server half a second later; whichever of the two is newer is what opens next time.
import { CLIENT, Problem, api } from '../remote/client.js';
import { begin, followed, kept, restored } from './history.js';
import { EMPTY } from './doc.js';
import { keyOfShape, onWire, restore, saved } from './masks.js';
import { readProjectClips } from './runs.js';
import { fromScene, toScene } from './scene.js';
import { prepare } from './select.js';
import { store } from './store.js';

/** @typedef {import('../types.js').Doc} Doc */
/** @typedef {any} Json */

const CALM = 500;
/** Larger pictures are sent in pieces, so that a broken line costs one piece and not all. */
const WHOLE = 4 * 1024 * 1024;
/** Undo steps are kept with the project as long as they fit; the server takes documents of 8 MiB. */
const HISTORY_BYTES = 5_000_000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {Promise<void> | null} */
let running = null;
/** What the server has. @type {Doc | null} */
let savedDoc = null;
let savedName = '';
/** The scene of a save that is on its way, as JSON. @type {string | null} */
let sending = null;

/**
 * A new project with a picture.
 *
 * @param {Blob} file
 * @param {string} name
 */
export async function openPicture(file, name) {
    if (/^video\//.test(file.type) || /\.(mp4|webm|gif|webp|zip)$/i.test(name)) {
        // GIF and WebP are formats of clips and of pictures
        const picture = /^image\//.test(file.type);
        if ((await openClip(file, name, picture)) || !picture) {
            return;
        }
    }
    try {
        store.toast('Opening the picture');
        const sent = file.type === 'image/webp' || file.type === 'image/avif' ? await asPng(file) : file;
        const image = sent.size > WHOLE ? await api.uploadImage(sent, name, told) : await api.addImage(sent, name);
        const title = name.replace(/\.[^.]*$/, '') || 'Untitled';
        const doc = { ...EMPTY, image: { id: image.id, name: image.name ?? name, width: image.width, height: image.height } };
        const project = await api.addProject(title, documentOf(doc));
        go(project.id);
    } catch (e) {
        store.fail(e);
    }
}

/**
 * A clip that Tractrix made carries its scene; its ZIP has the picture and the masks too.
 *
 * @param {Blob} file
 * @param {string} name
 * @param {boolean} quiet says nothing where the file carries no scene
 * @returns {Promise<boolean>} false only then
 */
async function openClip(file, name, quiet) {
    try {
        if (!quiet) {
            store.toast('Reading the scene out of the clip');
        }
        const done = await api.openClipFile(file, name, () => {});
        go(done.project.id);
    } catch (e) {
        if (quiet && e instanceof Problem && e.status === 422) {
            return false;
        }
        store.fail(e);
    }
    return true;
}

/** @param {number} share of an upload that is there */
function told(share) {
    store.toast(`Sending: ${Math.round(100 * share)} %`);
}

/**
 * Formats that the server does not read, but the browser does.
 *
 * @param {Blob} file
 */
async function asPng(file) {
    const bitmap = await createImageBitmap(file);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    return canvas.convertToBlob({ type: 'image/png' });
}

/** @param {string} id */
export function go(id) {
    location.hash = `#/project/${id}`;
}

/** @param {string} id */
export async function openProject(id) {
    if (store.state.project?.id === id) {
        return;
    }
    await saveNow();
    try {
        const project = await api.project(id);
        const draft = readDraft(id);
        // what this browser had not saved before it was closed
        const there = JSON.stringify(project.document.scene);
        // a save that was on its way when the page went is no other tab's: what came after it goes on from there
        const arrived = draft?.sent === there && draft.version + 1 === project.version;
        const mine = draft && (arrived || draft.version === project.version) ? draft.document : null;
        await take(project, mine ?? project.document, mine ? project.document : null);
        // the results that were looked at are another project's
        store.set({ tab: 'motion' });
        if (mine) {
            savedDoc = null;
            touch();
        } else if (draft && JSON.stringify(draft.document.scene) !== there) {
            offerDraft(draft.document, project);
        } else if (draft) {
            // it is all there
            localStorage.removeItem(draftKey(id));
        }
        prepare();
        readProjectClips();
    } catch (e) {
        store.fail(e);
        if (e instanceof Problem && e.status === 404) {
            location.hash = '#/';
        }
    }
}

/**
 * @param {Json} project
 * @param {Json} document
 * @param {Json | null} [base] what the server has, where the document is this browser's draft: it carries the undo steps
 */
async function take(project, document, base = null) {
    const doc = await docIn(document);
    let steps = document.page?.history;
    let label = 'Open';
    if (base) {
        const saved = await docIn(base);
        steps = base.page?.history;
        if (JSON.stringify(base.scene) !== JSON.stringify(document.scene)) {
            steps = followed(steps ?? { entities: [] }, label, saved);
            label = 'What was not saved';
        }
    }
    savedDoc = doc;
    savedName = project.name;
    store.set({
        project: { id: project.id, version: project.version, name: project.name },
        saving: 'saved',
        history: steps ? restored(doc, steps, label) : begin(doc),
        selected: doc.entities[0]?.key ?? null,
        keyframe: null,
        cameraMove: null,
        refining: null,
        candidates: [],
        proposals: null,
        check: null,
        locks: [],
        tool: 'pick',
        // an example shows at once what it is about
        playing: doc.entities.some((/** @type {import('../types.js').Entity} */ e) => e.trajectory.keyframes.length > 1) || doc.camera.length > 0,
    });
}

/** @param {Json} document */
async function docIn({ page, scene }) {
    await restore(page?.masks ?? {});
    return page?.doc && sameScene(page.doc, scene) ? page.doc : docOf(scene ?? {});
}

/**
 * A program may have changed the scene without knowing of the page's own part: then the scene counts.
 *
 * @param {Doc} doc
 * @param {Json} scene
 */
function sameScene(doc, scene) {
    const shape = (/** @type {Json} */ s) =>
        JSON.stringify([s.image, s.frames, s.fps, (s.entities ?? []).map((/** @type {Json} */ e) => [e.id, e.trajectory]), s.camera]);
    return shape(JSON.parse(JSON.stringify(toScene(doc, onWire, true)))) === shape(scene ?? {});
}

/** @param {Json} scene */
async function docOf(scene) {
    const image = scene.image ? await api.image(scene.image) : null;
    const ref = image ? { id: image.id, name: image.name, width: image.width, height: image.height } : null;
    return fromScene(scene, ref, (shape) => keyOfShape(shape, /** @type {{width: number, height: number}} */ (ref)));
}

/** @param {Doc} doc */
function documentOf(doc) {
    const { history } = store.state;
    const own = history.present.doc === doc;
    const steps = own ? kept(history, HISTORY_BYTES) : { entities: [], past: [], future: [] };
    const keys = new Set([...doc.entities, ...steps.entities].map((e) => e.mask ?? ''));
    return { scene: toScene(doc, onWire, true), page: { doc, masks: saved(keys), history: steps } };
}

/** Notes that there is something to save, and saves it soon. */
function touch() {
    const { project } = store.state;
    if (!project) {
        return;
    }
    writeDraft(project.id, project.version);
    if (store.state.saving !== 'conflict') {
        if (store.state.saving !== 'saving') {
            store.set({ saving: 'changed' });
        }
        clearTimeout(timer);
        timer = setTimeout(saveNow, CALM);
    }
}

/** @returns {Promise<void>} when everything is saved, or cannot be */
export async function saveNow() {
    clearTimeout(timer);
    if (running) {
        await running;
    }
    const { project, saving } = store.state;
    const doc = store.doc;
    if (!project || saving === 'conflict') {
        return;
    }
    if (doc === savedDoc && project.name === savedName) {
        store.set({ saving: 'saved' });
        return;
    }
    running = save(project, doc).finally(() => (running = null));
    await running;
}

/**
 * @param {{id: string, version: number, name: string}} project
 * @param {Doc} doc
 */
async function save(project, doc) {
    store.set({ saving: 'saving' });
    try {
        const document = documentOf(doc);
        sending = JSON.stringify(document.scene);
        const done = await api.saveProject(project.id, project.version, project.name, document);
        sending = null;
        savedDoc = doc;
        savedName = project.name;
        if (store.state.project?.id === project.id) {
            const more = store.doc !== doc;
            store.set({
                project: { ...store.state.project, version: done.version },
                saving: more ? 'changed' : 'saved',
            });
            if (more) {
                touch();
            } else {
                localStorage.removeItem(draftKey(project.id));
            }
        }
    } catch (e) {
        if (e instanceof Problem && e.status === 412) {
            store.set({ saving: 'conflict', dialog: 'conflict' });
        } else {
            // the draft in this browser keeps it; tried again until the server is back
            store.set({ saving: 'offline' });
            timer = setTimeout(saveNow, 3000);
            if (!(e instanceof Problem) || e.status !== 0) {
                store.fail(e);
            }
        }
    }
}

/**
 * Another tab, or a program, has saved this project.
 *
 * @param {{id: string, version: number, deleted: boolean, client: string}} event
 */
export async function onProjectEvent(event) {
    const { project, saving } = store.state;
    if (!project || event.id !== project.id || event.client === CLIENT || !(event.version > project.version)) {
        return;
    }
    if (saving === 'saved' && store.doc === savedDoc) {
        const theirs = await api.project(project.id);
        await take(theirs, theirs.document);
        store.toast('This project was changed in another tab: that is what you see now');
    } else {
        store.set({ saving: 'conflict', dialog: 'conflict' });
    }
}

/** @param {'theirs' | 'mine' | 'both'} which */
export async function resolve(which) {
    const { project } = store.state;
    if (!project) {
        return;
    }
    store.set({ dialog: null });
    try {
        if (which === 'both') {
            const copy = await api.addProject(`${project.name} (mine)`, documentOf(store.doc));
            localStorage.removeItem(draftKey(project.id));
            store.set({ saving: 'saved', project: null });
            go(copy.id);
            return;
        }
        const theirs = await api.project(project.id);
        if (which === 'theirs') {
            localStorage.removeItem(draftKey(project.id));
            await take(theirs, theirs.document);
        } else {
            savedDoc = null;
            store.set({ project: { ...project, version: theirs.version }, saving: 'changed' });
            await saveNow();
        }
    } catch (e) {
        store.fail(e);
    }
}

/**
 * @param {Json} document
 * @param {Json} project
 */
function offerDraft(document, project) {
    store.toast('Changes of yours from before were never saved, and the project has changed since', {
        action: {
            label: 'Open them as a copy',
            run: async () => {
                const copy = await api.addProject(`${project.name} (found again)`, document);
                localStorage.removeItem(draftKey(project.id));
                go(copy.id);
            },
        },
    });
}

/** @param {string} id */
const draftKey = (id) => `tractrix draft ${id}`;

/**
 * @param {string} id
 * @param {number} version
 */
function writeDraft(id, version) {
    try {
        const doc = store.doc;
        const keys = doc.entities.map((e) => e.mask ?? '');
        const document = { scene: toScene(doc, onWire, true), page: { doc, masks: saved(keys) } };
        localStorage.setItem(draftKey(id), JSON.stringify({ version, document, sent: sending }));
    } catch (e) {
        // a full store: the server's copy has to do
        console.warn(e);
    }
}

/** @param {string} id @returns {{version: number, document: Json, sent?: string | null} | null} */
function readDraft(id) {
    try {
        return JSON.parse(localStorage.getItem(draftKey(id)) ?? 'null');
    } catch {
        return null;
    }
}

/** Watches for changes from now on. */
export function startSaving() {
    store.subscribe((state, before) => {
        const changed = state.history.present.doc !== before.history.present.doc || state.project?.name !== before.project?.name;
        if (changed && state.project && state.project.id === before.project?.id && state.history.present.doc !== savedDoc) {
            touch();
        } else if (changed && state.project?.name !== savedName && state.project) {
            touch();
        }
    });
    addEventListener('pagehide', () => {
        store.tell();
        saveNow();
    });
    addEventListener('beforeunload', (e) => {
        // the draft is in this browser in any case; only what another tab has overtaken must be told
        if (store.state.saving === 'conflict') {
            e.preventDefault();
        }
    });
}
