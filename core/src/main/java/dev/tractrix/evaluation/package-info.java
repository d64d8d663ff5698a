// SPDX-License-Identifier: Apache-2.0
/** How well a clip did what was asked: where the things went, and what should have stayed. */
package dev.tractrix.evaluation;
