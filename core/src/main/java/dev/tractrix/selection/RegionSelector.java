// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.image.Picture;
import dev.tractrix.selection.Prompt.Point;
import java.util.List;
import java.util.Optional;

/**
 * A selector without a network. Nine trees of regions say what a click may mean; boosted decision trees, learned on
 * pictures that we draw ourselves ({@link ClickTraining}), say which of it is most likely a thing by its edge, colours,
 * shape and place. Where the answer is small the same is asked again of the part of the picture around it, and the likelier of
 * both answers counts. The edge is drawn by {@link dev.tractrix.vision.GrabCut} and laid anew in a finer copy
 * ({@link FineOutline}). Boxes go to {@link GrabCutSelector}.
 */
public final class RegionSelector implements Selector {
    private static final int MOST = 3;
    /** Candidates that overlap more (intersection over union) are one. */
    private static final double SAME = 0.85;
    /** So much less likely the answer of the closer view may be: its outline is the better one. */
    private static final double FINER = 0.03;

    private final Guesses.Judge judge;
    private final GrabCutSelector boxes = new GrabCutSelector();
    private Picture picture;
    private View whole;
    /** The last part that was looked at closer, or null. */
    private View closer;

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
        whole = View.of(picture);
        closer = null;
        boxes.setImage(picture);
    }

    @Override
    public void close() {
        boxes.close();
        picture = null;
        whole = null;
        closer = null;
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
        List<Guess> far = whole.found(prompt.positive(), prompt.negative(), judge);
        // by the positive clicks alone, so that a negative one does not change what is looked at
        Optional<View> view = closer(prompt.positive());
        if (view.isPresent() && view.get().holds(prompt.negative())) {
            List<Guess> near = view.get().found(prompt.positive(), prompt.negative(), judge);
            if (!view.get().isCut(near.get(0)) && near.get(0).score + FINER >= far.get(0).score) {
                return view.get().candidates(Guess.distinct(near, MOST, SAME));
            }
        }
        return whole.candidates(Guess.distinct(far, MOST, SAME));
    }

    /** The part around what the clicks mean, where that is small and seen whole there. */
    private Optional<View> closer(List<Point> positive) {
        Optional<Window> part =
                whole.closer(whole.found(positive, List.of(), judge).get(0));
        if (part.isEmpty()) {
            return Optional.empty();
        }
        if (closer == null || !closer.part().equals(part.get())) {
            closer = whole.closer(part.get());
        }
        return closer.holds(positive)
                        && !closer.isCut(
                                closer.found(positive, List.of(), judge).get(0))
                ? Optional.of(closer)
                : Optional.empty();
    }
}
