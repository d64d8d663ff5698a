// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import dev.tractrix.image.Mask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * For each pixel inside a mask the exact Euclidean distance to the nearest pixel outside it, the frame's border
 * counting as outside. After Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions" (2012): lower
 * envelope of parabolas, columns then rows, linear in the pixels.
 */
final class DistanceField {
    private static final double FAR = 1e20;

    private final int width;
    private final int height;
    /** Squared distances, row by row. */
    private final double[] squared;

    DistanceField(Mask mask) {
        width = mask.width();
        height = mask.height();
        squared = new double[width * height];
        int[] upright = upright(mask);
        Row row = new Row(width);
        for (int y = 0; y < height; y++) {
            System.arraycopy(row.of(upright, y), 1, squared, y * width, width);
        }
    }

    /** For each pixel the distance to the nearest outside pixel of its column. */
    private static int[] upright(Mask mask) {
        int w = mask.width();
        int h = mask.height();
        int[] distance = new int[w * h];
        for (int i = 0; i < distance.length; i++) {
            int above = i < w ? 0 : distance[i - w];
            distance[i] = mask.inside()[i] ? above + 1 : 0;
        }
        for (int i = distance.length - 1; i >= 0; i--) {
            int below = i >= w * (h - 1) ? 0 : distance[i + w];
            distance[i] = Math.min(distance[i], below + 1);
        }
        return distance;
    }

    /** Turns distances along columns into squared ones along both axes, row by row. */
    private static final class Row {
        private final int width;
        private final double[] line;
        private final double[] out;
        private final int[] site;
        private final double[] bound;

        Row(int width) {
            this.width = width;
            // one outside pixel at each end
            line = new double[width + 2];
            out = new double[width + 2];
            site = new int[width + 2];
            bound = new double[width + 3];
        }

        /** Squared distances of a row's pixels, the first at 1; valid until the next call. */
        double[] of(int[] upright, int y) {
            for (int x = 0; x < width; x++) {
                double d = upright[y * width + x];
                line[x + 1] = d * d;
            }
            transform(line, width + 2, out, site, bound);
            return out;
        }
    }

    /**
     * The incircle of a mask, found within its box: what lies outside the box is outside the mask. As {@link #largest}. Rows
     * whose columns leave most room come first; those without room for a circle as large as the one found are passed over.
     */
    static Disc largestIn(Mask mask) {
        Optional<Mask.Bounds> found = mask.bounds();
        if (found.isEmpty()) {
            return new Disc(0, 0, 0);
        }
        int left = found.get().left();
        int top = found.get().top();
        Mask box = Mask.empty(found.get().width(), found.get().height());
        for (int y = 0; y < box.height(); y++) {
            System.arraycopy(
                    mask.inside(), (top + y) * mask.width() + left, box.inside(), y * box.width(), box.width());
        }
        int[] upright = upright(box);
        int[] room = new int[box.height()];
        for (int i = 0; i < upright.length; i++) {
            room[i / box.width()] = Math.max(room[i / box.width()], upright[i]);
        }
        int[] rows = IntStream.range(0, box.height())
                .boxed()
                .sorted(Comparator.comparingInt(y -> -room[y]))
                .mapToInt(y -> y)
                .toArray();
        Row row = new Row(box.width());
        int best = 0;
        double most = 0;
        for (int y : rows) {
            if ((double) room[y] * room[y] < most) {
                break;
            }
            double[] squared = row.of(upright, y);
            for (int x = 0; x < box.width(); x++) {
                int at = y * box.width() + x;
                if (squared[x + 1] > most || squared[x + 1] == most && at < best) {
                    most = squared[x + 1];
                    best = at;
                }
            }
        }
        return new Disc(left + (double) (best % box.width()), top + (double) (best / box.width()), Math.sqrt(most));
    }

    /** The incircle; of several, the first in reading order. Radius 0 where nothing is inside. */
    Disc largest() {
        int best = 0;
        for (int i = 1; i < squared.length; i++) {
            if (squared[i] > squared[best]) {
                best = i;
            }
        }
        return new Disc(best % width, best / width, Math.sqrt(squared[best]));
    }

    /**
     * Disjoint circles, largest first: each time the largest that keeps clear of those already taken.
     *
     * @param most how many at most
     * @param leastRadius smaller ones are left out, pixels
     * @param mostRadius larger ones are taken as this large, pixels
     */
    List<Disc> disjoint(int most, double leastRadius, double mostRadius) {
        double[] radius = new double[squared.length];
        for (int i = 0; i < radius.length; i++) {
            radius[i] = Math.min(mostRadius, Math.sqrt(squared[i]));
        }
        List<Disc> discs = new ArrayList<>();
        while (discs.size() < most) {
            int best = farthest(radius, discs);
            if (radius[best] < leastRadius) {
                break;
            }
            Disc disc = new Disc(best % width, best / width, radius[best]);
            discs.add(disc);
            for (int i = 0; i < radius.length; i++) {
                radius[i] = Math.min(radius[i], distance(i, disc) - disc.radius());
            }
        }
        return discs;
    }

    /** The pixel with the largest radius; among equal ones the farthest from the discs taken, so that they spread. */
    private int farthest(double[] radius, List<Disc> discs) {
        int best = 0;
        double bestApart = -1;
        for (int i = 0; i < radius.length; i++) {
            if (radius[i] < radius[best]) {
                continue;
            }
            double apart = FAR;
            for (Disc disc : discs) {
                apart = Math.min(apart, distance(i, disc));
            }
            if (radius[i] > radius[best] || apart > bestApart) {
                best = i;
                bestApart = apart;
            }
        }
        return best;
    }

    private double distance(int pixel, Disc disc) {
        double dx = pixel % width - disc.x();
        double dy = pixel / width - disc.y();
        return Math.sqrt(dx * dx + dy * dy);
    }

    private static void transform(double[] f, int n, double[] out, int[] site, double[] bound) {
        int k = 0;
        site[0] = 0;
        bound[0] = -FAR;
        bound[1] = FAR;
        for (int q = 1; q < n; q++) {
            double s = crossing(f, site[k], q);
            while (s <= bound[k]) {
                k--;
                s = crossing(f, site[k], q);
            }
            k++;
            site[k] = q;
            bound[k] = s;
            bound[k + 1] = FAR;
        }
        k = 0;
        for (int q = 0; q < n; q++) {
            while (bound[k + 1] < q) {
                k++;
            }
            double d = q - site[k];
            out[q] = d * d + f[site[k]];
        }
    }

    private static double crossing(double[] f, int p, int q) {
        return ((f[q] + (double) q * q) - (f[p] + (double) p * p)) / (2.0 * (q - p));
    }
}
