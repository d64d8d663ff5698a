// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

/**
 * The circle that carries the control signal: the incircle of a mask, later moved along the trajectory.
 *
 * @param x centre, source pixels
 * @param y centre, source pixels
 * @param radius source pixels, 0 or more
 */
public record Disc(double x, double y, double radius) {
    public Disc {
        if (!Double.isFinite(x) || !Double.isFinite(y) || !Double.isFinite(radius) || radius < 0) {
            throw new IllegalArgumentException("a disc has a finite centre and a radius of 0 or more, got (" + x + ", "
                    + y + "), radius " + radius);
        }
    }
}
