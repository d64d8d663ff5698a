// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Takes away the seams between pieces that were copied from places of different light: the hole becomes the picture that
 * has the wanted differences between neighbours, joins its rim, and stays weakly near its colours (a screened Poisson
 * equation, as in Darabi et al., Image Melding, 2012).
 *
 * <p>Solved for the correction of the colours by multigrid cycles in which each coarse cell stands for four, so that even a
 * hole of half the picture is settled in a few dozen rounds.
 */
final class SeamBlending {
    private static final int CYCLES = 12;
    private static final int ROUNDS = 3;
    private static final int COARSEST_ROUNDS = 50;
    private static final float OVER_RELAXATION = 1.2f;
    private static final int COARSEST = 8;

    private final int width;
    private final int height;
    /** What ties a cell to no correction: itself, and its known neighbours. */
    private final float[] tie;
    /** What ties a cell to the next on the right, and below; 0 where one of the two is known. */
    private final float[] right;

    private final float[] below;
    private final float[] wanted;
    private final boolean[] open;
    private int[] cells;
    private SeamBlending next;

    private SeamBlending(int width, int height) {
        this.width = width;
        this.height = height;
        tie = new float[width * height];
        right = new float[width * height];
        below = new float[width * height];
        wanted = new float[3 * width * height];
        open = new boolean[width * height];
    }

    /**
     * Corrects the colours within the hole.
     *
     * @param rgb height x width x 3; changed in the hole
     * @param stepX what each pixel's right neighbour shall have more, 3 channels
     * @param stepY as stepX, below
     * @param bondX 0..1, how firmly a pixel is tied to its right neighbour
     * @param bondY as bondX, below
     * @param stay how strongly a pixel holds on to its own colour, against 1 for a firm bond
     */
    static void blend(
            int width,
            int height,
            float[] rgb,
            boolean[] hole,
            float[] stepX,
            float[] stepY,
            float[] bondX,
            float[] bondY,
            float stay) {
        SeamBlending grid = new SeamBlending(width, height);
        for (int i = 0; i < hole.length; i++) {
            grid.open[i] = hole[i];
            grid.tie[i] = hole[i] ? stay : 0;
        }
        for (int i = 0; i < hole.length; i++) {
            if (i % width < width - 1) {
                grid.join(i, i + 1, bondX[i], grid.right, rgb, stepX);
            }
            if (i + width < hole.length) {
                grid.join(i, i + width, bondY[i], grid.below, rgb, stepY);
            }
        }
        grid.list();
        float[] correction = grid.solve();
        for (int i = 0; i < hole.length; i++) {
            for (int c = 0; c < 3 && hole[i]; c++) {
                rgb[3 * i + c] = Math.min(1, Math.max(0, rgb[3 * i + c] + correction[3 * i + c]));
            }
        }
    }

    private void join(int i, int j, float bond, float[] bonds, float[] rgb, float[] step) {
        if (!open[i] && !open[j]) {
            return;
        }
        for (int c = 0; c < 3; c++) {
            float miss = bond * (step[3 * i + c] - (rgb[3 * j + c] - rgb[3 * i + c]));
            wanted[3 * j + c] += open[j] ? miss : 0;
            wanted[3 * i + c] -= open[i] ? miss : 0;
        }
        if (open[i] && open[j]) {
            bonds[i] = bond;
        } else {
            tie[open[i] ? i : j] += bond;
        }
    }

    private float[] solve() {
        SeamBlending coarse = Math.min(width, height) <= COARSEST ? null : coarser();
        float[] x = new float[wanted.length];
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            improve(x, coarse);
        }
        return x;
    }

    /** One multigrid cycle: what is left over after a few rounds is settled on the coarser grid. */
    private void improve(float[] x, SeamBlending coarse) {
        if (coarse == null) {
            relax(x, COARSEST_ROUNDS);
            return;
        }
        relax(x, ROUNDS);
        Arrays.fill(coarse.wanted, 0);
        for (int i : cells) {
            int j = i / width / 2 * coarse.width + i % width / 2;
            for (int c = 0; c < 3; c++) {
                coarse.wanted[3 * j + c] += pull(x, i, 3 * i + c);
            }
        }
        float[] correction = new float[coarse.wanted.length];
        coarse.improve(correction, coarse.next);
        for (int i : cells) {
            int j = i / width / 2 * coarse.width + i % width / 2;
            for (int c = 0; c < 3; c++) {
                x[3 * i + c] += correction[3 * j + c];
            }
        }
        relax(x, ROUNDS);
    }

    private SeamBlending coarser() {
        SeamBlending out = new SeamBlending((width + 1) / 2, (height + 1) / 2);
        for (int i : cells) {
            int x = i % width;
            int y = i / width;
            int j = y / 2 * out.width + x / 2;
            out.open[j] = true;
            out.tie[j] += tie[i];
            // between coarse cells the way is twice as long, so each of the two bonds is half as strong
            out.right[j] += x % 2 == 1 ? right[i] / 2 : 0;
            out.below[j] += y % 2 == 1 ? below[i] / 2 : 0;
        }
        out.list();
        out.next = Math.min(out.width, out.height) <= COARSEST ? null : out.coarser();
        return out;
    }

    private void list() {
        cells = IntStream.range(0, open.length).filter(i -> open[i]).toArray();
    }

    /** Successive over-relaxation. */
    private void relax(float[] x, int rounds) {
        for (int round = 0; round < rounds; round++) {
            for (int i : cells) {
                float share = OVER_RELAXATION / Math.max(1e-9f, weight(i));
                for (int p = 3 * i; p < 3 * i + 3; p++) {
                    x[p] += share * pull(x, i, p);
                }
            }
        }
    }

    private float weight(int i) {
        float left = i % width > 0 ? right[i - 1] : 0;
        float above = i >= width ? below[i - width] : 0;
        return tie[i] + right[i] + left + below[i] + above;
    }

    /** By how much a cell's equation is missed. */
    private float pull(float[] x, int i, int p) {
        float left = i % width > 0 ? right[i - 1] : 0;
        float above = i >= width ? below[i - width] : 0;
        float pull = wanted[p] - (tie[i] + right[i] + left + below[i] + above) * x[p];
        pull += right[i] > 0 ? right[i] * x[p + 3] : 0;
        pull += left > 0 ? left * x[p - 3] : 0;
        pull += below[i] > 0 ? below[i] * x[p + 3 * width] : 0;
        return pull + (above > 0 ? above * x[p - 3 * width] : 0);
    }
}
