// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Everything by keyboard. One table is what is done and what the sheet shows.
import { stage } from '../stage/stage.js';
import { insertAt } from '../stage/tools/pick.js';
import { LEAST_GAP, changeKeyframe, insertKeyframe, keyframe, removeKeyframe } from '../geometry/trajectory.js';
import { changeEntity, duplicateEntity, entityOf, moveEntity, removeEntity, setTrajectory } from './doc.js';
import { clock } from '../views/player.js';
import { maskIn } from './masks.js';
import { saveNow } from './project.js';
import { generate } from './runs.js';
import { adds, choose, finishRefining, pickThing, refine, shiftedTogether } from './select.js';
import { store } from './store.js';

/** @typedef {import('../types.js').ToolName} ToolName */
/** @typedef {{keys: string, what: string, group: string, run: (e: KeyboardEvent) => void, when?: () => boolean}} Shortcut */

/** @param {ToolName} tool */
const use = (tool) => () => store.set({ tool });
const hasImage = () => store.doc.image !== null;
const selected = () => entityOf(store.doc, store.state.selected);
const hasEntity = () => selected() !== null;
const hasEntities = () => store.doc.entities.length > 0;

/** @type {Shortcut[]} */
export const SHORTCUTS = [
    { group: 'Tools', keys: 's', what: 'Select and drag', run: use('pick') },
    { group: 'Tools', keys: 'v', what: 'Edit points', run: use('move') },
    { group: 'Tools', keys: 'x', what: 'Box', run: use('box') },
    { group: 'Tools', keys: 'g', what: 'Lasso', run: use('lasso') },
    { group: 'Tools', keys: 'b', what: 'Brush', run: use('brush') },
    { group: 'Tools', keys: 'e', what: 'Eraser', run: use('eraser') },
    { group: 'Tools', keys: 'd', what: 'Draw a path freely', run: use('draw') },
    { group: 'Tools', keys: 'p', what: 'Path, click by click', run: use('pen') },
    { group: 'Tools', keys: 'l', what: 'Straight path', run: use('line') },
    { group: 'Tools', keys: 'c', what: 'Camera', run: use('camera') },
    { group: 'Tools', keys: 'h', what: 'Pan the view (or hold Space)', run: use('pan') },
    { group: 'Tools', keys: '[', what: 'Smaller brush', run: () => store.set({ brush: Math.max(1, store.state.brush * 0.8) }) },
    { group: 'Tools', keys: ']', what: 'Larger brush', run: () => store.set({ brush: Math.min(400, store.state.brush * 1.25) }) },

    { group: 'Edit', keys: 'Mod+z', what: 'Undo', run: () => store.undo() },
    { group: 'Edit', keys: 'Mod+Shift+z', what: 'Redo', run: () => store.redo() },
    { group: 'Edit', keys: 'Mod+y', what: 'Redo', run: () => store.redo() },
    { group: 'Edit', keys: 'Mod+s', what: 'Save now (it saves by itself)', run: () => void saveNow() },
    { group: 'Edit', keys: 'Mod+d', what: 'Duplicate the thing', when: hasEntity, run: duplicate },
    { group: 'Edit', keys: 'Delete', what: 'Delete the point, or the thing', when: hasEntity, run: remove },
    { group: 'Edit', keys: 'Backspace', what: 'Delete the point, or the thing', when: hasEntity, run: remove },
    { group: 'Edit', keys: 'Enter', what: 'Done: ends a path, a lasso, a selection; clicks at the cross', run: enter },
    { group: 'Edit', keys: 'Shift+Enter', what: 'Takes away at the cross', run: (e) => enter(e) },
    { group: 'Edit', keys: 'Escape', what: 'Gives up what is under way, then the selection', run: escape },
    { group: 'Edit', keys: '1', what: 'First candidate', when: () => store.state.candidates.length > 0, run: () => choose(0) },
    { group: 'Edit', keys: '2', what: 'Second candidate', when: () => store.state.candidates.length > 1, run: () => choose(1) },
    { group: 'Edit', keys: '3', what: 'Third candidate', when: () => store.state.candidates.length > 2, run: () => choose(2) },

    { group: 'Things', keys: 'Tab', what: 'Next thing (on the stage), after the last on to what follows', when: () => isNext(1), run: () => next(1) },
    { group: 'Things', keys: 'Shift+Tab', what: 'Thing before (on the stage)', when: () => isNext(-1), run: () => next(-1) },
    { group: 'Things', keys: 'Mod+a', what: 'All things: what moves, is drawn or deleted is all', when: hasEntities, run: all },
    { group: 'Things', keys: 'Alt+ArrowUp', what: 'One layer up', when: hasEntity, run: () => layer(-1) },
    { group: 'Things', keys: 'Alt+ArrowDown', what: 'One layer down', when: hasEntity, run: () => layer(1) },
    { group: 'Things', keys: 'Arrow keys', what: 'Move the point, the path or the cross; with Shift ten times as far', run: () => {} },

    { group: 'Time', keys: 'Space', what: 'Play, stop', run: () => store.set({ playing: !store.state.playing }) },
    { group: 'Time', keys: ',', what: 'Frame before', run: () => step(-1) },
    { group: 'Time', keys: '.', what: 'Next frame', run: () => step(1) },
    { group: 'Time', keys: 'Home', what: 'First frame', run: () => stage.seek(0) },
    { group: 'Time', keys: 'End', what: 'Last frame', run: () => stage.seek(1) },
    { group: 'Time', keys: 'k', what: 'Point of the path here; the first begins it', when: hasEntity, run: keyHere },
    { group: 'Time', keys: 'j', what: 'Point before', when: hasEntity, run: () => point(-1) },
    { group: 'Time', keys: ';', what: 'Next point', when: hasEntity, run: () => point(1) },

    { group: 'View', keys: '0', what: 'Whole picture', run: () => stage.fit() },
    { group: 'View', keys: '+', what: 'Nearer', run: () => stage.zoomBy(1.25) },
    { group: 'View', keys: '-', what: 'Farther', run: () => stage.zoomBy(0.8) },
    { group: 'View', keys: 'm', what: 'What the network sees', run: () => show('maps') },
    { group: 'View', keys: 'o', what: 'Discs', run: () => show('discs') },
    { group: 'View', keys: 'a', what: 'Paths', run: () => show('paths') },
    { group: 'View', keys: 'f', what: 'Frame of the clip', run: () => show('frame') },

    { group: 'Run', keys: 'Mod+Enter', what: 'Generate', when: hasImage, run: () => void generate() },
    { group: 'Run', keys: '?', what: 'This sheet', run: () => store.set({ dialog: 'shortcuts' }) },
];

