// SPDX-License-Identifier: Apache-2.0
/** Weights in files: safetensors, torch's pickles (allow-listed), and the report of what did not fit. */
package dev.tractrix.checkpoint;
