// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/** A convex polygon: a gable, a side of a box in perspective. */
final class ConvexOutline implements Outline {
    private final float[] x;
    private final float[] y;
    private final float reach;

    /** @param xy corners in pixels from the origin, clockwise as seen on the screen */
    ConvexOutline(float... xy) {
        x = new float[xy.length / 2];
        y = new float[x.length];
        float far = 0;
        for (int i = 0; i < x.length; i++) {
            x[i] = xy[2 * i];
            y[i] = xy[2 * i + 1];
            far = Math.max(far, x[i] * x[i] + y[i] * y[i]);
        }
        reach = (float) Math.sqrt(far);
    }

    @Override
    public float distance(float px, float py) {
        float d = -Float.MAX_VALUE;
        for (int i = 0; i < x.length; i++) {
            int j = i + 1 == x.length ? 0 : i + 1;
            float ex = x[j] - x[i];
            float ey = y[j] - y[i];
            float length = (float) Math.sqrt(ex * ex + ey * ey) + 1e-6f;
            d = Math.max(d, (ey * (px - x[i]) - ex * (py - y[i])) / length);
        }
        return d;
    }

    @Override
    public float reach() {
        return reach;
    }
}