export function startShortcuts() {
    addEventListener('keydown', (e) => {
        if (store.state.route.name === 'compare' && !store.state.dialog && !typing(e.target) && !e.defaultPrevented) {
            playerKey(e);
        }
        if (store.state.route.name !== 'project' && e.key !== '?') {
            return;
        }
        if (store.state.dialog || typing(e.target) || e.defaultPrevented) {
            return;
        }
        if (e.code === 'Space') {
            holdSpace(e);
            return;
        }
        if (e.key.startsWith('Arrow') && !e.altKey && !e.ctrlKey && !e.metaKey && onStage()) {
            e.preventDefault();
            arrow(e);
            return;
        }
        const found = SHORTCUTS.find((s) => matches(s.keys, e) && (s.when?.() ?? true));
        if (found && !(e.target instanceof HTMLButtonElement && e.key === 'Enter')) {
            e.preventDefault();
            found.run(e);
        }
    });
    addEventListener('keyup', (e) => {
        if (e.code === 'Space' && stage.spaceHeld) {
            stage.spaceHeld = false;
            stage.cursor();
            // a short press plays, a long one was for panning
            if (performance.now() - spaceSince < 250) {
                store.set({ playing: !store.state.playing });
            }
        }
    });
}

/** @param {KeyboardEvent} e for the clips that are compared */
function playerKey(e) {
    /** @type {Record<string, () => void>} */
    const keys = { ' ': () => clock.toggle(), ',': () => clock.step(-1), '.': () => clock.step(1) };
    const run = keys[e.key];
    const presses = e.key === ' ' && e.target instanceof HTMLElement && e.target.closest('button, a, summary, input');
    if (run && !presses && !e.ctrlKey && !e.metaKey && !e.altKey) {
        e.preventDefault();
        run();
        store.set({});
    }
}

