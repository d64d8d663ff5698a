// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

/** The shape of an image encoder in front of SAM's decoder. */
public sealed interface ImageEncoderConfig permits SamVisionConfig, TinyVitConfig {
    /** S, the side of the square picture in pixels. */
    int imageSize();

    /** g, the side of the embedding. */
    int grid();

    /** Channels of the embedding. */
    int outputChannels();
}
