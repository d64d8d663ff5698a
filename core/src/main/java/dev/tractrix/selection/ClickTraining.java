// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.data.IdMap;
import dev.tractrix.data.LabelledPictures;
import dev.tractrix.data.LabelledPictures.Labelled;
import dev.tractrix.data.PartedPictures;
import dev.tractrix.data.PartedPictures.Parted;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.DiscFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Learns what {@link RegionSelector} judges by: in pictures that we draw ourselves, and in ray-traced ones of our own, things
 * are clicked on, and for all that a click may mean the overlap with the thing is known. No photograph is used.
 */
public final class ClickTraining {
    /** Things clicked on in a picture at most. */
    private static final int CLICKS = 4;

    private static final double SMALLEST = 0.004;
    private static final double LARGEST = 0.75;
    /** How much less a guess counts the more another of the same click is better: the choice is among the best. */
    private static final double FOCUS = 1.5;

    /** For the judge of the first half of the pictures. */
    private static final BoostedTrees.Settings HALFWAY = new BoostedTrees.Settings(500, 6, 0.06, 15, 0.5, 0.6, 3);
    /** For the last; then so many trees more that learn to choose. */
    private static final BoostedTrees.Settings LAST = new BoostedTrees.Settings(400, 6, 0.06, 15, 0.5, 0.6, 3);

    private static final int CHOOSING = 200;

    private final int drawn;
    private final Optional<PartedPictures> traced;
    private final int pictures;
    private final long seed;
    private final BooleanSupplier cancelled;
    private final Examples examples = new Examples();

    /**
     * Of drawn pictures, some 280 guesses each, and those of a folder, in turns.
     *
     * @param drawn how many
     * @param traced those of a folder
     * @param cancelled asked before each picture
     * @throws IllegalArgumentException when there are not two pictures in all
     */
    public ClickTraining(int drawn, Optional<PartedPictures> traced, long seed, BooleanSupplier cancelled) {
        this.drawn = drawn;
        this.traced = traced;
        pictures = drawn + traced.map(PartedPictures::count).orElse(0);
        if (drawn < 0 || pictures < 2) {
            throw new IllegalArgumentException("at least 2 pictures, got " + pictures);
        }
        this.seed = seed;
        this.cancelled = cancelled;
    }

    /** How far it is. */
    @FunctionalInterface
    public interface Progress {
        void at(int done, int pictures);
    }

    /**
     * Learns, in minutes; the same for the same pictures. The first half of them makes a judge, with which the
     * second half is looked at as in use; the last judge learns from all.
     *
     * @param file to write the judge to
     * @throws CancelledException when {@code cancelled} says so
     */
    public void run(Path file, Progress progress) {
        look(progress);
        BoostedTrees.fitToChoose(
                        examples.features(),
                        array(examples.overlaps),
                        array(examples.weights),
                        examples.clicks(),
                        CHOOSING,
                        LAST)
                .save(file);
    }

    private void look(Progress progress) {
        Guesses.Judge judge = blind();
        for (int i = 0; i < pictures; i++) {
            if (cancelled.getAsBoolean()) {
                throw new CancelledException("picture " + (i + 1) + "/" + pictures);
            }
            if (i == pictures / 2) {
                judge = BoostedTrees.fit(
                        examples.features(), array(examples.overlaps), array(examples.weights), HALFWAY)::of;
            }
            look(i, judge);
            progress.at(i + 1, pictures);
        }
    }

    /** Agreement of the trees, the click's depth, and chance. */
    private Guesses.Judge blind() {
        Random random = new Random(seed);
        return f -> f[Measures.COUNT] + 0.5 * f[Measures.DEPTH] + 0.5 * random.nextDouble();
    }

    /** What clicks may have meant, and how far it was right. */
    private static final class Examples {
        final List<float[]> features = new ArrayList<>();
        final List<Float> overlaps = new ArrayList<>();
        final List<Float> weights = new ArrayList<>();
        final List<Integer> clicks = new ArrayList<>();
        private int click;

