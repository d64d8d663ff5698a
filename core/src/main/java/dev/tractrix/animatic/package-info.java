// SPDX-License-Identifier: Apache-2.0
/** The clip made without a network: cut things out with a soft matte, fill what they uncover, move them, move the camera. */
package dev.tractrix.animatic;
