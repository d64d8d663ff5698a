// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.image.Picture;

/**
 * Endless still pictures of which every pixel's thing is known: dead leaves as in {@link DeadLeaves}, and in front of
 * them cut-out things of several parts as in {@link LayeredScenes}. Sky and ground are things; a heap, a tuft and a wall
 * with its windows are one thing each.
 */
public final class LabelledPictures {
    /** Cut-out things in a picture at most. */
    private static final int MOST_CUT_OUTS = 4;

    private LabelledPictures() {}

    /**
     * A picture and its things.
     *
     * @param ids from 1, one a thing; of the picture's size
     */
    public record Labelled(Picture picture, IdMap ids) {}

    /**
     * One picture; the same arguments give the same bytes.
     *
     * @param width pixels, at least 16
     * @param height pixels, at least 16
     */
    public static Labelled picture(int width, int height, long seed) {
        if (width < 16 || height < 16) {
            throw new IllegalArgumentException("a labelled picture is at least 16x16, got " + width + "x" + height);
        }
        SeededRandom random = SeededRandom.of(seed, 0x1abe1L);
        LeafPainter world = new LeafPainter(random, Math.max(width, height));
        Grade grade = new Grade(random);
        Canvas canvas = new Canvas(width, height);
        canvas.keepOwners();
        new Scenery(random, world).paintCovered(canvas);
        int[] ids = canvas.owners();
        int behind = 0;
        for (int id : ids) {
            behind = Math.max(behind, id);
        }
        grade.apply(canvas, random);
        byte[] layer = new byte[ids.length];
        boolean[] full = new boolean[ids.length];
        int count = random.below(MOST_CUT_OUTS + 1);
        for (int e = 1; e <= count; e++) {
            double x = random.uniform(0.1f, 0.9f) * width;
            double y = random.uniform(0.12f, 0.88f) * height;
            float radius = Math.max(3, random.logUniform(0.08f, 0.45f) * Math.min(width, height));
            LeafPainter painter = random.chance(0.5f)
                    ? world
                    : new LeafPainter(random, Math.max(width, height), world.lightX, world.lightY);
            Sprite sprite =
                    new ThingPainter(random, painter, grade, grade.blur).sprite(x, y, radius, 1, random.chance(0.5f));
            sprite.castShadow(canvas, Similarity.IDENTITY);
            sprite.draw(canvas, Similarity.IDENTITY, (byte) e, layer, full);
        }
        for (int i = 0; i < ids.length; i++) {
            ids[i] = layer[i] == 0 ? ids[i] + 1 : behind + 1 + layer[i];
        }
        return new Labelled(canvas.toPicture(), new IdMap(width, height, ids));
    }
}
