// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.data.LabelledPictures;
import dev.tractrix.data.LabelledPictures.Labelled;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.DiscFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Learns what {@link RegionSelector} judges by: in pictures that we draw ourselves things are clicked on, and for all that
 * a click may mean the overlap with the thing is known. No photograph is used.
 */
public final class ClickTraining {
    /** Things clicked on in a picture at most. */
    private static final int CLICKS = 4;

    private static final double SMALLEST = 0.004;
    private static final double LARGEST = 0.75;
    /** How much less a guess counts the more another of the same click is better: the choice is among the best. */
    private static final double FOCUS = 1.5;

    private static final BoostedTrees.Settings FIT = new BoostedTrees.Settings(500, 6, 0.06, 15, 0.5, 0.6, 3);

    private final int pictures;
    private final long seed;
    private final BooleanSupplier cancelled;
    private final List<float[]> features = new ArrayList<>();
    private final List<Float> overlaps = new ArrayList<>();
    private final List<Float> weights = new ArrayList<>();

    /**
     * @param pictures to learn from, at least 2; some 280 guesses each
     * @param cancelled asked before each picture
     */
    public ClickTraining(int pictures, long seed, BooleanSupplier cancelled) {
        if (pictures < 2) {
            throw new IllegalArgumentException("at least 2 pictures, got " + pictures);
        }
        this.pictures = pictures;
        this.seed = seed;
        this.cancelled = cancelled;
    }

    /** How far it is. */
    @FunctionalInterface
    public interface Progress {
        void at(int done, int pictures);
    }

    /**
     * Learns, in minutes; the same for the same numbers. The first half of the pictures makes a judge, with which the
     * second half is looked at as in use; the last judge learns from all.
     *
     * @param file to write the judge to
     * @throws CancelledException when {@code cancelled} says so
     */
    public void run(Path file, Progress progress) {
        learn(progress).save(file);
    }

    BoostedTrees learn(Progress progress) {
        Guesses.Judge judge = blind();
        for (int i = 0; i < pictures; i++) {
            if (cancelled.getAsBoolean()) {
                throw new CancelledException("picture " + (i + 1) + "/" + pictures);
            }
            if (i == pictures / 2) {
                judge = fitted()::of;
            }
            look(i, judge);
            progress.at(i + 1, pictures);
        }
        return fitted();
    }

    /** Agreement of the trees, the click's depth, and chance. */
    private Guesses.Judge blind() {
        Random random = new Random(seed);
        return f -> f[Measures.COUNT] + 0.5 * f[Measures.DEPTH] + 0.5 * random.nextDouble();
    }

    private BoostedTrees fitted() {
        return BoostedTrees.fit(features.toArray(new float[0][]), array(overlaps), array(weights), FIT);
    }

    private static float[] array(List<Float> list) {
        float[] out = new float[list.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = list.get(i);
        }
        return out;
    }

    private void look(int index, Guesses.Judge judge) {
        Random random = new Random(31 * seed + index);
        int width = RegionSelector.WORKING_SIDE;
        int height = new int[] {135, 160, 180}[random.nextInt(3)];
        // drawn larger and made smaller, as photographs are
        Labelled drawn = LabelledPictures.picture(2 * width, 2 * height, seed * 1_000_003 + index);
        int[] ids = new int[width * height];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = drawn.ids().at(2 * (i % width) + 1, 2 * (i / width) + 1);
        }
        Guesses guesses = new Guesses(RegionSelector.smallCopy(drawn.picture()));
        int clicks = 0;
        for (int id : things(ids, random, index % 2 == 0)) {
            boolean[] in = new boolean[ids.length];
            for (int i = 0; i < in.length; i++) {
                in[i] = ids[i] == id;
            }
            Mask thing = new Mask(width, height, in);
            Disc middle = DiscFinder.exact().find(thing);
            boolean clickable = Masks.largestPart(thing).area() >= 0.6 * thing.area()
                    && middle.radius() >= 0.12 * Math.sqrt(thing.area());
            if (clickable && clicks < CLICKS) {
                clicks++;
                click(guesses, thing, middle, judge, random);
            }
        }
    }

    /** Things in an order by chance, large ones sooner where asked. */
    private static List<Integer> things(int[] ids, Random random, boolean largeFirst) {
        Map<Integer, Integer> sizes = new TreeMap<>();
        for (int id : ids) {
            sizes.merge(id, 1, Integer::sum);
        }
        // exponential waiting times: who waits the least is drawn in proportion to its rate
        TreeMap<Double, Integer> order = new TreeMap<>();
        sizes.forEach((id, size) -> {
            if (size > SMALLEST * ids.length && size < LARGEST * ids.length) {
                order.put(-Math.log(random.nextDouble()) / (largeFirst ? Math.sqrt(size) : 1), id);
            }
        });
        return List.copyOf(order.values());
    }

    /** Half of all clicks are in the very middle, half somewhat beside it. */
    private void click(Guesses guesses, Mask thing, Disc middle, Guesses.Judge judge, Random random) {
        double reach = random.nextBoolean() ? 0 : 0.4 * middle.radius();
        int x = near(middle.x(), reach, thing.width(), random);
        int y = near(middle.y(), reach, thing.height(), random);
        int click = thing.at(x, y) ? y * thing.width() + x : (int) middle.y() * thing.width() + (int) middle.x();
        long[] truth = Guess.bits(thing.inside());
        int area = thing.area();
        List<Guess> found = guesses.at(click, new int[0], judge);
        double best = 0;
        for (Guess g : found) {
            best = Math.max(best, g.overlap(truth, area));
        }
        for (Guess g : found) {
            double overlap = g.overlap(truth, area);
            features.add(g.features);
            overlaps.add((float) overlap);
            // clicks with many guesses do not count more for it
            weights.add((float) (60 / (20.0 + found.size()) * Math.exp(-FOCUS * (best - overlap))));
        }
    }

    private static int near(double middle, double reach, int size, Random random) {
        long at = Math.round(middle + reach * (2 * random.nextDouble() - 1));
        return (int) Math.max(0, Math.min(size - 1, at));
    }
}
