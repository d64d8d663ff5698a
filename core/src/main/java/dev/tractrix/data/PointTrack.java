// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/**
 * Where one point of a first frame is in every frame.
 *
 * @param entity whose point it is: an entity's id, or 0 for the background
 * @param x a frame, pixels; may lie outside the frame
 * @param y a frame, pixels
 * @param visible a frame: inside the frame and not covered
 */
public record PointTrack(int entity, double[] x, double[] y, boolean[] visible) {
    public PointTrack {
        if (x.length != y.length || x.length != visible.length) {
            throw new IllegalArgumentException("a track's x, y and visible have one value a frame");
        }
    }
}
