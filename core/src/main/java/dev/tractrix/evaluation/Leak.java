// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

/**
 * How much of a thing's surroundings came along with it, which the paper's insights 1 and 2 (section 3.1.2) show as tracks:
 * motion along the asked one, as a share of it, against the distance from the dragged point. A perfect clip has 1 inside
 * the mask and 0 outside, at every distance; a dragged pixel gives a bump about the point, a moved camera 1 everywhere.
 *
 * @param near the share outside the mask within one size of the thing (the root of its area) from its rim; NaN without a
 *     point there
 * @param far the share everywhere else
 * @param distance middle of each bin of the curves, percent of the diagonal from the dragged point
 * @param inside share inside the mask, a bin; NaN in an empty one
 * @param outside share outside the mask, a bin; NaN in an empty one
 * @param points outside the mask that were followed
 */
public record Leak(double near, double far, double[] distance, double[] inside, double[] outside, int points) {
    /** Not measured. */
    public static final Leak NONE = new Leak(Double.NaN, Double.NaN, new double[0], new double[0], new double[0], 0);
}
