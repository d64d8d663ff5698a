// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/** What all things of one picture share: palette, texture, light, softness of edges; and how a thing gets them. */
final class LeafPainter {
    /** Where the light comes from, as a unit vector in the picture; mostly from above, and y points down. */
    final float lightX;

    final float lightY;
    final Palette palette;
    final float size;
    private final SeededRandom random;
    private final NoiseTile[] tiles;
    private final float roughness;
    private final float softness;
    private final float shadows;
    private final float roundness;

    /** @param size the longer side of the picture in pixels: things are scaled by it */
    LeafPainter(SeededRandom random, float size) {
        this(random, size, random.uniform(3.6f, 5.8f));
    }

    private LeafPainter(SeededRandom random, float size, float light) {
        this(random, size, (float) Math.cos(light), (float) Math.sin(light));
    }

    /** With another picture's light. */
    LeafPainter(SeededRandom random, float size, float lightX, float lightY) {
        this.random = random;
        this.lightX = lightX;
        this.lightY = lightY;
        this.size = size;
        palette = new Palette(random);
        tiles = new NoiseTile[] {
            NoiseTile.fractal(random, random.uniform(0.75f, 1.05f)),
            NoiseTile.fractal(random, random.uniform(0.45f, 0.8f))
        };
        roughness = random.uniform(0.15f, 0.95f);
        softness = random.uniform(0.8f, 1.6f);
        shadows = random.uniform(0, 0.6f);
        roundness = random.uniform(0, 0.9f);
    }

    NoiseTile tile() {
        return tiles[random.below(2)];
    }

    /** A surface for something of about {@code radius} pixels. */
    Material material(float[] colour, float radius) {
        return new Material(random, palette, colour, tiles, radius, roughness);
    }

    /** A surface of one colour, with a gradient of brightness over about {@code radius} pixels. */
    Material plain(float[] colour, float radius) {
        return new Material(random, palette, colour, tiles, radius, 0);
    }

    /** A thing of a colour, the rest by chance. */
    Canvas.Placed thing(Outline outline, float x, float y, float[] colour) {
        return thing(outline, material(colour, outline.reach()), x, y);
    }

    /** A thing of a material, its edge, roundness and shadow by chance. */
    Canvas.Placed thing(Outline outline, Material material, float x, float y) {
        float reach = outline.reach();
        float edge = random.chance(0.85f) ? softness : softness + random.unit() * Math.min(6, 0.5f * reach);
        float round = random.chance(roundness) ? random.uniform(0.15f, 0.7f) : 0;
        float shadow = reach > 3 && random.chance(0.35f) ? shadows : 0;
        return placed(outline, material, x, y, edge, round, shadow);
    }

    /** A thing in this picture's light. */
    Canvas.Placed placed(Outline outline, Material material, float x, float y, float edge, float round, float shadow) {
        return new Canvas.Placed(
                outline,
                material,
                x,
                y,
                random.below(NoiseTile.SIDE),
                random.below(NoiseTile.SIDE),
                edge,
                round,
                lightX,
                lightY,
                shadow);
    }
}
