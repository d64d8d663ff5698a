// SPDX-License-Identifier: Apache-2.0
/** Packs of scenes with what is true of them, runs over packs, and reports that compare runs. */
package dev.tractrix.benchmark;
