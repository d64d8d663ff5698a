// SPDX-License-Identifier: Apache-2.0
/**
 * Selecting a thing in a photograph by clicks and boxes: what is asked ({@link dev.tractrix.selection.Prompt}), who
 * answers ({@link dev.tractrix.selection.Selector}), and an answer that needs no weights. No network in here; those that
 * answer with one implement the interface.
 */
package dev.tractrix.selection;
