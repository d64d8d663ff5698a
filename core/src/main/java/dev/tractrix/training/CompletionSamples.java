// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.completion.CompletionCanvas;
import dev.tractrix.data.IdMap;
import dev.tractrix.data.SyntheticEntity;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Things that are whole in some frame, with a part hidden: by the edges of a picture that are drawn through them, by another
 * thing's shape over them, or by both; some only touch what might hide more of them.
 */
final class CompletionSamples implements PooledSamples.Maker {
    /** Of a sample: 4 of what is seen, what may be hidden, 3 of smooth colours, 4 of the whole; as {@code CompletionNetwork} has them. */
    static final int PLANES = 12;

    private static final int SIDE = CompletionCanvas.SIDE;
    /** A smaller thing says little. */
    private static final int LEAST_AREA = 60;
    /** Of a thing, that stays visible at least. */
    private static final double LEAST_SEEN = 0.25;
    /** Of a thing's length, that is cut off at most. */
    private static final double MOST_CUT = 0.65;
    /** How often an edge or another thing only touches it. */
    private static final double TOUCHING = 0.1;

    private static final double EDGE_ALONE = 0.55;
    private static final double COVER_ALONE = 0.35;
    /** How often two edges cut it, in a corner. */
    private static final double CORNER = 0.15;
    /** How far away the edges are that do not cut it, in its lengths. */
    private static final double FAR = 1.5;

    private static final int TRIES = 12;

    private final int cuts;
    private final PooledSamples samples;

    CompletionSamples(CompletionPreset preset, long seed) {
        cuts = preset.pool().each();
        Variation variation = new Variation(
                PLANES,
                SIDE,
                SIDE,
                List.of(Variation.Colours.of(0, 3), Variation.Colours.at(5), Variation.Colours.of(8, 11)),
                List.of());
        samples = new PooledSamples(preset.pool(), seed, variation, this);
    }

    /**
     * Samples, each in another {@link Variation}.
     *
     * @param batch -1 for things that are never trained on
     * @return count x {@link #PLANES} x {@link CompletionCanvas#SIDE} x SIDE, of 0..255
     */
    byte[] batch(long batch, int count) {
        return samples.batch(batch, count);
    }

    /** A thing that is whole in a frame. */
    private record Whole(Picture frame, Mask mask) {}

    @Override
    public List<byte[]> ofScene(SyntheticScene scene, Random random) {
        List<Whole> wholes = new ArrayList<>();
        List<Mask> shapes = new ArrayList<>();
        for (SyntheticEntity entity : scene.entities()) {
            for (int f = 0; f < scene.length(); f++) {
                Mask full = entity.fullMasks().get(f);
                if (full.area() == entity.visibleMasks().get(f).area()) {
                    addWhole(wholes, scene.frames().get(f), full);
                }
                shapes.add(full);
            }
        }
        return samples(wholes, shapes, random);
    }

    /** A thing beside another may go on behind that, so only what stands alone is taken for whole. */
    @Override
    public List<byte[]> ofClip(List<Picture> frames, List<IdMap> ids, Random random) {
        List<Whole> wholes = new ArrayList<>();
        List<Mask> shapes = new ArrayList<>();
        for (int f = 0; f < frames.size(); f++) {
            for (Map.Entry<Integer, Integer> thing : ids.get(f).areas().entrySet()) {
                Mask mask = ids.get(f).mask(thing.getKey());
                if (alone(mask, ids.get(f), thing.getKey())) {
                    addWhole(wholes, frames.get(f), mask);
                }
                shapes.add(mask);
            }
        }
        return samples(wholes, shapes, random);
    }

    private static boolean alone(Mask mask, IdMap ids, int id) {
        Mask around = Filters.dilate(mask, 2);
        for (int i = 0; i < around.inside().length; i++) {
            if (around.inside()[i] && ids.ids()[i] != 0 && ids.ids()[i] != id) {
                return false;
            }
        }
        return true;
    }

    private static void addWhole(List<Whole> wholes, Picture frame, Mask mask) {
        Mask.Bounds box = mask.bounds().orElse(null);
        if (box != null
                && mask.area() >= LEAST_AREA
                && box.left() > 0
                && box.top() > 0
                && box.right() < mask.width() - 1
                && box.bottom() < mask.height() - 1) {
            wholes.add(new Whole(frame, mask));
        }
    }

    private List<byte[]> samples(List<Whole> wholes, List<Mask> shapes, Random random) {
        List<byte[]> out = new ArrayList<>();
        for (int n = 0; n < cuts && !wholes.isEmpty(); n++) {
            Whole whole = wholes.get(random.nextInt(wholes.size()));
            byte[] sample = null;
            for (int t = 0; t < TRIES && sample == null; t++) {
                sample = sample(whole, shapes.get(random.nextInt(shapes.size())), random);
            }
            if (sample != null) {
                out.add(sample);
            }
        }
        return out;
    }

