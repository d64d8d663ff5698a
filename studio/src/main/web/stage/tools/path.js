// SPDX-License-Identifier: Apache-2.0
// @ts-check
// Drawing where a thing goes. While the line is drawn the thing goes along with the pointer.
import { changeEntity, entityOf } from '../../app/doc.js';
import { giveTrajectory, pickThing } from '../../app/select.js';
import { store } from '../../app/store.js';
import { fewKeyframes } from '../../geometry/simplify.js';
import { HOLD, closed, drawn } from '../../geometry/trajectory.js';
import { Cast } from '../animatic.js';
import { thingAt } from '../hit.js';
import { label, outline, outlined, pairs, pin } from '../marks.js';
import { zrender } from '../zrender.js';

/** @typedef {import('../../types.js').Point} Point */
/** @typedef {import('../../types.js').Trajectory} Trajectory */
/** @typedef {import('../stage.js').Stage} Stage */
/** @typedef {import('../stage.js').Touch} Touch */
/** @typedef {import('./tools.js').Tool} Tool */

/** CSS pixels that a drawn line may be missed by. */
const TOLERANCE = 4;
/** CSS pixels from its start at which a line closes. */
const CLOSING = 12;

/** A line while it is drawn. */
export class Stroke {
    /**
     * @param {string | null} entity key; null: the thing under its start is still to be found
     * @param {Point} start source
     */
    constructor(entity, start) {
        this.entity = entity;
        /** @type {Point[]} */
        this.points = [start];
    }

    /**
     * The document as it is with the line so far.
     *
     * @param {Trajectory} trajectory
     * @returns {Cast | null}
     */
    cast(trajectory) {
        const entity = entityOf(store.doc, this.entity);
        if (!entity || trajectory.keyframes.length < 2) {
            return null;
        }
        // all else stays where one sees it: in the first frame
        const still = { ...store.doc, camera: [], entities: store.doc.entities.map((e) => ({ ...e, trajectory: HOLD })) };
        return new Cast(changeEntity(still, entity.key, { trajectory, kind: entity.kind === 'lock' ? 'thing' : entity.kind }));
    }

    /**
     * @param {Stage} stage
     * @param {Trajectory} trajectory
     * @param {string} what
     */
    finish(stage, trajectory, what) {
        const first = this.points[0];
        const last = this.points[this.points.length - 1];
        const loops =
            this.points.length > 6 && Math.hypot(first.x - last.x, first.y - last.y) * stage.viewport.zoom < CLOSING;
        const made = loops ? closed(trajectory) : trajectory;
        stage.time = 0;
        if (this.entity) {
            giveTrajectory(this.entity, made, what);
        } else {
            // nobody had to pick it first
            pickThing({ point: first }, made);
        }
    }
}

/** @param {Stage} stage @param {Touch} touch */
export function startOf(stage, touch) {
    const selected = entityOf(store.doc, store.state.selected);
    const under = thingAt(stage, touch.p);
    const entity = selected && (selected.key === under || !under || store.state.tool !== 'draw') ? selected.key : under;
    if (entityOf(store.doc, entity)?.frozen) {
        store.toast(`${entityOf(store.doc, entity)?.name} is locked against changes`);
        return null;
    }
    return new Stroke(entity, touch.p);
}

/** @type {Stroke | null} */
let free = null;

/** Freehand. @type {Tool} */
export const draw = {
    down(stage, touch) {
        free = startOf(stage, touch);
        if (free) {
            store.set({ playing: false });
        }
    },
    move(_, touch, held) {
        if (held && free) {
            free.points.push(touch.p);
        }
    },
    up(stage) {
        const stroke = free;
        free = null;
        if (stroke && stroke.points.length > 2) {
            stroke.finish(stage, fewKeyframes(stroke.points, TOLERANCE / stage.viewport.zoom), 'Draw a path');
        }
    },
    cancel() {
        free = null;
    },
    castShown: () => (free ? free.cast(drawn(ends(free.points))) : null),
    timeShown: () => (free ? 1 : null),
    draw: () => (free ? [drawnLine(free.points)] : []),
};

/** @type {Stroke | null} */
let straight = null;

/** A straight line; Shift turns it in steps of 15 degrees. @type {Tool} */
export const line = {
    down(stage, touch) {
        straight = startOf(stage, touch);
    },
    move(_, touch, held) {
        if (held && straight) {
            const start = straight.points[0];
            straight.points = [start, touch.shift ? stepped(start, touch.p) : touch.p];
        }
    },
    up(stage) {
        const stroke = straight;
        straight = null;
        if (stroke && stroke.points.length === 2) {
            stroke.finish(stage, drawn(stroke.points), 'Draw a straight path');
        }
    },
    cancel() {
        straight = null;
    },
    castShown: () => (straight ? straight.cast(drawn(straight.points)) : null),
    timeShown: () => (straight ? 1 : null),
    draw: () => (straight ? [drawnLine(straight.points)] : []),
};

/** @type {Stroke | null} */
let clicked = null;
const enterEnds = label('Enter ends');

/** Click by click; Enter or a double click ends, a click on the first point closes. @type {Tool} */
export const pen = {
    down(stage, touch) {
        if (!clicked) {
            clicked = startOf(stage, touch);
            store.set({ playing: false });
            return;
        }
        const first = stage.viewport.toStage(clicked.points[0]);
        if (clicked.points.length > 2 && Math.hypot(first.x - touch.at.x, first.y - touch.at.y) < CLOSING) {
            clicked.points.push({ ...clicked.points[0] });
            pen.finish?.(stage);
            return;
        }
        const last = stage.viewport.toStage(clicked.points[clicked.points.length - 1]);
        if (Math.hypot(last.x - touch.at.x, last.y - touch.at.y) < 5) {
            pen.finish?.(stage);
            return;
        }
        clicked.points.push(touch.shift ? stepped(clicked.points[clicked.points.length - 1], touch.p) : touch.p);
    },
    finish(stage) {
        const stroke = clicked;
        clicked = null;
        if (!stroke) {
            return false;
        }
        if (stroke.points.length > 1) {
            stroke.finish(stage, drawn(stroke.points), 'Draw a path by clicks');
        }
        return true;
    },
    cancel() {
        clicked = null;
    },
    castShown: (stage) =>
        clicked && stage.pointer ? clicked.cast(drawn([...clicked.points, stage.pointer])) : null,
    timeShown: (stage) => (clicked && stage.pointer ? 1 : null),
    draw(stage) {
        if (!clicked) {
            return [];
        }
        const points = stage.pointer ? [...clicked.points, stage.pointer] : clicked.points;
        const { zoom } = stage.viewport;
        const end = points[points.length - 1];
        return [drawnLine(points), pin(enterEnds, { x: end.x + 14 / zoom, y: end.y - 14 / zoom }, zoom)];
    },
};

/**
 * Start and end alone: the preview shows where the thing is now, a curve is not needed for that.
 *
 * @param {Point[]} points
 */
function ends(points) {
    return points.length < 2 ? points : [points[0], points[points.length - 1]];
}

/**
 * @param {Point} from
 * @param {Point} to
 * @returns {Point} on the nearest direction of 15 degrees
 */
function stepped(from, to) {
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const step = Math.PI / 12;
    const angle = Math.round(Math.atan2(to.y - from.y, to.x - from.x) / step) * step;
    return { x: from.x + length * Math.cos(angle), y: from.y + length * Math.sin(angle) };
}

const thread = outlined(zrender.Polyline);

/** @param {Point[]} points */
function drawnLine(points) {
    return outline(thread, '#fff', 2.5, { points: pairs(points) });
}
