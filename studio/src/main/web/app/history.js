// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Undo and redo without limit, as pure functions: documents are never changed in place and share what did not change.

/** @typedef {import('../types.js').Doc} Doc */
/** @typedef {import('../types.js').History} History */

/** Of a number in JSON, at most. */
const PLACE_BYTES = 7;

/**
 * @param {Doc} doc
 * @returns {History}
 */
export function begin(doc) {
    return { past: [], present: { label: 'Open', doc, mark: null }, future: [] };
}

/**
 * @param {History} history
 * @param {string} label what was done, for people
 * @param {Doc} doc
 * @param {string | null} [mark] changes in a row with one mark (a drag, a slider) are one step
 * @returns {History}
 */
export function change(history, label, doc, mark = null) {
    if (doc === history.present.doc) {
        return history;
    }
    const merge = mark !== null && mark === history.present.mark;
    return {
        past: merge ? history.past : [...history.past, history.present],
        present: { label, doc, mark },
        future: [],
    };
}

/**
 * Ends a gesture: the next change with the same mark is a step of its own.
 *
 * @param {History} history
 * @returns {History}
 */
export function settle(history) {
    return history.present.mark === null ? history : { ...history, present: { ...history.present, mark: null } };
}

/**
 * @param {History} history
 * @returns {History}
 */
export function undo(history) {
    const last = history.past[history.past.length - 1];
    if (!last) {
        return history;
    }
    return {
        past: history.past.slice(0, -1),
        present: { ...last, mark: null },
        future: [{ ...history.present, mark: null }, ...history.future],
    };
}

/**
 * @param {History} history
 * @returns {History}
 */
export function redo(history) {
    const [next, ...future] = history.future;
    if (!next) {
        return history;
    }
    return { past: [...history.past, history.present], present: next, future };
}

/**
 * Steps as they are saved: an entity that several of them share is there once, and a document has its place for it. Old
 * projects have whole documents and no entities.
 *
 * @typedef {{entities?: import('../types.js').Entity[], past?: {label: string, doc: any}[], future?: {label: string, doc: any}[]}} Saved
 */

/**
 * For saving beside the project: the newest steps that fit, some thousands.
 *
 * @param {History} history
 * @param {number} mostBytes of JSON, about
 * @returns {Required<Saved>}
 */
export function kept(history, mostBytes) {
    let left = mostBytes;
    /** @type {import('../types.js').Entity[]} */
    const entities = [];
    const places = new Map();
    /** @param {readonly import('../types.js').Entry[]} entries */
    const take = (entries) => {
        const out = [];
        for (const { label, doc } of entries) {
            const fresh = doc.entities.filter((e) => !places.has(e));
            left -= JSON.stringify([label, { ...doc, entities: fresh }]).length + PLACE_BYTES * doc.entities.length;
            if (left < 0) {
                break;
            }
            fresh.forEach((e) => places.set(e, entities.push(e) - 1));
            out.push({ label, doc: { ...doc, entities: doc.entities.map((e) => places.get(e)) } });
        }
        return out;
    };
    const past = take([...history.past].reverse()).reverse();
    return { entities, past, future: take(history.future) };
}

/**
 * Saved steps with another one as the newest of the past.
 *
 * @param {Saved} saved
 * @param {string} label of the document
 * @param {Doc} doc
 * @returns {Saved} without a future
 */
export function followed({ entities, past = [] }, label, doc) {
    if (!entities) {
        return { past: [...past, { label, doc }] };
    }
    const placed = { ...doc, entities: doc.entities.map((_, i) => entities.length + i) };
    return { entities: [...entities, ...doc.entities], past: [...past, { label, doc: placed }] };
}

/**
 * @param {Doc} doc
 * @param {Saved} saved
 * @param {string} label of the document
 * @returns {History}
 */
export function restored(doc, { entities, past = [], future = [] }, label) {
    const entry = (/** @type {{label: string, doc: any}} */ e) => ({
        label: e.label,
        doc: entities ? { ...e.doc, entities: e.doc.entities.map((/** @type {number} */ i) => entities[i]) } : e.doc,
        mark: null,
    });
    return { past: past.map(entry), present: { label, doc, mark: null }, future: future.map(entry) };
}
