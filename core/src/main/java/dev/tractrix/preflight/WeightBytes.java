// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.preflight;

/**
 * Bytes of a model's weights as they are computed with, by the parts that are in use at different times.
 *
 * @param features everything that looks at the things: U-Net, and autoencoder and text tower of its own
 * @param imageEncoder the tower that looks at the whole picture
 * @param vae of the video
 * @param controlNet beside the U-Net
 * @param unet of the video
 */
record WeightBytes(long features, long imageEncoder, long vae, long controlNet, long unet) {
    WeightBytes {
        if (Math.min(Math.min(features, imageEncoder), Math.min(vae, Math.min(controlNet, unet))) < 0) {
            throw new IllegalArgumentException("weights have 0 or more bytes");
        }
    }

    long all() {
        return features + imageEncoder + vae + controlNet + unet;
    }
}
