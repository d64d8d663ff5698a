// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.fault.BadInputException;
import java.util.List;
import java.util.Optional;

/**
 * What a person pointed at: pixels of the image from its top left corner, whole numbers at the pixels' centres.
 *
 * @param positive points on the thing
 * @param negative points on what is not the thing
 * @param box a box around the thing
 */
public record Prompt(List<Point> positive, List<Point> negative, Optional<Box> box) {
    public Prompt {
        positive = List.copyOf(positive);
        negative = List.copyOf(negative);
    }

    /** A click. */
    public record Point(double x, double y) {
        @Override
        public String toString() {
            return number(x) + "," + number(y);
        }
    }

    /** From the left top to the right bottom edge. */
    public record Box(double x0, double y0, double x1, double y1) {
        /** Whether the point lies in it or on its edge. */
        public boolean contains(Point p) {
            return p.x >= x0 && p.x <= x1 && p.y >= y0 && p.y <= y1;
        }

        @Override
        public String toString() {
            return number(x0) + "," + number(y0) + "," + number(x1) + "," + number(y1);
        }
    }

    /** One click on the thing. */
    public static Prompt at(double x, double y) {
        return new Prompt(List.of(new Point(x, y)), List.of(), Optional.empty());
    }

    /** A box around the thing. */
    public static Prompt in(double x0, double y0, double x1, double y1) {
        return new Prompt(List.of(), List.of(), Optional.of(new Box(x0, y0, x1, y1)));
    }

    /** And this point is not the thing. */
    public Prompt not(double x, double y) {
        List<Point> more = new java.util.ArrayList<>(negative);
        more.add(new Point(x, y));
        return new Prompt(positive, more, box);
    }

    /**
     * Whether an image of this size can be asked so.
     *
     * @throws BadInputException when there is neither a positive point nor a box, a point lies outside the image, the box
     *     has no area or reaches beyond the image, two points of opposite sign share a pixel, or a positive point lies
     *     outside the box
     */
    public void check(int width, int height) {
        if (positive.isEmpty() && box.isEmpty()) {
            throw BadInputException.of(
                    "selection", "a point on the thing or a box around it", "neither", "click on the thing");
        }
        positive.forEach(p -> checkInside("positive point " + p, p, width, height));
        negative.forEach(p -> checkInside("negative point " + p, p, width, height));
        for (Point p : positive) {
            for (Point n : negative) {
                if (Math.round(p.x) == Math.round(n.x) && Math.round(p.y) == Math.round(n.y)) {
                    throw BadInputException.of(
                            "points", "one label for a pixel", "both labels at " + p, "drop one of the two");
                }
            }
        }
        box.ifPresent(b -> checkBox(b, width, height));
    }

    private void checkBox(Box b, int width, int height) {
        // negated, so that NaN fails too
        if (!(b.x1 - b.x0 > 0 && b.y1 - b.y0 > 0)) {
            throw BadInputException.of(
                    "box " + b, "left,top,right,bottom with an area above 0", "none", "swap or move its corners");
        }
        if (!(b.x0 >= 0 && b.y0 >= 0 && b.x1 <= width && b.y1 <= height)) {
            throw BadInputException.of(
                    "box " + b,
                    "a box within the image of " + width + "x" + height,
                    "one beyond it",
                    "move its corners");
        }
        for (Point p : positive) {
            if (!b.contains(p)) {
                throw BadInputException.of(
                        "positive point " + p, "a point in the box " + b, "one outside it", "move one of the two");
            }
        }
    }

    private static void checkInside(String what, Point p, int width, int height) {
        if (!(p.x >= 0 && p.y >= 0 && p.x < width && p.y < height)) {
            throw BadInputException.of(
                    what,
                    "a pixel of the image, 0,0 to " + (width - 1) + "," + (height - 1),
                    "one outside it",
                    "move it");
        }
    }

    private static String number(double v) {
        return v == Math.rint(v) && Math.abs(v) < 1e9 ? Long.toString((long) v) : Double.toString(v);
    }
}
