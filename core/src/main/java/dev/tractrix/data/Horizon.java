// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/** A ground that runs to a horizon, its texture finer with distance, under a sky or in front of a wall. */
final class Horizon {
    private final NoiseTile tile;
    private final float horizon;
    private final float[] skyTop;
    private final float[] skyLow;
    private final float[] groundFar;
    private final float[] groundNear;
    private final float cloud;
    private final float cloudScale;
    private final float ground;
    private final float groundScale;
    private final float stretch;
    private final float soft;
    private final float u;
    private final float v;

    Horizon(SeededRandom random, Palette palette, NoiseTile tile, int height) {
        this.tile = tile;
        horizon = random.uniform(0.15f, 0.85f) * height;
        float light = random.uniform(0.35f, 0.9f);
        skyTop = palette.colour(light * random.uniform(0.6f, 1.05f));
        skyLow = random.chance(0.7f) ? palette.near(skyTop, 0.3f) : palette.colour(light);
        float dark = random.uniform(0.12f, 0.6f);
        groundFar = palette.colour(dark);
        groundNear = random.chance(0.7f) ? palette.near(groundFar, 0.3f) : palette.colour(dark);
        cloud = random.chance(0.5f) ? 0 : random.uniform(0.02f, 0.3f);
        cloudScale = random.logUniform(0.1f, 0.6f);
        ground = random.chance(0.25f) ? 0 : random.logUniform(0.03f, 0.45f);
        groundScale = random.logUniform(0.15f, 1);
        stretch = random.chance(0.7f) ? 1 : random.logUniform(1, 6);
        soft = random.logUniform(0.7f, 5);
        u = random.below(NoiseTile.SIDE);
        v = random.below(NoiseTile.SIDE);
    }

    /** The row at which the ground begins. */
    float row() {
        return horizon;
    }

    /** Sky and ground, two things. */
    void paint(Canvas canvas) {
        canvas.ownBelow(horizon);
        float[] rgb = canvas.rgb;
        float span = Math.max(1, canvas.height - horizon);
        for (int y = 0, i = 0; y < canvas.height; y++) {
            float below = Math.min(1, Math.max(0, 0.5f + (y - horizon) / soft));
            float up = Math.min(1, Math.max(0, (horizon - y) / Math.max(1, horizon)));
            float near = Math.max(0.02f, (y - horizon) / span);
            float texelsPerPixel = groundScale / near;
            // what is finer than a pixel averages out
            float seen = ground * Math.min(1, 1.2f / texelsPerPixel);
            for (int x = 0; x < canvas.width; x++, i += 3) {
                float high = 0;
                float low = 0;
                if (below < 1 && cloud > 0) {
                    high = cloud * tile.at(u + x * cloudScale * 0.6f, v + y * cloudScale);
                }
                if (below > 0 && seen > 0) {
                    low = seen
                            * tile.at(
                                    v + (x - canvas.width * 0.5f) * texelsPerPixel * stretch,
                                    u - span * groundScale * 3 / near);
                }
                for (int c = 0; c < 3; c++) {
                    float sky = (skyLow[c] + up * (skyTop[c] - skyLow[c])) * (1 + high);
                    float floor = (groundFar[c] + near * (groundNear[c] - groundFar[c])) * (1 + low);
                    rgb[i + c] = sky + below * (floor - sky);
                }
            }
        }
    }
}
