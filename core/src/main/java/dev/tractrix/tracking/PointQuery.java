// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Mask;
import java.util.ArrayList;
import java.util.List;

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

    /** A regular grid of side x side points over a frame, each in the middle of its cell, row by row. */
    public static List<PointQuery> grid(int frame, int width, int height, int side) {
        List<PointQuery> out = new ArrayList<>();
        for (int i = 0; i < side * side; i++) {
            out.add(new PointQuery(
                    frame, (i % side + 0.5) * width / side - 0.5, (i / side + 0.5) * height / side - 0.5));
        }
        return out;
    }

    /**
     * The points of a grid of side x side over a mask's box that lie on the mask.
     *
     * @throws BadInputException for a mask without a pixel
     */
    public static List<PointQuery> on(Mask mask, int frame, int side) {
        Mask.Bounds box = mask.bounds()
                .orElseThrow(() -> BadInputException.of(
                        "mask", "at least one pixel of the thing", "none", "it is white on the thing"));
        List<PointQuery> out = new ArrayList<>();
        for (PointQuery q : grid(frame, box.width(), box.height(), side)) {
            double x = box.left() + q.x();
            double y = box.top() + q.y();
            if (mask.at((int) Math.round(x), (int) Math.round(y))) {
                out.add(new PointQuery(frame, x, y));
            }
        }
        return out;
    }
}