    /** Null where too little stays to be seen, or nothing would be hidden. */
    private static byte[] sample(Whole whole, Mask shape, Random random) {
        double how = random.nextDouble();
        boolean edge = how < EDGE_ALONE || how >= EDGE_ALONE + COVER_ALONE;
        boolean cover = how >= EDGE_ALONE;
        Mask.Bounds box = whole.mask.bounds().orElseThrow();
        int[] window = window(box, edge, random);
        int w = window[2] - window[0];
        int h = window[3] - window[1];
        Mask covered = Mask.empty(w, h);
        if (cover) {
            cover(covered, shape, window, box, random);
        }
        FloatImage all = cutOut(whole);
        FloatImage visible = FloatImage.zeros(w, h, 4);
        Mask seen = Mask.empty(w, h);
        for (int y = Math.max(0, window[1]); y < Math.min(whole.mask.height(), window[3]); y++) {
            for (int x = Math.max(0, window[0]); x < Math.min(whole.mask.width(), window[2]); x++) {
                int to = (y - window[1]) * w + x - window[0];
                if (whole.mask.at(x, y) && !covered.inside()[to]) {
                    System.arraycopy(all.values(), 4 * (y * all.width() + x), visible.values(), 4 * to, 4);
                    seen.inside()[to] = true;
                }
            }
        }
        if (seen.area() < Math.max(LEAST_AREA / 2, LEAST_SEEN * whole.mask.area())) {
            return null;
        }
        CompletionCanvas canvas = CompletionCanvas.around(seen, covered);
        if (canvas == null) {
            return null;
        }
        FloatImage there = canvas.of(visible, 0, 0);
        byte[] out = new byte[PLANES * SIDE * SIDE];
        put(out, 0, there);
        put(out, 4, canvas.hidden(covered));
        put(out, 5, CompletionCanvas.smooth(there));
        put(out, 8, canvas.of(all, -window[0], -window[1]));
        return out;
    }

    /** Left, top, right and bottom of the picture that the thing is in, in the frame's pixels; the latter two are outside. */
    private static int[] window(Mask.Bounds box, boolean edge, Random random) {
        int longer = Math.max(box.width(), box.height());
        int[] away = new int[4];
        for (int s = 0; s < 4; s++) {
            away[s] = 1 + (int) (random.nextDouble() * FAR * longer);
        }
        if (edge) {
            int side = random.nextInt(4);
            away[side] = -cut(side, box, random);
            if (random.nextDouble() < CORNER) {
                int other = (side + (random.nextBoolean() ? 1 : 3)) % 4;
                away[other] = -cut(other, box, random);
            }
        }
        return new int[] {
            box.left() - away[0], box.top() - away[1], box.right() + 1 + away[2], box.bottom() + 1 + away[3]
        };
    }

    /** Pixels cut off at a side: left, top, right, bottom. */
    private static int cut(int side, Mask.Bounds box, Random random) {
        int length = side % 2 == 0 ? box.width() : box.height();
        return random.nextDouble() < TOUCHING
                ? 0
                : Math.min(length - 1, (int) Math.round(MOST_CUT * random.nextDouble() * length));
    }

    /** Lays a shape somewhere on the thing. */
    private static void cover(Mask covered, Mask shape, int[] window, Mask.Bounds box, Random random) {
        Mask.Bounds its = shape.bounds().orElse(null);
        if (its == null) {
            return;
        }
        int dx = box.left() + random.nextInt(box.width()) - (its.left() + random.nextInt(its.width())) - window[0];
        int dy = box.top() + random.nextInt(box.height()) - (its.top() + random.nextInt(its.height())) - window[1];
        for (int y = its.top(); y <= its.bottom(); y++) {
            for (int x = its.left(); x <= its.right(); x++) {
                int u = x + dx;
                int v = y + dy;
                if (shape.at(x, y) && u >= 0 && v >= 0 && u < covered.width() && v < covered.height()) {
                    covered.inside()[v * covered.width() + u] = true;
                }
            }
        }
    }

    /** 4 channels: colours times matte, matte. */
    private static FloatImage cutOut(Whole whole) {
        float[] rgb = FloatImage.of(whole.frame).values();
        FloatImage out = FloatImage.zeros(whole.frame.width(), whole.frame.height(), 4);
        for (int i = 0; i < whole.mask.inside().length; i++) {
            if (whole.mask.inside()[i]) {
                System.arraycopy(rgb, 3 * i, out.values(), 4 * i, 3);
                out.values()[4 * i + 3] = 1;
            }
        }
        return out;
    }

    private static void put(byte[] out, int plane, FloatImage image) {
        int n = image.channels();
        for (int i = 0; i < SIDE * SIDE; i++) {
            for (int c = 0; c < n; c++) {
                float value = Math.max(0, Math.min(1, image.values()[n * i + c]));
                out[(plane + c) * SIDE * SIDE + i] = (byte) Math.round(255 * value);
            }
        }
    }
}
