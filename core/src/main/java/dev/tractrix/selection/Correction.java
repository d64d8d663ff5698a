// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import java.util.ArrayList;
import java.util.List;

/**
 * What a click may mean once negative clicks correct the first answer. One in it says that it is too large: then parts around
 * the negative click are taken away. All beside it say that it is too small, but does not reach to there: then it grows.
 */
final class Correction {
    /** An answer that is too small becomes larger by this factor at least. */
    private static final double LARGER = 1.15;
    /** What is likely at a negative click beside the answer, at most. */
    private static final int BESIDE = 6;

    private final Guesses guesses;
    private final Growth growth;
    private final Guesses.Judge judge;
    private final int click;
    private final int[] negative;
    /** What the click alone means, best first. */
    private final List<Guess> before;

    private final Guess first;

    /** @param before at least one, judged by {@code judge} */
    Correction(Guesses guesses, Growth growth, Guesses.Judge judge, int click, int[] negative, List<Guess> before) {
        this.guesses = guesses;
        this.growth = growth;
        this.judge = judge;
        this.click = click;
        this.negative = negative;
        this.before = before;
        first = before.get(0);
    }

    /** In no order, described; none where nothing was found. @param found regions that do not hold the negative clicks */
    List<Guess> of(List<Guess> found) {
        List<Guess> all = new ArrayList<>(found);
        if (first.holdsAny(negative)) {
            all.addAll(smaller(found));
        } else {
            all.addAll(larger(found));
            all.removeIf(g -> g.area < LARGER * first.area || !guesses.fits(g));
        }
        return all;
    }

    private List<Guess> larger(List<Guess> found) {
        List<Guess> parts = new ArrayList<>();
        for (int n : negative) {
            List<Guess> things = guesses.regions(n, new int[] {click});
            Guesses.sort(things, judge);
            parts.addAll(Guess.distinct(things, BESIDE, 0.8));
        }
        List<Guess> made = new ArrayList<>();
        for (Guess part : parts) {
            boolean[] rest = part.in.clone();
            for (int i = 0; i < rest.length; i++) {
                rest[i] &= !first.in[i];
            }
            for (boolean[] in : growth.between(first.in, rest, click, part == parts.get(0))) {
                Guess g = new Guess(guesses.filled(in, negative), Guess.NO_TREE, first.jump);
                if (!g.holdsAny(negative) && !g.among(made, 0.95) && !g.among(found, Guesses.SAME)) {
                    made.add(g);
                }
            }
        }
        made.forEach(g -> guesses.describe(g, click, found));
        return made;
    }

    /** What the click may mean, less what the negative clicks may mean. */
    private List<Guess> smaller(List<Guess> found) {
        List<Guess> made = new ArrayList<>();
        List<Guess> whole = new ArrayList<>();
        for (Guess g : before) {
            if (g.holdsAny(negative)) {
                whole.add(g);
            } else if (g.tree == Guess.NO_TREE) {
                made.add(g.copy());
            }
        }
        List<List<Guess>> parts = new ArrayList<>();
        for (int n : negative) {
            parts.add(guesses.parts(n, click, judge));
        }
        for (Guess g : Guess.distinct(whole, 8, 0.9)) {
            for (Guess rest : less(g, parts)) {
                if (guesses.fits(rest) && !rest.among(made, 0.95) && !rest.among(found, Guesses.SAME)) {
                    made.add(rest);
                }
            }
        }
        made.forEach(g -> guesses.describe(g, click, found));
        return made;
    }

    /** A guess less one part for each negative click, in turn; what no longer hangs together with the click goes too. */
    private List<Guess> less(Guess guess, List<List<Guess>> parts) {
        List<Guess> out = List.of(guess);
        for (List<Guess> choice : parts) {
            List<Guess> next = new ArrayList<>();
            for (Guess g : out) {
                for (Guess part : choice) {
                    boolean[] in = g.in.clone();
                    for (int i = 0; i < in.length; i++) {
                        in[i] &= !part.in[i];
                    }
                    Mask rest = Masks.connected(new Mask(guesses.width(), in.length / guesses.width(), in), click);
                    next.add(new Guess(rest.inside(), Guess.NO_TREE, guess.jump));
                }
            }
            // with several negative clicks the ways to take parts away multiply
            out = Guess.distinct(next, 16, 0.95);
        }
        return out;
    }
}
