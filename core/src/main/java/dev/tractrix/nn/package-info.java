// SPDX-License-Identifier: Apache-2.0
/** Layers that two or more models share, and the cursor by which a model asks for its weights. */
package dev.tractrix.nn;
