// SPDX-License-Identifier: Apache-2.0
// @ts-check
import { brush, eraser, lasso } from './paint.js';
import { camera } from './camera.js';
import { draw, line, pen } from './path.js';
import { box, move, pick } from './pick.js';

/**
 * What the pointer does. Tools keep what is under way to themselves; `cancel` forgets it.
 *
 * @typedef {object} Tool
 * @property {(stage: import('../stage.js').Stage, touch: import('../stage.js').Touch) => void} [down]
 * @property {(stage: import('../stage.js').Stage, touch: import('../stage.js').Touch, held: boolean) => void} [move]
 * @property {(stage: import('../stage.js').Stage, touch: import('../stage.js').Touch) => void} [up]
 * @property {(stage: import('../stage.js').Stage) => void} [cancel]
 * @property {(stage: import('../stage.js').Stage) => boolean} [finish] by Enter; whether there was anything to finish
 * @property {(stage: import('../stage.js').Stage) => string} [cursor]
 * @property {(stage: import('../stage.js').Stage) => import('../zrender.js').zrender.Element[]} [draw] what it shows above everything, as it is now
 * @property {(stage: import('../stage.js').Stage) => import('../animatic.js').Cast | null} [castShown] instead of the document
 * @property {(stage: import('../stage.js').Stage) => number | null} [timeShown]
 */

/** @type {Tool} */
const pan = { cursor: () => 'grab' };

/** @type {Record<import('../../types.js').ToolName, Tool>} */
export const TOOLS = { move, pick, box, lasso, brush, eraser, draw, pen, line, camera, pan };
