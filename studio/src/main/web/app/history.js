// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Undo and redo without limit, as pure functions: documents are never changed in place and share what did not change.

/** @typedef {import('../types.js').Doc} Doc */
/** @typedef {import('../types.js').History} History */

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
 * For saving beside the project: the newest steps that fit.
 *
 * @param {History} history
 * @param {number} mostBytes of JSON, about
 * @returns {{past: {label: string, doc: Doc}[], future: {label: string, doc: Doc}[]}}
 */
export function kept(history, mostBytes) {
    let left = mostBytes;
    /** @param {readonly import('../types.js').Entry[]} entries */
    const take = (entries) => {
        const out = [];
        for (const { label, doc } of entries) {
            left -= JSON.stringify(doc).length;
            if (left < 0) {
                break;
            }
            out.push({ label, doc });
        }
        return out;
    };
    const past = take([...history.past].reverse()).reverse();
    return { past, future: take(history.future) };
}

/**
 * @param {Doc} doc
 * @param {{past?: {label: string, doc: Doc}[], future?: {label: string, doc: Doc}[]}} saved
 * @param {string} label of the document
 * @returns {History}
 */
export function restored(doc, saved, label) {
    const entry = (/** @type {{label: string, doc: Doc}} */ e) => ({ ...e, mark: null });
    return {
        past: (saved.past ?? []).map(entry),
        present: { label, doc, mark: null },
        future: (saved.future ?? []).map(entry),
    };
}
