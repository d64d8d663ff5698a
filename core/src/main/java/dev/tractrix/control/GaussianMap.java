// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import java.util.Objects;

/**
 * One frame of the Gaussian map: a bright blob for each disc, on black.
 *
 * <p>All blobs are one template at different sizes: a Gaussian of sigma 40 on 200x200 pixels about pixel (100, 100),
 * cut to the circle of radius 100, its peak 255. A blob of radius r has its half-maximum circle at 0.47 r and ends at r
 * with 11/255.
 *
 * <p>The template is laid over the box from {@code x - r} to {@code x + r}, pixel edge to pixel edge, when (x, y) is the
 * disc's centre pixel: the blob's peak is then up to half a pixel left of and above the disc's centre. The released code
 * does so for whole numbers, and networks have been trained on it; the same is kept for fractions.
 *
 * @param width pixels
 * @param height pixels
 * @param pixels height x width, 0..255 unsigned; drawn into
 */
public record GaussianMap(int width, int height, byte[] pixels) {
    /** Width and height of the template. */
    public static final int TEMPLATE_SIZE = 200;

    private static final int TEMPLATE_RADIUS = TEMPLATE_SIZE / 2;
    private static final double SIGMA = 40;
    private static final byte[] TEMPLATE = makeTemplate();

    public GaussianMap {
        Objects.requireNonNull(pixels, "pixels");
        if (pixels.length != (long) width * height) {
            throw new IllegalArgumentException("a " + width + "x" + height + " map has " + (long) width * height
                    + " values, got " + pixels.length);
        }
    }

    /** A black map. */
    public static GaussianMap black(int width, int height) {
        return new GaussianMap(width, height, new byte[Math.multiplyExact(width, height)]);
    }

    /** A copy of the template, 200 x 200, 0..255 unsigned. */
    public static byte[] template() {
        return TEMPLATE.clone();
    }

    /**
     * Draws a blob that the frame's edge cuts off (profile {@code paper}).
     *
     * @param x the disc's centre, pixels, any fraction, may lie outside
     * @param y as x
     * @param radius pixels, any fraction; below 0.5 nothing may be hit
     * @param erase whether the blob's whole box replaces what is there; else the brighter value stays
     */
    public void drawCropped(double x, double y, double radius, boolean erase) {
        if (radius <= 0) {
            return;
        }
        int x1 = (int) Math.max(0, Math.ceil(x - radius - 0.5));
        int y1 = (int) Math.max(0, Math.ceil(y - radius - 0.5));
        int columns = (int) Math.min(width, Math.ceil(x + radius - 0.5)) - x1;
        int rows = (int) Math.min(height, Math.ceil(y + radius - 0.5)) - y1;
        if (columns < 1 || rows < 1) {
            return;
        }
        double left = x1 - (x - radius);
        double top = y1 - (y - radius);
        paste(LinearResize.part(TEMPLATE, TEMPLATE_SIZE, 2 * radius, left, top, columns, rows), x1, y1, columns, erase);
    }

    /**
     * Draws a blob as the released code does: its box is cut at the frame's edge and the whole template squeezed into what
     * is left.
     *
     * @param x the disc's centre pixel
     * @param y as x
     * @param radius whole pixels
     * @param lowest the least first column and row of a box; the last column and row of the frame always stay black
     * @param smallest boxes of fewer columns or rows than this are left out
     * @param erase whether the blob's whole box replaces what is there; else the brighter value stays
     * @return whether the blob was drawn
     */
    public boolean drawSqueezed(int x, int y, int radius, int lowest, int smallest, boolean erase) {
        int x1 = Math.max(x - radius, lowest);
        int y1 = Math.max(y - radius, lowest);
        int columns = Math.min(x + radius, width - 1) - x1;
        int rows = Math.min(y + radius, height - 1) - y1;
        if (columns < smallest || rows < smallest) {
            return false;
        }
        byte[] blob = LinearResize.resize(TEMPLATE, TEMPLATE_SIZE, TEMPLATE_SIZE, columns, rows);
        paste(blob, x1, y1, columns, erase);
        return true;
    }

    private void paste(byte[] blob, int x1, int y1, int columns, boolean erase) {
        for (int b = 0; b < blob.length; b++) {
            int i = (y1 + b / columns) * width + x1 + b % columns;
            if (erase || (blob[b] & 0xff) > (pixels[i] & 0xff)) {
                pixels[i] = blob[b];
            }
        }
    }

    private static byte[] makeTemplate() {
        byte[] out = new byte[TEMPLATE_SIZE * TEMPLATE_SIZE];
        float peak = gaussian(0, 0);
        for (int y = 0; y < TEMPLATE_SIZE; y++) {
            for (int x = 0; x < TEMPLATE_SIZE; x++) {
                int dx = x - TEMPLATE_RADIUS;
                int dy = y - TEMPLATE_RADIUS;
                if (dx * dx + dy * dy <= TEMPLATE_RADIUS * TEMPLATE_RADIUS) {
                    // truncated, not rounded, and in float: as the released code
                    out[y * TEMPLATE_SIZE + x] = (byte) (int) (gaussian(dx, dy) / peak * 255f);
                }
            }
        }
        return out;
    }

    private static float gaussian(int dx, int dy) {
        return (float) (1.0
                / 2
                / Math.PI
                / (SIGMA * SIGMA)
                * Math.exp(-0.5 * (dx * dx / (SIGMA * SIGMA) + dy * dy / (SIGMA * SIGMA))));
    }
}
