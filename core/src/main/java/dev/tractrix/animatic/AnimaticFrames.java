// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import dev.tractrix.image.Picture;
import java.util.List;

/**
 * An animatic with what a guide needs to know about it. All lists have one entry a frame, all of one size.
 *
 * @param frames the pictures
 * @param movingMask height x width, row by row, 0..1: how much of the pixel is something whose motion the scene says. The
 *     things and backgrounds that move; everything the source shows while the camera moves
 * @param uncovered height x width, row by row, 0..1: how much of the pixel is made up, because the source does not show it:
 *     behind things that went away, and beyond the source's border
 * @param beyond height x width, row by row, 0..1: where a moving thing that the source's border cuts may go on
 */
public record AnimaticFrames(
        List<Picture> frames, List<float[]> movingMask, List<float[]> uncovered, List<float[]> beyond) {
    public AnimaticFrames {
        frames = List.copyOf(frames);
        movingMask = List.copyOf(movingMask);
        uncovered = List.copyOf(uncovered);
        beyond = List.copyOf(beyond);
        int count = frames.size();
        if (count == 0 || movingMask.size() != count || uncovered.size() != count || beyond.size() != count) {
            throw new IllegalArgumentException("one mask and two maps a frame, got " + count + " frames, "
                    + movingMask.size() + " masks, " + uncovered.size() + " and " + beyond.size() + " maps");
        }
    }

    /** The same with other pictures. */
    public AnimaticFrames withFrames(List<Picture> pictures) {
        return new AnimaticFrames(pictures, movingMask, uncovered, beyond);
    }
}
