// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.selection.Prompt.Point;
import dev.tractrix.vision.Resampling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A selector without a network. Nine trees of regions say what a click may mean; boosted decision trees, learned on
 * pictures that we draw ourselves ({@link ClickTraining}), say which of it is most likely a thing by its edge, colours,
 * shape and place; the edge is drawn by {@link dev.tractrix.vision.GrabCut} and brought to the picture's size by a guided
 * filter. Boxes go to {@link GrabCutSelector}.
 */
public final class RegionSelector implements Selector {
    /** The longer side of the copy that is searched, pixels. */
    static final int WORKING_SIDE = 240;

    private static final int MOST = 3;
    /** Candidates that overlap more (intersection over union) are one. */
    private static final double SAME = 0.85;

    private final Guesses.Judge judge;
    private final GrabCutSelector boxes = new GrabCutSelector();
    private Picture picture;
    private Picture small;
    private Guesses guesses;
    private Enlargement enlargement;

    /** With the judge that comes with this program. */
    public RegionSelector() {
        this(BoostedTrees.shipped());
    }

    RegionSelector(BoostedTrees judge) {
        // one and the same for all clicks, so that answers can be kept
        this.judge = judge::of;
    }

    @Override
    public void setImage(Picture picture) {
        this.picture = picture;
        small = smallCopy(picture);
        guesses = new Guesses(small);
        enlargement = new Enlargement(small.width(), picture);
        boxes.setImage(picture);
    }

    static Picture smallCopy(Picture picture) {
        // small pictures are enlarged: what is judged by was learned at this size
        double scale = (double) WORKING_SIDE / Math.max(picture.width(), picture.height());
        return Resampling.resize(picture, Math.max(1, (int) Math.round(picture.width() * scale)), Math.max(1, (int)
                Math.round(picture.height() * scale)));
    }

    @Override
    public void close() {
        boxes.close();
        picture = null;
        guesses = null;
        enlargement = null;
    }

    @Override
    public List<Candidate> select(Prompt prompt) {
        if (picture == null) {
            throw new IllegalStateException("no image is set");
        }
        prompt.check(picture.width(), picture.height());
        if (prompt.box().isPresent()) {
            return boxes.select(prompt);
        }
        int[] positive = pixels(prompt.positive());
        int[] negative = pixels(prompt.negative());
        List<Candidate> out = new ArrayList<>();
        for (Guess g : Guess.distinct(found(positive, negative), MOST, SAME)) {
            double score = Math.min(1, Math.max(0, g.score));
            out.add(new Candidate(new Mask(small.width(), small.height(), g.in), score));
        }
        return enlargement.of(out);
    }

    private List<Guess> found(int[] positive, int[] negative) {
        List<List<Guess>> each = new ArrayList<>();
        for (int click : positive) {
            each.add(guesses.at(click, without(negative, click), judge));
        }
        if (positive.length == 1) {
            return each.get(0);
        }
        // what holds all clicks, or the likeliest of each together
        List<Guess> all = new ArrayList<>();
        boolean[] union = new boolean[small.width() * small.height()];
        for (List<Guess> list : each) {
            list.stream().filter(g -> holdsAll(g, positive)).forEach(all::add);
            Guess best = list.get(0);
            for (int i = 0; i < union.length; i++) {
                union[i] |= best.in[i];
            }
        }
        all.add(guesses.judged(union, positive[0], each.get(0), judge));
        all.sort(Comparator.comparingDouble((Guess g) -> g.score).reversed());
        return all;
    }

    private static boolean holdsAll(Guess guess, int[] pixels) {
        for (int i : pixels) {
            if (!guess.in[i]) {
                return false;
            }
        }
        return true;
    }

    /** A negative click in the very same pixel of the small copy says nothing that can be followed there. */
    private static int[] without(int[] pixels, int pixel) {
        return java.util.Arrays.stream(pixels).filter(i -> i != pixel).toArray();
    }

    private int[] pixels(List<Point> points) {
        return points.stream()
                .mapToInt(p -> (int) Math.min(small.height() - 1, (p.y() + 0.5) * small.height() / picture.height())
                                * small.width()
                        + (int) Math.min(small.width() - 1, (p.x() + 0.5) * small.width() / picture.width()))
                .distinct()
                .toArray();
    }
}
