// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.image.Picture;

/** Red, green and blue planes interleaved, 0..1, on which things are painted from back to front. */
final class Canvas {
    final int width;
    final int height;
    final float[] rgb;
    /** Whose each pixel is, row by row; null where nobody asks. */
    private int[] owners;

    private int owner;

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        this.rgb = new float[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    }

    /** From now on it is written down which thing covers a pixel at least half; what is there already is nobody's, 0. */
    void keepOwners() {
        owners = new int[width * height];
        owner = 0;
    }

    /** What is painted from now on belongs to another thing. */
    void nextOwner() {
        owner++;
    }

    /** What is painted from now on belongs to a thing that there is already. */
    void ownedBy(int thing) {
        owner = thing;
    }

    /** All rows from {@code top} on belong to another thing. */
    void ownBelow(float top) {
        owner++;
        if (owners != null) {
            int from = Math.min(height, Math.max(0, (int) Math.ceil(top)));
            java.util.Arrays.fill(owners, from * width, owners.length, owner);
        }
    }

    /** Row by row, 0 nobody's. */
    int[] owners() {
        return owners;
    }

    /** A thing with its place and light. Angles in radians, lengths in pixels. */
    record Placed(
            Outline outline,
            Material material,
            float x,
            float y,
            float u,
            float v,
            float softness,
            float roundness,
            float lightX,
            float lightY,
            float shadow) {}

    /** Fills everything with one material. */
    void fill(Material material, float u, float v) {
        float[] colour = new float[3];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i += 3) {
                material.colour(x - width * 0.5f, y - height * 0.5f, u, v, colour);
                rgb[i] = colour[0];
                rgb[i + 1] = colour[1];
                rgb[i + 2] = colour[2];
            }
        }
    }

    /** Paints one thing with its shadow over what is there. */
    void paint(Placed p) {
        if (p.shadow > 0) {
            shade(p);
        }
        float reach = p.outline.reach() + p.softness + 1;
        int x0 = Math.max(0, (int) Math.floor(p.x - reach));
        int x1 = Math.min(width - 1, (int) Math.ceil(p.x + reach));
        int y0 = Math.max(0, (int) Math.floor(p.y - reach));
        int y1 = Math.min(height - 1, (int) Math.ceil(p.y + reach));
        float[] colour = new float[3];
        float sharpness = 1 / Math.max(0.7f, p.softness);
        float inverse = 1 / p.outline.reach();
        for (int y = y0; y <= y1; y++) {
            float dy = y - p.y;
            for (int x = x0; x <= x1; x++) {
                float dx = x - p.x;
                float d = p.outline.distance(dx, dy);
                float alpha = 0.5f - d * sharpness;
                if (alpha <= 0) {
                    continue;
                }
                p.material.colour(dx, dy, p.u, p.v, colour);
                float light = 1 + p.roundness * (p.lightX * dx + p.lightY * dy) * inverse;
                float rim = 1 + d * inverse * 4;
                if (rim > 0 && d < 0) {
                    // the surface turns away from the viewer towards the edge
                    light -= 0.45f * p.roundness * rim * rim;
                }
                alpha = Math.min(1, alpha);
                int i = (y * width + x) * 3;
                rgb[i] += alpha * (light * colour[0] - rgb[i]);
                rgb[i + 1] += alpha * (light * colour[1] - rgb[i + 1]);
                rgb[i + 2] += alpha * (light * colour[2] - rgb[i + 2]);
                if (owners != null && alpha >= 0.5f) {
                    owners[i / 3] = owner;
                }
            }
        }
    }

    private void shade(Placed p) {
        float spread = Math.max(1.5f, 0.3f * p.outline.reach());
        float cx = p.x - p.lightX * spread;
        float cy = p.y - p.lightY * spread;
        float reach = p.outline.reach() + spread;
        int x0 = Math.max(0, (int) Math.floor(cx - reach));
        int x1 = Math.min(width - 1, (int) Math.ceil(cx + reach));
        int y0 = Math.max(0, (int) Math.floor(cy - reach));
        int y1 = Math.min(height - 1, (int) Math.ceil(cy + reach));
        float inverse = 1 / (2 * spread);
        for (int y = y0; y <= y1; y++) {
            for (int x = x0; x <= x1; x++) {
                float t = 0.5f - p.outline.distance(x - cx, y - cy) * inverse;
                if (t <= 0) {
                    continue;
                }
                t = Math.min(1, t);
                float gain = 1 - p.shadow * t * t * (3 - 2 * t);
                int i = (y * width + x) * 3;
                rgb[i] *= gain;
                rgb[i + 1] *= gain;
                rgb[i + 2] *= gain;
            }
        }
    }

    /** Blurs all that is there by a Gaussian of {@code sigma} pixels, made of small binomial steps. */
    void blur(float sigma) {
        // the kernel (w, 1 - 2w, w) has variance 2w; w at most 1/4 keeps it free of ringing
        float variance = sigma * sigma;
        float[] line = new float[3 * Math.max(width, height)];
        while (variance > 1e-3f) {
            float step = Math.min(0.5f, variance);
            blurOnce(step / 2, line);
            variance -= step;
        }
    }

    private void blurOnce(float w, float[] line) {
        for (int y = 0; y < height; y++) {
            smooth(y * width * 3, 3, width, w, line);
        }
        for (int x = 0; x < width; x++) {
            smooth(x * 3, width * 3, height, w, line);
        }
    }

    private void smooth(int start, int stride, int count, float w, float[] line) {
        for (int k = 0, i = start; k < count; k++, i += stride) {
            line[3 * k] = rgb[i];
            line[3 * k + 1] = rgb[i + 1];
            line[3 * k + 2] = rgb[i + 2];
        }
        float c = 1 - 2 * w;
        for (int k = 0, i = start; k < count; k++, i += stride) {
            int here = 3 * k;
            int before = k == 0 ? here : here - 3;
            int after = k == count - 1 ? here : here + 3;
            rgb[i] = c * line[here] + w * (line[before] + line[after]);
            rgb[i + 1] = c * line[here + 1] + w * (line[before + 1] + line[after + 1]);
            rgb[i + 2] = c * line[here + 2] + w * (line[before + 2] + line[after + 2]);
        }
    }

    /** Rounds to 8 bits. */
    Picture toPicture() {
        byte[] out = new byte[rgb.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) Math.min(255, Math.max(0, (int) (rgb[i] * 255 + 0.5f)));
        }
        return new Picture(width, height, out);
    }
}
