// SPDX-License-Identifier: Apache-2.0
/** What a thing looks like, as a vector: the inner features of an image diffusion network, averaged under a mask. */
package dev.tractrix.features;
