// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.image.Picture;

/** What weather, lens and camera do to a picture: exposure, haze, night, defocus, fall-off to the corners, grain. */
final class Grade {
    /** Grain is read from here at random places: drawing each number anew would take half of a frame's time. */
    private static final float[] GRAIN = new float[1 << 16];

    static {
        SeededRandom random = new SeededRandom(0x67a1L);
        for (int i = 0; i < GRAIN.length; i++) {
            GRAIN[i] = random.gaussian();
        }
    }

    final float blur;
    final float grain;
    private final float gain;
    private final float gamma;
    private final float haze;
    private final float[] hazeColour;
    private final float[] tint;
    private final float vignette;

    Grade(SeededRandom random) {
        blur = random.chance(0.65f) ? 0 : random.uniform(0.3f, random.chance(0.25f) ? 1.6f : 0.8f);
        grain = random.chance(0.5f) ? 0 : random.logUniform(0.003f, 0.03f);
        float kind = random.unit();
        boolean night = kind < 0.07f;
        boolean fog = kind > 0.93f;
        gain = night ? random.uniform(0.2f, 0.5f) : random.uniform(0.88f, 1.25f);
        gamma = random.uniform(0.85f, 1.2f);
        haze = fog ? random.uniform(0.4f, 0.75f) : random.chance(0.2f) ? random.uniform(0.05f, 0.25f) : 0;
        float white = random.uniform(0.6f, 0.9f);
        hazeColour = new float[] {white * random.uniform(0.92f, 1.04f), white, white * random.uniform(0.96f, 1.08f)};
        float warm = (night ? -0.08f : 0) + 0.05f * random.gaussian();
        tint = new float[] {1 + warm, 1, 1 - warm};
        vignette = random.chance(0.25f) ? random.uniform(0.05f, 0.35f) : 0;
    }

    /** Everything, grain last. */
    void apply(Canvas canvas, SeededRandom random) {
        canvas.blur(blur);
        tone(canvas, true);
        if (grain > 0) {
            float[] rgb = canvas.rgb;
            for (int i = 0; i < rgb.length; i += 3) {
                // most of a sensor's noise after demosaicing is shared by the channels
                float shared = grain * random.gaussian();
                float own = 0.4f * grain * random.gaussian();
                rgb[i] += shared + own;
                rgb[i + 1] += shared;
                rgb[i + 2] += shared - own;
            }
        }
    }

    /**
     * Exposure, tint and haze; no blur, no grain.
     *
     * @param wholeFrame with the lens's fall-off to the corners; false for a part of a picture
     */
    void tone(Canvas canvas, boolean wholeFrame) {
        float[] rgb = canvas.rgb;
        float corner = wholeFrame ? vignette : 0;
        float cx = canvas.width * 0.5f;
        float cy = canvas.height * 0.5f;
        float inverse = 1 / (cx * cx + cy * cy);
        for (int y = 0, i = 0; y < canvas.height; y++) {
            float dy2 = (y - cy) * (y - cy);
            for (int x = 0; x < canvas.width; x++) {
                float fall = gain * (1 - corner * ((x - cx) * (x - cx) + dy2) * inverse);
                for (int c = 0; c < 3; c++, i++) {
                    float v = Math.min(1.2f, Math.max(0, rgb[i])) * fall * tint[c];
                    v += (gamma - 1) * v * (v - 1);
                    rgb[i] = v + haze * (hazeColour[c] - v);
                }
            }
        }
    }

    /**
     * Rounds one frame of a clip to 8 bits, with the lens's fall-off and grain of its own.
     *
     * @param exposure a factor on all of it
     * @param noise standard deviation of the grain, 0..1 scale
     */
    Picture expose(Canvas canvas, float exposure, float noise, SeededRandom random) {
        byte[] out = new byte[canvas.rgb.length];
        float[] rgb = canvas.rgb;
        float cx = canvas.width * 0.5f;
        float cy = canvas.height * 0.5f;
        float inverse = vignette / (cx * cx + cy * cy);
        float grainScale = 255 * noise;
        for (int y = 0, i = 0; y < canvas.height; y++) {
            int g = random.below(GRAIN.length);
            float dy2 = (y - cy) * (y - cy);
            for (int x = 0; x < canvas.width; x++, i += 3, g += 2) {
                float k = 255 * exposure * (1 - inverse * ((x - cx) * (x - cx) + dy2));
                float shared = 0.5f + grainScale * GRAIN[g & GRAIN.length - 1];
                float own = 0.4f * grainScale * GRAIN[g + 1 & GRAIN.length - 1];
                out[i] = bits(rgb[i] * k + shared + own);
                out[i + 1] = bits(rgb[i + 1] * k + shared);
                out[i + 2] = bits(rgb[i + 2] * k + shared - own);
            }
        }
        return new Picture(canvas.width, canvas.height, out);
    }

    private static byte bits(float v) {
        return (byte) Math.min(255, Math.max(0, (int) v));
    }
}
