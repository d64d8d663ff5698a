// SPDX-License-Identifier: Apache-2.0
// @ts-check
// The page's state: one object, replaced and never changed in place; who listens is told once a frame.
import * as history from './history.js';
import { EMPTY } from './doc.js';

/** @typedef {import('../types.js').Doc} Doc */
/** @typedef {import('../types.js').History} History */
/** @typedef {import('../types.js').ToolName} ToolName */
/** @typedef {any} Json */

/**
 * @typedef {object} State
 * @property {{name: string, id: string}} route
 * @property {Json} session
 * @property {boolean} connected to the server's events
 * @property {History} history
 * @property {{id: string, version: number, name: string} | null} project
 * @property {'saved' | 'changed' | 'saving' | 'offline' | 'conflict'} saving
 * @property {string | null} selected entity's key
 * @property {string[]} also keys of what is selected besides; what moves, is drawn or deleted is it all
 * @property {number | null} keyframe index in the selected entity's trajectory
 * @property {number | null} cameraMove index
 * @property {ToolName} tool
 * @property {number} brush radius, source pixels
 * @property {string | null} refining key of the entity that further clicks refine
 * @property {boolean} less clicks take away from what is refined, and Shift adds
 * @property {{key: string, score: number}[]} candidates masks to choose from
 * @property {boolean} picking the server is looking for the thing
 * @property {boolean} proposing the server is looking for all that could be dragged
 * @property {string} selector what found the candidates: a segmentation model's name, or classical
 * @property {{key: string, score: number}[] | null} proposals what could be dragged; null where nobody has asked
 * @property {boolean} playing
 * @property {boolean} loop
 * @property {{discs: boolean, maps: boolean, paths: boolean, frame: boolean}} show
 * @property {Json | null} check the server's preflight of the scene as it is
 * @property {{x: number[], y: number[], radius: number[]}[]} locks discs that hold the rest, frame by frame, as the server finds them
 * @property {'none' | 'rough' | 'loading' | 'fine'} plate how good the animatic is
 * @property {'motion' | 'generate' | 'results'} tab of the right pane
 * @property {'left' | 'stage' | 'right'} pane that a phone shows
 * @property {Json} request what is asked of the next run
 * @property {Json[]} jobs newest first
 * @property {Record<string, number>} previews newest step that has a picture, by job
 * @property {Json[]} clips newest first
 * @property {string[]} compared clips that are open, in the order in which they were opened
 * @property {Json[]} models
 * @property {{id: number, text: string, kind: 'note' | 'error', action?: {label: string, run: () => void}}[]} toasts
 * @property {string | null} dialog
 * @property {Json} page whatever the other pages keep; empty where one has just come to another
 */

/** @type {State} */
const initial = {
    route: { name: 'home', id: '' },
    session: null,
    connected: true,
    history: history.begin(EMPTY),
    project: null,
    saving: 'saved',
    selected: null,
    also: [],
    keyframe: null,
    cameraMove: null,
    tool: 'pick',
    brush: 14,
    refining: null,
    less: false,
    candidates: [],
    picking: false,
    proposing: false,
    selector: '',
    proposals: null,
    playing: false,
    loop: true,
    show: { discs: true, maps: false, paths: true, frame: true },
    check: null,
    locks: [],
    plate: 'none',
    tab: 'motion',
    pane: 'stage',
    request: { preset: 'good', model: 'embedded', seed: '', sweep: 1, bestOf: 1 },
    jobs: [],
    previews: {},
    clips: [],
    compared: [],
    models: [],
    toasts: [],
    dialog: null,
    page: {},
};

class Store {
    constructor() {
        /** @type {State} */
        this.state = initial;
        /** @type {Set<(state: State, before: State) => void>} */
        this.listeners = new Set();
        this.told = initial;
        this.pending = false;
    }

    /** @returns {Doc} */
    get doc() {
        return this.state.history.present.doc;
    }