        void add(List<Guess> found, Mask thing) {
            long[] truth = Guess.bits(thing.inside());
            int area = thing.area();
            double best = 0;
            for (Guess g : found) {
                best = Math.max(best, g.overlap(truth, area));
            }
            for (Guess g : found) {
                double overlap = g.overlap(truth, area);
                features.add(g.features);
                overlaps.add((float) overlap);
                clicks.add(click);
                // clicks with many guesses do not count more for it
                weights.add((float) (60 / (20.0 + found.size()) * Math.exp(-FOCUS * (best - overlap))));
            }
            click++;
        }

        float[][] features() {
            if (features.isEmpty()) {
                throw BadInputException.of("pictures", "things to click on", "none", "learn from more pictures");
            }
            return features.toArray(new float[0][]);
        }

        int[] clicks() {
            return clicks.stream().mapToInt(Integer::intValue).toArray();
        }
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
        // those of the folder as evenly among the others as can be
        int before = (int) ((long) index * drawn / pictures);
        boolean draw = (int) ((index + 1L) * drawn / pictures) > before;
        Parted picture = draw ? drawn(index, random) : traced(index - before, random);
        Guesses guesses = new Guesses(picture.picture());
        int clicks = 0;
        for (Mask thing : picture.things()) {
            double part = thing.area() / (double) thing.inside().length;
            if (clicks < CLICKS && part > SMALLEST && part < LARGEST) {
                Disc middle = DiscFinder.exact().find(thing);
                boolean clickable = Masks.largestPart(thing).area() >= 0.6 * thing.area()
                        && middle.radius() >= 0.12 * Math.sqrt(thing.area());
                if (clickable) {
                    clicks++;
                    click(guesses, thing, middle, judge, random);
                }
            }
        }
    }

    private Parted traced(int index, Random random) {
        Parted read = traced.orElseThrow().at(index);
        Picture small = View.smallCopy(read.picture());
        List<Mask> things = new ArrayList<>();
        read.things().forEach(thing -> things.add(sampled(thing, small.width(), small.height())));
        Collections.shuffle(things, random);
        return new Parted(small, things);
    }

    /** At the middles of another size's pixels. */
    private static Mask sampled(Mask mask, int width, int height) {
        boolean[] in = new boolean[width * height];
        for (int i = 0; i < in.length; i++) {
            int x = (2 * (i % width) + 1) * mask.width() / (2 * width);
            int y = (2 * (i / width) + 1) * mask.height() / (2 * height);
            in[i] = mask.at(x, y);
        }
        return new Mask(width, height, in);
    }

    /** Drawn larger and made smaller, as photographs are. */
    private Parted drawn(int index, Random random) {
        int width = View.WORKING_SIDE;
        int height = new int[] {135, 160, 180}[random.nextInt(3)];
        Labelled drawn = LabelledPictures.picture(2 * width, 2 * height, seed * 1_000_003 + index);
        int[] ids = new int[width * height];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = drawn.ids().at(2 * (i % width) + 1, 2 * (i / width) + 1);
        }
        IdMap small = new IdMap(width, height, ids);
        List<Mask> things =
                things(small, random, index % 2 == 0).stream().map(small::mask).toList();
        return new Parted(View.smallCopy(drawn.picture()), things);
    }

    /** Things in an order by chance, large ones sooner where asked. */
    private static List<Integer> things(IdMap ids, Random random, boolean largeFirst) {
        // exponential waiting times: who waits the least is drawn in proportion to its rate
        TreeMap<Double, Integer> order = new TreeMap<>();
        ids.areas()
                .forEach((id, size) ->
                        order.put(-Math.log(random.nextDouble()) / (largeFirst ? Math.sqrt(size) : 1), id));
        return List.copyOf(order.values());
    }

    /** Half of all clicks are in the very middle, half somewhat beside it. */
    private void click(Guesses guesses, Mask thing, Disc middle, Guesses.Judge judge, Random random) {
        double reach = random.nextBoolean() ? 0 : 0.4 * middle.radius();
        int x = near(middle.x(), reach, thing.width(), random);
        int y = near(middle.y(), reach, thing.height(), random);
        int click = thing.at(x, y) ? y * thing.width() + x : (int) middle.y() * thing.width() + (int) middle.x();
        examples.add(guesses.at(click, judge), thing);
    }

    private static int near(double middle, double reach, int size, Random random) {
        long at = Math.round(middle + reach * (2 * random.nextDouble() - 1));
        return (int) Math.max(0, Math.min(size - 1, at));
    }
}
