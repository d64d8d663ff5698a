// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

/**
 * Where the source's pixels are in a frame: {@code x' = zoom * x + dx}, {@code y' = zoom * y + dy}.
 *
 * @param zoom larger than 0; 2 shows things twice as large
 * @param dx source pixels
 * @param dy source pixels
 */
public record Pose(double zoom, double dx, double dy) {
    public static final Pose IDENTITY = new Pose(1, 0, 0);

    public Pose {
        if (!(zoom > 0) || !Double.isFinite(zoom) || !Double.isFinite(dx) || !Double.isFinite(dy)) {
            throw new IllegalArgumentException(
                    "a pose is finite with a zoom above 0, got " + zoom + ", " + dx + ", " + dy);
        }
    }

    public double x(double sourceX) {
        return zoom * sourceX + dx;
    }

    public double y(double sourceY) {
        return zoom * sourceY + dy;
    }

    /** First this, then the other. */
    public Pose then(Pose next) {
        return new Pose(next.zoom * zoom, next.zoom * dx + next.dx, next.zoom * dy + next.dy);
    }

    /** From the frame back to the source. */
    public Pose inverse() {
        return new Pose(1 / zoom, -dx / zoom, -dy / zoom);
    }
}