let spaceSince = 0;

/** @param {KeyboardEvent} e */
function holdSpace(e) {
    if (e.target instanceof HTMLButtonElement || e.target instanceof HTMLAnchorElement) {
        return;
    }
    e.preventDefault();
    if (!stage.spaceHeld) {
        spaceSince = performance.now();
        stage.spaceHeld = true;
        stage.cursor();
    }
}

/**
 * @param {string} keys
 * @param {KeyboardEvent} e
 */
function matches(keys, e) {
    const parts = keys.length > 1 ? keys.split('+') : [keys];
    const key = parts[parts.length - 1] || '+';
    const mod = e.ctrlKey || e.metaKey;
    const letter = /^[a-z]$/.test(key);
    return (
        (e.key === key || (letter && e.key.toLowerCase() === key)) &&
        mod === parts.includes('Mod') &&
        e.altKey === parts.includes('Alt') &&
        (parts.includes('Shift') === e.shiftKey || (!letter && key.length === 1))
    );
}

/** @param {EventTarget | null} target */
function typing(target) {
    return (
        target instanceof HTMLTextAreaElement ||
        target instanceof HTMLSelectElement ||
        (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type))
    );
}

function onStage() {
    return document.activeElement === stage.top;
}

function duplicate() {
    const entity = selected();
    if (entity) {
        let key = entity.key;
        store.edit('Duplicate', (doc) => {
            const made = duplicateEntity(doc, entity.key);
            key = made.key;
            return made.doc;
        });
        store.set({ selected: key });
    }
}

export function remove() {
    const entity = selected();
    if (!entity || entity.frozen) {
        return;
    }
    const { keyframe } = store.state;
    if (keyframe !== null && entity.trajectory.keyframes[keyframe]) {
        const left = entity.trajectory.keyframes.length - 1;
        store.edit('Delete a point', (doc) => setTrajectory(doc, entity.key, removeKeyframe(entity.trajectory, keyframe)));
        store.set({ keyframe: left > 0 ? Math.min(keyframe, left - 1) : null });
    } else {
        const keys = store.together(entity.key);
        store.edit('Delete', (doc) => keys.reduce(removeEntity, doc));
        store.set({ selected: null, refining: null, candidates: [] });
        store.toast(keys.length > 1 ? `${keys.length} things deleted` : `${entity.name} deleted`, { action: { label: 'Undo', run: () => store.undo() } });
    }
}

function all() {
    const keys = store.doc.entities.map((e) => e.key);
    const first = store.state.selected ?? keys[0];
    store.set({ selected: first, also: keys.filter((k) => k !== first), keyframe: null, cameraMove: null, refining: null, candidates: [] });
    store.announce(`${keys.length} things selected`);
}

/** @param {KeyboardEvent} e */
function enter(e) {
    if (stage.tool.finish?.(stage)) {
        stage.redraw(true);
    } else if (onStage() && stage.pointer && store.state.tool === 'pick' && stage.cross) {
        const { refining } = store.state;
        if (refining) {
            refine(refining, stage.pointer, adds(e.shiftKey));
        } else {
            pickThing({ point: stage.pointer });
        }
    } else {
        finishRefining();
    }
}

function escape() {
    stage.tool.cancel?.(stage);
    const { refining, keyframe, selected: key, playing } = store.state;
    if (refining) {
        finishRefining();
    } else if (keyframe !== null) {
        store.set({ keyframe: null });
    } else if (playing) {
        store.set({ playing: false });
    } else if (key) {
        store.set({ selected: null });
    }
    stage.redraw(true);
}

