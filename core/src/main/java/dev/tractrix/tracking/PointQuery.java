// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

/**
 * A point to follow.
 *
 * @param frame in which it is given, from 0
 * @param x pixels, a pixel's centre at whole coordinates
 * @param y as x
 */
public record PointQuery(int frame, double x, double y) {
    public PointQuery {
        if (frame < 0 || !Double.isFinite(x) || !Double.isFinite(y)) {
            throw new IllegalArgumentException(
                    "a query is a frame from 0 and a point, got " + frame + " " + x + " " + y);
        }
    }
}
