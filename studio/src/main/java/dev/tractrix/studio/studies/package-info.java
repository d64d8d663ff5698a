// SPDX-License-Identifier: Apache-2.0
/** Blind comparisons of clips by people: who sees which pair on which side, and what the votes say. */
package dev.tractrix.studio.studies;
