// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import dev.tractrix.image.Mask;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;

/** Cutting a thing out of a picture: how much of each pixel is the thing, and which colour the thing itself has there. */
final class Matte {
    /** How clear an edge of the picture must be to move the mask's edge, as a variance of 0..1 colours. */
    private static final double EPSILON = 1e-5;

    private static final float STEEPNESS = 2.2f;
    /** How much the drawn mask itself counts beside its refined edge. */
    private static final float TRUST = 0.35f;

    private Matte() {}

    /**
     * Cuts along the mask's edge, as the picture shows it within a few pixels of the drawn one.
     *
     * @param picture 3 channels, 0..1
     * @param mask 1 channel, 0..1, the picture's size
     * @return 4 channels: colours of the thing alone, multiplied by how much of the pixel it is, and that
     */
    static FloatImage cut(FloatImage picture, FloatImage mask) {
        int band = Math.max(2, Math.min(picture.width(), picture.height()) / 100);
        return cut(picture, alpha(picture, mask, band), band);
    }

    /**
     * Cuts out a box drawn roughly around something: nothing says where its edge is, so it fades towards the box's sides.
     *
     * @param picture 3 channels, 0..1
     * @param mask 1 channel, 0..1, the picture's size
     * @return as {@link #cut}
     */
    static FloatImage cutFading(FloatImage picture, FloatImage mask) {
        double area = 0;
        for (float m : mask.values()) {
            area += m;
        }
        double side = Math.sqrt(area);
        FloatImage blurred = Filters.gaussian(mask, Math.max(1, side / 8));
        float[] alpha = new float[mask.values().length];
        for (int i = 0; i < alpha.length; i++) {
            // the blurred mask is a half at its sides
            alpha[i] = mask.values()[i] * Math.max(0, 2 * blurred.values()[i] - 1);
        }
        return cut(picture, new FloatImage(mask.width(), mask.height(), 1, alpha), Math.max(2, (int) side / 8));
    }

    private static FloatImage cut(FloatImage picture, FloatImage alpha, int band) {
        FloatImage wide = ownColours(picture, alpha, picture, 8 * band);
        FloatImage colours = ownColours(picture, alpha, wide, 2 * band);
        FloatImage out = FloatImage.zeros(picture.width(), picture.height(), 4);
        for (int i = 0; i < alpha.values().length; i++) {
            float a = alpha.values()[i];
            for (int c = 0; c < 3; c++) {
                out.values()[4 * i + c] = a * colours.values()[3 * i + c];
            }
            out.values()[4 * i + 3] = a;
        }
        return out;
    }

    private static FloatImage alpha(FloatImage picture, FloatImage mask, int band) {
        FloatImage refined = Filters.guided(picture, mask, band, EPSILON);
        Mask core = Filters.erode(mask.toMask(0.5f), band);
        Mask reach = Filters.dilate(mask.toMask(0.5f), band);
        float[] alpha = new float[mask.values().length];
        for (int i = 0; i < alpha.length; i++) {
            // where the picture shows no edge the filter smears the mask over the whole window, and thin parts away
            float a = 0.5f + STEEPNESS * (refined.values()[i] - 0.5f + TRUST * (mask.values()[i] - 0.5f));
            alpha[i] = core.inside()[i] ? 1 : reach.inside()[i] ? Math.min(1, Math.max(0, a)) : 0;
        }
        return new FloatImage(mask.width(), mask.height(), 1, alpha);
    }

    /**
     * The thing's colours where background shines through: the local means of both sides, corrected so that together they
     * give the pixel (Forte, Approximate Fast Foreground Colour Estimation, 2021).
     *
     * @param foreground first guess
     * @param radius over which the means are taken, pixels
     */
    private static FloatImage ownColours(FloatImage picture, FloatImage alpha, FloatImage foreground, int radius) {
        int n = alpha.values().length;
        FloatImage front = FloatImage.zeros(picture.width(), picture.height(), 4);
        FloatImage back = FloatImage.zeros(picture.width(), picture.height(), 4);
        for (int i = 0; i < n; i++) {
            float a = alpha.values()[i];
            for (int c = 0; c < 3; c++) {
                front.values()[4 * i + c] = a * foreground.values()[3 * i + c];
                back.values()[4 * i + c] = (1 - a) * picture.values()[3 * i + c];
            }
            front.values()[4 * i + 3] = a;
            back.values()[4 * i + 3] = 1 - a;
        }
        float[] f = Filters.box(front, radius).values();
        float[] b = Filters.box(back, radius).values();
        FloatImage out = FloatImage.zeros(picture.width(), picture.height(), 3);
        for (int i = 0; i < n; i++) {
            float a = alpha.values()[i];
            for (int c = 0; c < 3; c++) {
                float meanF = f[4 * i + c] / Math.max(1e-5f, f[4 * i + 3]);
                float meanB = b[4 * i + c] / Math.max(1e-5f, b[4 * i + 3]);
                float own = meanF + a * (picture.values()[3 * i + c] - a * meanF - (1 - a) * meanB);
                out.values()[3 * i + c] = Math.min(1, Math.max(0, own));
            }
        }
        return out;
    }
}
