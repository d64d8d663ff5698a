// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.image.Picture;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.GrabCut;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What a click in a picture may mean: the regions around it in several trees, and what cutting along colours makes of the best. */
final class Guesses {
    /** Values in {@link Guess#features}. */
    static final int FEATURES = Measures.COUNT + 3;

    private static final int[] NONE = {};
    private static final double SMALLEST = 0.001;
    private static final double LARGEST = 0.9;
    /** A region that the next merge hardly changes is passed over for what the merge makes. */
    private static final double GROWTH = 1.05;

    static final double SAME = 0.97;
    /** Holes up to this part of a region belong to it. */
    private static final double HOLE = 0.05;
    /** Guesses that are corrected by cutting. */
    private static final int CUT = 3;
    /** Regions kept, each 50 to 200 kB. */
    private static final int KEPT = 512;

    private static final List<Unlikeness> RULES = List.of(Unlikeness.values());

    private final Picture small;
    private final Leaves leaves;
    private final Measures measures;
    private final Growth growth;
    private final List<RegionTree> trees;
    private volatile Alone alone;
    /** Regions that were looked at last: many clicks have the large ones in common, which take longest. */
    private final Map<Region, Guess> regions = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Region, Guess> eldest) {
            return size() > KEPT;
        }
    });

    /** @param small as large as masks shall be; time grows with its area */
    Guesses(Picture small) {
        this.small = small;
        leaves = new Leaves(FloatImage.of(small));
        measures = new Measures(leaves);
        growth = new Growth(small, leaves);
        trees = RULES.parallelStream().map(rule -> new RegionTree(leaves, rule)).toList();
    }

    /** Judges. */
    @FunctionalInterface
    interface Judge {
        /** @param features {@link Guess#features}; the larger the result the better */
        double of(float[] features);
    }

    /** What a click alone may mean, kept for the negative click that may follow. */
    private record Alone(int click, Judge judge, List<Guess> found) {}

    /**
     * What a click alone may mean, best first.
     *
     * @param click index of a pixel
     */
    List<Guess> at(int click, Judge judge) {
        Alone known = alone;
        if (known == null || known.click != click || known.judge != judge) {
            List<Guess> all = regions(click, NONE);
            all = all.isEmpty() ? List.of(judged(least(click), click, all, judge)) : judged(all, click, NONE, judge);
            known = new Alone(click, judge, List.copyOf(all));
            alone = known;
        }
        return known.found;
    }

    /**
     * What a click may mean, best first.
     *
     * @param click index of a pixel
     * @param negative pixels that are not in it
     */
    List<Guess> at(int click, int[] negative, Judge judge) {
        List<Guess> before = at(click, judge);
        if (negative.length == 0) {
            return before;
        }
        Correction correction = new Correction(this, growth, judge, click, negative, before);
        List<Guess> all = correction.of(regions(click, negative));
        if (!all.isEmpty()) {
            return judged(all, click, negative, judge);
        }
        return before.get(0).holdsAny(negative)
                ? List.of(judged(nearer(before.get(0).in, click, negative), click, List.of(), judge))
                : before.stream().filter(g -> !g.holdsAny(negative)).toList();
    }

    boolean fits(Guess guess) {
        return guess.area >= SMALLEST * guess.in.length && guess.area <= LARGEST * guess.in.length;
    }

    int width() {
        return leaves.width();
    }

    /** Where no region fits: the smallest around the click. */
    private boolean[] least(int click) {
        int[] label = leaves.label();
        boolean[] in = new boolean[label.length];
        for (int i = 0; i < in.length; i++) {
            in[i] = label[i] == label[click];
        }
        return in;
    }

    /** Where no region tells the clicks apart: of a mask what is nearer to the click than to any negative one. */
    private boolean[] nearer(boolean[] mask, int click, int[] negative) {
        boolean[] in = mask.clone();
        for (int i = 0; i < in.length; i++) {
            for (int n : negative) {
                in[i] &= squaredDistance(i, click) < squaredDistance(i, n);
            }
        }
        return Masks.connected(new Mask(leaves.width(), leaves.height(), in), click)
                .inside();
    }

    private int squaredDistance(int i, int j) {
        int dx = i % leaves.width() - j % leaves.width();
        int dy = i / leaves.width() - j / leaves.width();
        return dx * dx + dy * dy;
    }

    /** A mask made from others as a guess, described and judged. */
    Guess judged(boolean[] in, int click, List<Guess> others, Judge judge) {
        Guess guess = new Guess(in, Guess.NO_TREE, 0);
        describe(guess, click, others);
        guess.score = judge.of(guess.features);
        return guess;
    }

    private List<Guess> judged(List<Guess> all, int click, int[] negative, Judge judge) {
        sort(all, judge);
        // the slow part, each by itself
        List<Guess> cuts = Guess.distinct(all, CUT, 0.8).parallelStream()
                .map(g -> cut(g, click, negative))
                .toList();
        for (Guess cut : cuts) {
            if (cut.area >= 3) {
                describe(cut, click, all);
                all.add(cut);
            }
        }
        sort(all, judge);
        return all;
    }

    static void sort(List<Guess> guesses, Judge judge) {
        guesses.forEach(g -> g.score = judge.of(g.features));
        guesses.sort(Comparator.comparingDouble((Guess g) -> g.score).reversed());
    }

    /** The regions around a click that hold none of the negative pixels. */
    List<Guess> regions(int click, int[] negative) {
        List<Region> found = new ArrayList<>();
        int pixels = leaves.label().length;
        for (int t = 0; t < trees.size(); t++) {
            RegionTree tree = trees.get(t);
            boolean[] wrong = above(tree, negative);
            for (int v = leaves.label()[click]; v >= 0 && !wrong[v]; v = tree.parent(v)) {
                int up = tree.parent(v);
                boolean last = up < 0 || wrong[up];
                boolean grows = last || tree.area(up) >= GROWTH * tree.area(v);
                if (grows && tree.area(v) >= SMALLEST * pixels && tree.area(v) <= LARGEST * pixels) {
                    found.add(new Region(t, v));
                }
            }
        }
        // each by itself, in their order
        List<Guess> guesses =
                found.parallelStream().map(region -> guess(region, negative)).toList();
        return described(guesses, click);
    }

    /** A node of a tree. */
    private record Region(int tree, int node) {}

    private Guess guess(Region region, int[] negative) {
        RegionTree tree = trees.get(region.tree);
        Guess known = regions.get(region);
        if (known == null) {
            known = new Guess(filled(mask(tree, region.node)), region.tree, tree.jump(region.node));
            regions.put(region, known);
        }
        for (int i : negative) {
            if (known.in[i]) { // in a hole that now stays open
                return new Guess(filled(mask(tree, region.node), negative), region.tree, tree.jump(region.node));
            }
        }
        return known.copy();
    }

    private boolean[] above(RegionTree tree, int[] pixels) {
        boolean[] above = new boolean[tree.size()];
        for (int i : pixels) {
            for (int v = leaves.label()[i]; v >= 0; v = tree.parent(v)) {
                above[v] = true;
            }
        }
        return above;
    }

    private boolean[] mask(RegionTree tree, int node) {
        boolean[] below = tree.below(node);
        boolean[] in = new boolean[leaves.label().length];
        for (int i = 0; i < in.length; i++) {
            in[i] = below[leaves.label()[i]];
        }
        return in;
    }

    boolean[] filled(boolean[] in, int... negative) {
        return Holes.filled(in, leaves.width(), leaves.height(), HOLE, negative);
    }

    /** Those that are not the same as another, described. */
    private List<Guess> described(List<Guess> found, int click) {
        float[][] agreement = agreement(found);
        List<Guess> kept = new ArrayList<>();
        List<float[]> of = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            Guess g = found.get(i);
            Guess twin = null;
            for (Guess k : kept) {
                twin = twin == null && g.among(List.of(k), SAME) ? k : twin;
            }
            if (twin == null) {
                kept.add(g);
                of.add(agreement[i]);
            } else {
                twin.jump = Math.max(twin.jump, g.jump);
            }
        }
        IntStream.range(0, kept.size()).parallel().forEach(i -> features(kept.get(i), click, of.get(i)));
        return kept;
    }

    /** For each guess its best overlap with those of each tree. */
    private float[][] agreement(List<Guess> guesses) {
        float[][] best = new float[guesses.size()][trees.size()];
        for (int i = 0; i < best.length; i++) {
            Guess a = guesses.get(i);
            for (int j = i + 1; j < best.length; j++) {
                Guess b = guesses.get(j);
                if (a.tree != b.tree && Math.min(a.area, b.area) > 0.3 * Math.max(a.area, b.area)) {
                    float overlap = (float) a.overlap(b);
                    best[i][b.tree] = Math.max(best[i][b.tree], overlap);
                    best[j][a.tree] = Math.max(best[j][a.tree], overlap);
                }
            }
        }
        return best;
    }

    void describe(Guess guess, int click, List<Guess> others) {
        float[] best = new float[trees.size()];
        for (Guess o : others) {
            if (o.tree != Guess.NO_TREE) {
                best[o.tree] = Math.max(best[o.tree], (float) guess.overlap(o));
            }
        }
        features(guess, click, best);
    }

    private void features(Guess guess, int click, float[] agreement) {
        guess.features = Arrays.copyOf(guess.shape(measures).at(click), FEATURES);
        float sum = 0;
        float most = 0;
        for (float a : agreement) {
            sum += a;
            most = Math.max(most, a);
        }
        int others = guess.tree == Guess.NO_TREE ? trees.size() : trees.size() - 1;
        guess.features[Measures.COUNT] = sum / others;
        guess.features[Measures.COUNT + 1] = most;
        guess.features[Measures.COUNT + 2] = (float) Math.min(3, guess.jump);
    }

    /** Draws the edge of a guess anew by colours: its middle stays, what is well outside stays out. */
    private Guess cut(Guess guess, int click, int[] negative) {
        int w = leaves.width();
        int h = leaves.height();
        float[] depth = Distances.withinOpen(guess.in, w, h);
        float[] away = Distances.outside(guess.in, w, h);
        double sure = Math.max(1, 0.3 * Distances.largest(depth));
        double never = Math.max(3, 0.15 * Math.sqrt(guess.area));
        byte[] labels = new byte[guess.in.length];
        boolean rest = false;
        for (int i = 0; i < labels.length; i++) {
            byte inside = depth[i] > sure ? GrabCut.FOREGROUND : GrabCut.MAYBE_FOREGROUND;
            byte outside = away[i] > never ? GrabCut.BACKGROUND : GrabCut.MAYBE_BACKGROUND;
            labels[i] = guess.in[i] ? inside : outside;
            rest |= !guess.in[i];
        }
        labels[click] = GrabCut.FOREGROUND;
        for (int i : negative) {
            labels[i] = GrabCut.BACKGROUND;
            rest = true;
        }
        if (!rest) {
            return guess;
        }
        Mask mask = Masks.connected(GrabCut.cut(small, labels, 1), click);
        return new Guess(filled(mask.inside(), negative), Guess.NO_TREE, guess.jump);
    }

    /** Things and small pieces at a pixel that do not hold another pixel. */
    List<Guess> parts(int pixel, int not, Judge judge) {
        List<Guess> things = regions(pixel, new int[] {not});
        sort(things, judge);
        List<Guess> parts = new ArrayList<>(Guess.distinct(things, 8, 0.8));
        for (Unlikeness rule : List.of(Unlikeness.EDGE, Unlikeness.ALL)) {
            RegionTree tree = trees.get(RULES.indexOf(rule));
            boolean[] wrong = above(tree, new int[] {not});
            int last = 0;
            for (int v = leaves.label()[pixel]; v >= 0 && !wrong[v]; v = tree.parent(v)) {
                if (tree.area(v) < 0.02 * leaves.label().length && tree.area(v) >= 1.7 * last) {
                    last = tree.area(v);
                    parts.add(new Guess(mask(tree, v), RULES.indexOf(rule), 0));
                }
            }
        }
        return Guess.distinct(parts, 16, 0.9);
    }
}
