// SPDX-License-Identifier: Apache-2.0
/** A finished clip's files: the exact frames that are kept, every other form made from them, the folder to hand on. */
package dev.tractrix.studio.clips;
