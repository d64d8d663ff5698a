// SPDX-License-Identifier: Apache-2.0
/** Stable Video Diffusion's networks and sampler: spatio-temporal U-Net, temporal-decoder autoencoder, image tower, Euler scheduler. */
package dev.tractrix.svd;
