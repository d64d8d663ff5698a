// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/** An outline whose edge noise moves in and out: a cloud, a tree's crown, a rock. */
final class RoughOutline implements Outline {
    private final Outline inner;
    private final NoiseTile tile;
    private final float amplitude;
    private final float density;
    private final float u;
    private final float v;

    /**
     * @param amplitude of the edge's wandering, pixels
     * @param density texels a pixel
     */
    RoughOutline(SeededRandom random, Outline inner, NoiseTile tile, float amplitude, float density) {
        this.inner = inner;
        this.tile = tile;
        this.amplitude = amplitude;
        this.density = density;
        u = random.below(NoiseTile.SIDE);
        v = random.below(NoiseTile.SIDE);
    }

    @Override
    public float distance(float x, float y) {
        return inner.distance(x, y) + amplitude * tile.at(u + density * x, v + density * y);
    }

    @Override
    public float reach() {
        // noise of variance 1 is rarely beyond 3
        return inner.reach() + 3 * amplitude;
    }
}
