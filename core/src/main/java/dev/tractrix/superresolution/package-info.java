// SPDX-License-Identifier: Apache-2.0
/**
 * A model's small clip at the size of the photograph, by reference: the clip says where everything goes, the photograph
 * what it looks like. Networks are used only through the frames that they made.
 */
package dev.tractrix.superresolution;
