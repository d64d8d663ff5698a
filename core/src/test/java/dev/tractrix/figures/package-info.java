// SPDX-License-Identifier: Apache-2.0
/** Programs that measure the figures of docs/figures.md; the page says how each is run. Not part of the library. */
package dev.tractrix.figures;
