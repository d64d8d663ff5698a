// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/** What a surface looks like: two colours mixed by noise or stripes, a brightness gradient, fine grain. */
final class Material {
    private final float[] first;
    private final float[] second;
    private final NoiseTile tile;
    private final NoiseTile warpTile;
    private float warp;
    private float bias = 0.5f;
    private float noise;
    private float uPerX;
    private float uPerY;
    private float vPerX;
    private float vPerY;
    private float stripes;
    private float stripeX;
    private float stripeY;
    private boolean patches;
    private float gradientX;
    private float gradientY;
    private float mottle;

    /**
     * @param first a colour, 0..1
     * @param tiles the noise it may use
     * @param size of the thing that wears it, in pixels: gradients run over it
     * @param roughness 0 smooth .. 1 busy
     */
    Material(SeededRandom random, Palette palette, float[] first, NoiseTile[] tiles, float size, float roughness) {
        this.first = first;
        this.tile = tiles[random.below(tiles.length)];
        this.warpTile = tiles[random.below(tiles.length)];
        this.second = random.chance(0.75f) ? palette.near(first, 0.35f) : palette.colour();
        float angle = random.uniform(0, 6.2832f);
        float gradient = random.gaussian() * 0.35f / Math.max(1, size);
        gradientX = gradient * (float) Math.cos(angle);
        gradientY = gradient * (float) Math.sin(angle);
        if (!random.chance(roughness)) {
            return;
        }
        // texels a pixel: 1 shows the finest octave, less only the coarse ones
        float density = random.logUniform(0.12f, 1.1f);
        float stretch = random.chance(0.35f) ? random.logUniform(2, 8) : 1;
        float turn = random.chance(0.4f) ? 0 : random.uniform(0, 3.1416f);
        float cos = (float) Math.cos(turn);
        float sin = (float) Math.sin(turn);
        uPerX = density * cos;
        uPerY = density * sin;
        vPerX = -density * sin / stretch;
        vPerY = density * cos / stretch;
        noise = random.uniform(0.05f, 0.5f);
        mottle = random.chance(0.5f) ? random.uniform(0.02f, 0.22f) : 0;
        patches = random.chance(0.15f);
        if (random.chance(0.12f)) {
            float period = random.logUniform(2.5f, Math.max(3, size * 0.6f));
            float along = random.chance(0.6f) ? (random.chance(0.5f) ? 0 : 1.5708f) : random.uniform(0, 3.1416f);
            stripes = random.uniform(0.2f, 0.9f);
            stripeX = (float) Math.cos(along) / period;
            stripeY = (float) Math.sin(along) / period;
            noise *= 0.5f;
        }
        bias = random.uniform(0.2f, 0.8f);
        warp = random.chance(0.3f) ? random.uniform(1, 7) : 0;
    }

    /** The colour at (x, y), in pixels from the thing's origin; (u, v) is the thing's place in the noise. */
    void colour(float x, float y, float u, float v, float[] out) {
        float t = bias;
        float gain = 1 + gradientX * x + gradientY * y;
        if (noise > 0) {
            float tu = u + uPerX * x + uPerY * y;
            float tv = v + vPerX * x + vPerY * y;
            if (warp > 0) {
                // noise that bends noise: veins, bark, smoke
                float bend = warp * warpTile.at(0.3f * tv, 0.3f * tu);
                tu += bend;
                tv -= bend;
            }
            float n = tile.at(tu, tv);
            t += noise * n;
            gain += mottle * n;
        }
        if (stripes > 0) {
            float p = stripeX * x + stripeY * y + 64;
            // a triangle wave, rounded by a cubic
            float w = 4 * Math.abs(p - (int) p - 0.5f) - 1;
            t += stripes * w * (1.5f - 0.5f * w * w);
        }
        if (patches) {
            t = (t - 0.5f) * 5 + 0.5f;
        }
        t = Math.min(1, Math.max(0, t));
        gain = Math.min(1.9f, Math.max(0.2f, gain));
        out[0] = gain * (first[0] + t * (second[0] - first[0]));
        out[1] = gain * (first[1] + t * (second[1] - first[1]));
        out[2] = gain * (first[2] + t * (second[2] - first[2]));
    }
}
