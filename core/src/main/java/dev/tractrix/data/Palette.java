// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/**
 * The colours of one picture: a few tints that belong together, at every brightness. In photographs the channels go
 * together: brightness varies most, then blue against orange, then green against red (Ruderman, Cronin and Chiao 1998).
 */
final class Palette {
    /** Hue in radians in the plane (Cb, Cr) and chroma, as families of things have them. */
    private static final float[][] FAMILIES = {
        {2.45f, 0.10f}, // earth, wood, skin
        {2.35f, 0.17f}, // sand, brick, sunset
        {-2.55f, 0.11f}, // foliage
        {3.05f, 0.12f}, // dry grass
        {-0.45f, 0.12f}, // sky
        {-0.75f, 0.09f}, // water
        {0.3f, 0.02f}, // concrete, cloud
        {2.6f, 0.025f}, // paper, warm grey
        {1.75f, 0.16f}, // red things
    };

    private final SeededRandom random;
    private final float[][] tints;
    private final float meanLuma;
    private final float contrast;
    private final float vividness;

    Palette(SeededRandom random) {
        this.random = random;
        int count = 2 + random.below(4);
        tints = new float[count][];
        for (int i = 0; i < count; i++) {
            float[] family = FAMILIES[random.below(FAMILIES.length)];
            boolean anyHue = random.chance(0.12f);
            float hue = anyHue ? random.uniform(-3.14f, 3.14f) : family[0] + 0.2f * random.gaussian();
            float chroma = anyHue ? random.uniform(0.05f, 0.25f) : family[1] * random.uniform(0.5f, 1.6f);
            tints[i] = new float[] {hue, chroma, 0.13f * random.gaussian()};
        }
        meanLuma = random.uniform(0.34f, 0.6f);
        contrast = random.uniform(0.16f, 0.36f);
        vividness = random.chance(0.08f) ? 0 : random.uniform(0.6f, 1.6f);
    }

    /** A colour of the picture; red, green, blue, 0..1. */
    float[] colour() {
        return colour(meanLuma + contrast * 1.2f * random.gaussian());
    }

    /** A colour of the picture that is rarely its darkest or brightest: for what fills much of it. */
    float[] middle() {
        return colour(meanLuma + 0.6f * contrast * random.gaussian());
    }

    /** A colour of the picture near a brightness of 0..1. */
    float[] colour(float luma) {
        float[] tint = tints[random.below(tints.length)];
        boolean accent = random.chance(0.05f);
        float hue = accent ? random.uniform(-3.14f, 3.14f) : tint[0] + 0.15f * random.gaussian();
        float chroma = accent ? random.uniform(0.1f, 0.3f) : tint[1] * (1 + 0.35f * random.gaussian());
        return rgb(luma + tint[2], hue, vividness * Math.max(0, chroma));
    }

    /** A colour like another: the same thing in another light, or a part of it. */
    float[] near(float[] colour, float distance) {
        float luma = 1 + distance * random.gaussian();
        float shift = 0.12f * distance * random.gaussian();
        return new float[] {clamp(colour[0] * luma + shift), clamp(colour[1] * luma), clamp(colour[2] * luma - shift)};
    }

    private static float[] rgb(float anyLuma, float hue, float chroma) {
        float luma = Math.min(0.97f, Math.max(0.03f, anyLuma));
        // the sRGB gamut is narrow at both ends of the grey axis
        float room = Math.min(1, 2.5f * luma) * Math.min(1, 2.2f * (1 - luma) + 0.1f);
        float cb = (float) Math.cos(hue) * chroma * room;
        float cr = (float) Math.sin(hue) * chroma * room;
        // ITU-R BT.601
        return new float[] {
            clamp(luma + 1.402f * cr), clamp(luma - 0.344f * cb - 0.714f * cr), clamp(luma + 1.772f * cb)
        };
    }

    private static float clamp(float v) {
        return Math.min(1, Math.max(0, v));
    }
}
