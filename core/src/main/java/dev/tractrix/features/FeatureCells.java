// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.features;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Mask;

/**
 * Which cells of a feature map belong to a mask. As the released code asks OpenCV's bilinear resize of a 0/1 image: a
 * cell belongs when at least half of the four pixels around its centre do, weighed by their nearness.
 */
public final class FeatureCells {
    private FeatureCells() {}

    /**
     * The cells inside.
     *
     * @param mask of the same field of view, any size
     * @param width cells across
     * @param height cells down
     * @return height x width, row by row
     */
    public static boolean[] under(Mask mask, int width, int height) {
        boolean[] cells = new boolean[width * height];
        for (int y = 0; y < height; y++) {
            double v = (y + 0.5) * mask.height() / height - 0.5;
            for (int x = 0; x < width; x++) {
                double u = (x + 0.5) * mask.width() / width - 0.5;
                cells[y * width + x] = coverage(mask, u, v) >= 0.5 - 1e-9;
            }
        }
        return cells;
    }

    /**
     * The cells inside on the map of an enlarged picture. A mask that is thin there can lie between the cells' centres though it
     * has a cell of the picture as it is: then what that cell became is inside.
     *
     * @param width cells of the enlarged picture across, a multiple of {@code enlarge}
     * @param enlarge how many times, 1 or more
     */
    public static boolean[] under(Mask mask, int width, int height, int enlarge) {
        boolean[] cells = under(mask, width, height);
        if (enlarge == 1 || count(cells) > 0) {
            return cells;
        }
        boolean[] coarse = under(mask, width / enlarge, height / enlarge);
        for (int i = 0; i < cells.length; i++) {
            cells[i] = coarse[i / width / enlarge * (width / enlarge) + i % width / enlarge];
        }
        return cells;
    }

    /**
     * As {@link #under(Mask, int, int, int)}, for a mask whose look is needed.
     *
     * @param name of the mask in messages
     * @throws BadInputException when no cell is inside
     */
    public static boolean[] require(Mask mask, int width, int height, int enlarge, String name) {
        boolean[] cells = under(mask, width, height, enlarge);
        if (count(cells) == 0) {
            throw BadInputException.of(
                    name,
                    "at least one of the " + width + "x" + height + " feature cells inside",
                    "none (" + mask.area() + " of " + mask.width() + "x" + mask.height() + " pixels)",
                    "select a larger region, or ask for a larger size");
        }
        return cells;
    }

    /** How many are inside. */
    public static int count(boolean[] cells) {
        int n = 0;
        for (boolean c : cells) {
            n += c ? 1 : 0;
        }
        return n;
    }

    private static double coverage(Mask mask, double u, double v) {
        int x = (int) Math.floor(u);
        int y = (int) Math.floor(v);
        double dx = u - x;
        double dy = v - y;
        return (1 - dy) * ((1 - dx) * at(mask, x, y) + dx * at(mask, x + 1, y))
                + dy * ((1 - dx) * at(mask, x, y + 1) + dx * at(mask, x + 1, y + 1));
    }

    private static int at(Mask mask, int x, int y) {
        int column = Math.max(0, Math.min(mask.width() - 1, x));
        int row = Math.max(0, Math.min(mask.height() - 1, y));
        return mask.at(column, row) ? 1 : 0;
    }
}
