// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

/**
 * How much a clip may hold: a small file can declare far more than fits into memory.
 *
 * @param frames most frames; further ones are an error, not dropped
 * @param framePixels most pixels of one frame
 * @param clipPixels most pixels of all frames together; three bytes of memory each
 */
public record ReadLimits(int frames, long framePixels, long clipPixels) {
    /** 10,000 frames, 8K frames, 600 megapixels (1.8 GB). */
    public static final ReadLimits DEFAULT = new ReadLimits(10_000, 34_000_000L, 600_000_000L);

    public ReadLimits {
        if (frames < 1 || framePixels < 1 || clipPixels < 1) {
            throw new IllegalArgumentException("limits are at least 1");
        }
    }
}