/** @param {KeyboardEvent} e */
function arrow(e) {
    const far = e.shiftKey ? 10 : 1;
    const dx = (e.key === 'ArrowRight' ? far : 0) - (e.key === 'ArrowLeft' ? far : 0);
    const dy = (e.key === 'ArrowDown' ? far : 0) - (e.key === 'ArrowUp' ? far : 0);
    const entity = selected();
    const { keyframe, refining } = store.state;
    if (entity && !entity.frozen && !refining && entity.trajectory.keyframes.length > 0) {
        const t = entity.trajectory;
        const k = keyframe === null ? null : t.keyframes[keyframe];
        const nudged = (/** @type {import('../types.js').Doc} */ doc) =>
            k && keyframe !== null
                ? changeEntity(doc, entity.key, { trajectory: changeKeyframe(t, keyframe, { x: k.x + dx, y: k.y + dy }) })
                : shiftedTogether(doc, entity.key, dx, dy);
        store.edit('Nudge', nudged, `nudge ${entity.key} ${keyframe}`);
        return;
    }
    const image = store.doc.image;
    if (image) {
        stage.cross = true;
        const from = stage.pointer ?? { x: image.width / 2, y: image.height / 2 };
        stage.pointer = {
            x: Math.min(image.width - 1, Math.max(0, from.x + dx * 4)),
            y: Math.min(image.height - 1, Math.max(0, from.y + dy * 4)),
        };
        stage.redraw(false);
    }
}

/**
 * The thing after the selected one, in the list's order; none beyond its ends, so that Tab leaves the stage there.
 *
 * @param {number} by
 */
function neighbour(by) {
    const { entities } = store.doc;
    const at = entities.findIndex((e) => e.key === store.state.selected);
    return at < 0 ? entities[by > 0 ? 0 : entities.length - 1] : entities[at + by];
}

/** @param {number} by */
function isNext(by) {
    return onStage() && neighbour(by) !== undefined;
}

/** @param {number} by */
function next(by) {
    const to = neighbour(by);
    if (to) {
        store.set({ selected: to.key, keyframe: null });
        store.announce(`${to.name}, ${to.kind}`);
    }
}

/** @param {number} by */
function layer(by) {
    const entity = selected();
    if (entity) {
        const at = store.doc.entities.indexOf(entity);
        store.edit('Change the order', (doc) => moveEntity(doc, entity.key, at + by));
    }
}

/** @param {number} by */
function step(by) {
    const last = Math.max(1, store.doc.frames - 1);
    stage.seek((Math.round(stage.time * last) + by) / last);
}

function keyHere() {
    const entity = selected();
    if (!entity || entity.frozen) {
        return;
    }
    finishRefining();
    if (entity.trajectory.keyframes.length === 0) {
        beginPath(entity);
    } else {
        const { trajectory, index } = insertKeyframe(entity.trajectory, stage.time);
        if (trajectory === entity.trajectory) {
            store.set({ keyframe: index });
        } else {
            insertAt(entity.key, stage.time, trajectory.keyframes[index]);
        }
    }
    const n = selected()?.trajectory.keyframes.length ?? 0;
    if (store.state.keyframe !== null) {
        store.announce(`Point ${store.state.keyframe + 1} of ${n}; the arrow keys move it`);
    }
}

/**
 * A path from where the thing lies: a point at the start, and one at the moment that is shown.
 *
 * @param {import('../types.js').Entity} entity
 */
function beginPath(entity) {
    const mask = maskIn(store.doc, entity);
    if (!mask) {
        return;
    }
    const { x, y } = mask.disc;
    const times = stage.time < LEAST_GAP ? [0] : [0, stage.time];
    const keyframes = times.map((time) => keyframe(time, x, y));
    store.edit('Begin a path', (doc) => setTrajectory(doc, entity.key, { ...entity.trajectory, keyframes }));
    store.set({ keyframe: keyframes.length - 1, playing: false });
}

/** @param {number} by */
function point(by) {
    const n = selected()?.trajectory.keyframes.length ?? 0;
    if (n > 0) {
        const { keyframe } = store.state;
        const to = keyframe === null ? (by > 0 ? 0 : n - 1) : (keyframe + by + n) % n;
        store.set({ keyframe: to, playing: false });
        store.announce(`Point ${to + 1} of ${n}`);
    }
}

/** @param {'maps' | 'discs' | 'paths' | 'frame'} what */
export function show(what) {
    store.set({ show: { ...store.state.show, [what]: !store.state.show[what] } });
}
