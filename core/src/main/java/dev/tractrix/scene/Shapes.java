// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import java.util.Arrays;
import java.util.Map;

/** Regions as masks. A pixel is inside a shape when its centre is. */
final class Shapes {
    private Shapes() {}

    static Mask draw(Region region, int width, int height, int threshold) {
        if (region instanceof Region.MaskFile file) {
            return sized("mask " + file.path(), ImageFiles.readMask(file.path(), threshold), width, height);
        }
        if (region instanceof Region.Pixels pixels) {
            return sized("mask", pixels.mask(), width, height);
        }
        boolean[] inside = new boolean[width * height];
        if (region instanceof Region.Whole) {
            Arrays.fill(inside, true);
        } else if (region instanceof Region.Box box) {
            for (int y = first(box.top()); y <= last(box.bottom(), height); y++) {
                for (int x = first(box.left()); x <= last(box.right(), width); x++) {
                    inside[y * width + x] = true;
                }
            }
        } else if (region instanceof Region.Round round) {
            drawRound(round, width, height, inside);
        } else if (region instanceof Region.Polygon polygon) {
            drawPolygon(polygon, width, height, inside);
        } else {
            throw new IllegalArgumentException("the rest depends on the other regions");
        }
        return new Mask(width, height, inside);
    }

    /** What none of the drawn regions covers; the whole picture does not count as one. */
    static Mask rest(int width, int height, Map<Region, Mask> drawn) {
        boolean[] rest = new boolean[width * height];
        Arrays.fill(rest, true);
        drawn.forEach((region, mask) -> {
            if (!(region instanceof Region.Whole)) {
                for (int i = 0; i < rest.length; i++) {
                    rest[i] &= !mask.inside()[i];
                }
            }
        });
        return new Mask(width, height, rest);
    }

    private static Mask sized(String what, Mask mask, int width, int height) {
        if (mask.width() != width || mask.height() != height) {
            throw BadInputException.of(
                    what,
                    width + "x" + height + " as the image",
                    mask.width() + "x" + mask.height(),
                    "draw the mask on the image itself");
        }
        return mask;
    }

    private static void drawRound(Region.Round round, int width, int height, boolean[] inside) {
        double r = round.radius();
        for (int y = first(round.y() - r); y <= last(round.y() + r, height); y++) {
            for (int x = first(round.x() - r); x <= last(round.x() + r, width); x++) {
                inside[y * width + x] = Math.hypot(x - round.x(), y - round.y()) <= r;
            }
        }
    }

    /** Scan lines at the pixels' centres, even-odd. */
    private static void drawPolygon(Region.Polygon polygon, int width, int height, boolean[] inside) {
        int n = polygon.points().size();
        double[] crossing = new double[n];
        for (int y = 0; y < height; y++) {
            int count = 0;
            for (int i = 0; i < n; i++) {
                Region.Point a = polygon.points().get(i);
                Region.Point b = polygon.points().get((i + 1) % n);
                if (a.y() <= y != b.y() <= y) {
                    crossing[count++] = a.x() + (y - a.y()) / (b.y() - a.y()) * (b.x() - a.x());
                }
            }
            Arrays.sort(crossing, 0, count);
            for (int c = 0; c + 1 < count; c += 2) {
                for (int x = first(crossing[c]); x <= last(crossing[c + 1], width); x++) {
                    inside[y * width + x] = true;
                }
            }
        }
    }

    private static int first(double low) {
        return (int) Math.max(0, Math.ceil(low));
    }

    private static int last(double high, int size) {
        return (int) Math.min(size - 1, Math.floor(high));
    }
}
