// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/** A painted cut-out with its shadow: premultiplied colour in texels, drawn into frames at any place and size. */
final class Sprite {
    private final int width;
    private final int height;
    private final float[] rgba;
    private final float[] shade;
    private final int shadeWidth;
    private final int shadeHeight;
    private final Similarity texelOfWorld;
    private final Similarity shadeOfWorld;

    /**
     * @param colours the paint, 0..1
     * @param alpha one value a texel of {@code colours}
     * @param texelOfWorld from first-frame pixels to texels
     * @param shade how much light is taken, 0..1; null for none
     * @param shadeOfWorld from first-frame pixels to the shade's own texels
     */
    Sprite(
            Canvas colours,
            float[] alpha,
            Similarity texelOfWorld,
            float[] shade,
            int shadeWidth,
            Similarity shadeOfWorld) {
        width = colours.width;
        height = colours.height;
        rgba = new float[width * height * 4];
        for (int i = 0; i < alpha.length; i++) {
            rgba[4 * i] = colours.rgb[3 * i] * alpha[i];
            rgba[4 * i + 1] = colours.rgb[3 * i + 1] * alpha[i];
            rgba[4 * i + 2] = colours.rgb[3 * i + 2] * alpha[i];
            rgba[4 * i + 3] = alpha[i];
        }
        this.texelOfWorld = texelOfWorld;
        this.shade = shade;
        this.shadeWidth = shadeWidth;
        this.shadeHeight = shade == null ? 0 : shade.length / shadeWidth;
        this.shadeOfWorld = shadeOfWorld;
    }

    /** Darkens what is there by the shadow. */
    void castShadow(Canvas frame, Similarity motion) {
        if (shade == null) {
            return;
        }
        Similarity texel = shadeOfWorld.after(motion.inverse());
        int[] box = box(frame, texel.inverse(), shadeWidth, shadeHeight);
        float du = (float) texel.a();
        float dv = (float) texel.b();
        for (int y = box[1]; y <= box[3]; y++) {
            float u = (float) texel.x(box[0], y);
            float v = (float) texel.y(box[0], y);
            for (int x = box[0]; x <= box[2]; x++, u += du, v += dv) {
                if (u < 0 || v < 0 || u >= shadeWidth - 1 || v >= shadeHeight - 1) {
                    continue;
                }
                int iu = (int) u;
                int iv = (int) v;
                float fu = u - iu;
                int t = iv * shadeWidth + iu;
                float top = shade[t] + fu * (shade[t + 1] - shade[t]);
                float low = shade[t + shadeWidth] + fu * (shade[t + shadeWidth + 1] - shade[t + shadeWidth]);
                float gain = 1 - (top + (v - iv) * (low - top));
                int i = (y * frame.width + x) * 3;
                frame.rgb[i] *= gain;
                frame.rgb[i + 1] *= gain;
                frame.rgb[i + 2] *= gain;
            }
        }
    }

    /**
     * Draws the cut-out over what is there.
     *
     * @param id written into {@code layer} where alpha is at least one half
     * @param full set there
     */
    void draw(Canvas frame, Similarity motion, byte id, byte[] layer, boolean[] full) {
        Similarity texel = texelOfWorld.after(motion.inverse());
        int[] box = box(frame, texel.inverse(), width, height);
        float du = (float) texel.a();
        float dv = (float) texel.b();
        float[] rgb = frame.rgb;
        int row = 4 * width;
        for (int y = box[1]; y <= box[3]; y++) {
            float u = (float) texel.x(box[0], y);
            float v = (float) texel.y(box[0], y);
            for (int x = box[0]; x <= box[2]; x++, u += du, v += dv) {
                if (u < 0 || v < 0 || u >= width - 1 || v >= height - 1) {
                    continue;
                }
                int iu = (int) u;
                int iv = (int) v;
                float fu = u - iu;
                float fv = v - iv;
                int t = (iv * width + iu) * 4;
                float w11 = fu * fv;
                float w10 = fu - w11;
                float w01 = fv - w11;
                float w00 = 1 - fu - w01;
                float a = w00 * rgba[t + 3] + w10 * rgba[t + 7] + w01 * rgba[t + row + 3] + w11 * rgba[t + row + 7];
                if (a <= 0) {
                    continue;
                }
                int p = y * frame.width + x;
                int i = 3 * p;
                float rest = 1 - a;
                rgb[i] = rest * rgb[i]
                        + w00 * rgba[t]
                        + w10 * rgba[t + 4]
                        + w01 * rgba[t + row]
                        + w11 * rgba[t + row + 4];
                rgb[i + 1] = rest * rgb[i + 1]
                        + w00 * rgba[t + 1]
                        + w10 * rgba[t + 5]
                        + w01 * rgba[t + row + 1]
                        + w11 * rgba[t + row + 5];
                rgb[i + 2] = rest * rgb[i + 2]
                        + w00 * rgba[t + 2]
                        + w10 * rgba[t + 6]
                        + w01 * rgba[t + row + 2]
                        + w11 * rgba[t + row + 6];
                if (a >= 0.5f) {
                    layer[p] = id;
                    full[p] = true;
                }
            }
        }
    }

    /** The frame's pixels that a rectangle of texels can touch: left, top, right, bottom. */
    private static int[] box(Canvas frame, Similarity pixelOfTexel, int w, int h) {
        double x0 = Double.MAX_VALUE;
        double y0 = Double.MAX_VALUE;
        double x1 = -Double.MAX_VALUE;
        double y1 = -Double.MAX_VALUE;
        for (int corner = 0; corner < 4; corner++) {
            double u = (corner & 1) * (w - 1.0);
            double v = (corner >> 1) * (h - 1.0);
            x0 = Math.min(x0, pixelOfTexel.x(u, v));
            x1 = Math.max(x1, pixelOfTexel.x(u, v));
            y0 = Math.min(y0, pixelOfTexel.y(u, v));
            y1 = Math.max(y1, pixelOfTexel.y(u, v));
        }
        return new int[] {
            (int) Math.max(0, Math.floor(x0)),
            (int) Math.max(0, Math.floor(y0)),
            (int) Math.min(frame.width - 1, Math.ceil(x1)),
            (int) Math.min(frame.height - 1, Math.ceil(y1))
        };
    }
}