    /** @param {Partial<State>} change another selected thing is selected alone, unless it is said what is besides */
    set(change) {
        const alone = change.selected !== undefined && change.selected !== this.state.selected && !change.also;
        this.state = { ...this.state, ...change, ...(alone ? { also: [] } : {}) };
        if (!this.pending) {
            this.pending = true;
            // a hidden tab paints no frames, but must go on saving
            if (document.hidden) {
                setTimeout(() => this.tell(), 0);
            } else {
                requestAnimationFrame(() => this.tell());
            }
        }
    }

    /** Keeps something for the page that is shown, until one goes to another. @param {Json} change */
    keep(change) {
        this.set({ page: { ...this.state.page, ...change } });
    }

    /**
     * The page that is shown now, for whoever waits for an answer: one that comes when it has been left is of no use to
     * the next.
     *
     * @returns {(change?: Json) => boolean} keeps something for it while it is shown, and says whether it is
     */
    visit() {
        const { route } = this.state;
        return (change) => {
            const here = this.state.route === route;
            if (here && change) {
                this.keep(change);
            }
            return here;
        };
    }

    /** Tells the listeners now what they have not been told yet. */
    tell() {
        this.pending = false;
        const before = this.told;
        this.told = this.state;
        for (const listener of this.listeners) {
            listener(this.told, before);
        }
    }

    /**
     * @param {(state: State, before: State) => void} listener
     * @returns {() => void} ends it
     */
    subscribe(listener) {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    /**
     * Changes the document; undo brings it back.
     *
     * @param {string} label for people
     * @param {(doc: Doc) => Doc} change
     * @param {string | null} [mark] see {@link history.change}
     */
    edit(label, change, mark = null) {
        this.set({ history: history.change(this.state.history, label, change(this.doc), mark) });
    }

    /**
     * The selected things that are there and not locked: what an edit of one of them is an edit of.
     *
     * @param {string} key of the one that is edited
     * @returns {string[]} that key alone where it is not selected
     */
    together(key) {
        const all = [this.state.selected, ...this.state.also];
        return all.includes(key) ? this.doc.entities.filter((e) => all.includes(e.key) && !e.frozen).map((e) => e.key) : [key];
    }

    /** Ends a gesture. */
    settle() {
        this.set({ history: history.settle(this.state.history) });
    }

    undo() {
        this.travel(history.undo(this.state.history), 'Undone', this.state.history.present.label);
    }

    redo() {
        this.travel(history.redo(this.state.history), 'Redone', this.state.history.future[0]?.label);
    }

    /**
     * @param {History} next
     * @param {string} what
     * @param {string} [label]
     */
    travel(next, what, label) {
        if (next !== this.state.history && label) {
            this.set({ history: next, keyframe: null, refining: null, candidates: [] });
            this.announce(`${what}: ${label}`);
        }
    }

    /**
     * A line that passes by at the bottom, and that a screen reader reads.
     *
     * @param {string} text
     * @param {{kind?: 'note' | 'error', action?: {label: string, run: () => void}}} [how]
     */
    toast(text, how = {}) {
        const id = performance.now() + Math.random();
        const toast = { id, text, kind: how.kind ?? /** @type {const} */ ('note'), action: how.action };
        // of lines that count up only the newest is of interest
        const stem = text.replace(/[\d.]+ %$/, '');
        const others = this.state.toasts.filter((t) => t.text.replace(/[\d.]+ %$/, '') !== stem).slice(-3);
        this.set({ toasts: [...others, toast] });
        setTimeout(() => this.set({ toasts: this.state.toasts.filter((t) => t.id !== id) }), how.kind === 'error' ? 9000 : 4500);
    }

    /** @param {unknown} error */
    fail(error) {
        if (error instanceof DOMException && error.name === 'AbortError') {
            return;
        }
        if (this.state.session?.expired && /** @type {{status?: number}} */ (error).status === 401) {
            return; // the page says so already
        }
        console.error(error);
        const cure = /** @type {{cure?: string}} */ (error).cure;
        const text = error instanceof Error ? error.message : String(error);
        this.toast(cure && !text.includes(cure) ? `${text}: ${cure}` : text, { kind: 'error' });
    }

    /**
     * Only for a screen reader.
     *
     * @param {string} text
     */
    announce(text) {
        const region = document.getElementById('announcer');
        if (region) {
            region.textContent = text;
        }
    }
}

export const store = new Store();
