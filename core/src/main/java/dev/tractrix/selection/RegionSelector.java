// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.image.Picture;
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
        List<Guess> meant = whole.found(prompt.positive(), List.of(), judge);
        List<Guess> far = found(whole, prompt, meant);
        // by the positive clicks alone, so that a negative one does not change what is looked at
        Optional<View> view = closer(meant.get(0));
        if (view.isPresent()
                && view.get().holds(prompt.positive())
                && view.get().holds(prompt.negative())) {
            List<Guess> seen = view.get().found(prompt.positive(), List.of(), judge);
            if (!view.get().isCut(seen.get(0))) {
                List<Guess> near = found(view.get(), prompt, seen);
                if (!view.get().isCut(near.get(0)) && near.get(0).score + FINER >= far.get(0).score) {
                    return view.get().candidates(Guess.distinct(near, MOST, SAME));
                }
            }
        }
        return whole.candidates(Guess.distinct(far, MOST, SAME));
    }

    /** @param positive what the positive clicks alone mean in the view */
    private List<Guess> found(View view, Prompt prompt, List<Guess> positive) {
        return prompt.negative().isEmpty() ? positive : view.found(prompt.positive(), prompt.negative(), judge);
    }

    /** The part around an answer, where that is small. */
    private Optional<View> closer(Guess answer) {
        Optional<Window> part = whole.closer(answer);
        if (part.isPresent() && (closer == null || !closer.part().equals(part.get()))) {
            closer = whole.closer(part.get());
        }
        return part.map(p -> closer);
    }
}
