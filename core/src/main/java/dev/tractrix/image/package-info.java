// SPDX-License-Identifier: Apache-2.0
/** Pixels in plain Java arrays: pictures and masks, and reading and writing them with a bound on their size. */
package dev.tractrix.image;
