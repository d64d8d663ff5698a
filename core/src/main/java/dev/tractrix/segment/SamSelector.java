// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.selection.Candidate;
import dev.tractrix.selection.Prompt;
import dev.tractrix.selection.Selector;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * A selector with weights. A single click is ambiguous and has several candidates; anything more has one. A prompt that adds
 * to the one before it is answered with the best mask of that one in view, as the network was trained to be corrected.
 */
public final class SamSelector implements Selector {
    private final SamPredictor predictor;
    private int width;
    private int height;
    private Prompt before;
    private Tensor seen;

    /** @param predictor closed with the selector */
    public SamSelector(SamPredictor predictor) {
        this.predictor = Objects.requireNonNull(predictor, "predictor");
    }

    @Override
    public void setImage(Picture picture) {
        forget();
        predictor.setImage(picture);
        width = picture.width();
        height = picture.height();
    }

    @Override
    public List<Candidate> select(Prompt prompt) {
        boolean ambiguous = prompt.box().isEmpty()
                && prompt.positive().size() + prompt.negative().size() == 1;
        List<Candidate> candidates = new ArrayList<>();
        Tensor previous = before != null && adds(before, prompt) ? seen : null;
        try (SamPredictor.Answer answer = predictor.predict(prompt, previous, ambiguous)) {
            remember(prompt, answer);
            for (int i = 0; i < answer.scores().length; i++) {
                try (Tensor logits = answer.logits().select(0, i)) {
                    // the network's estimate is not bounded
                    double score = Math.min(1, Math.max(0, answer.scores()[i]));
                    candidates.add(new Candidate(inside(Ops.toFloats(logits)), score));
                }
            }
        }
        candidates.sort(Comparator.comparingDouble(Candidate::score).reversed());
        return candidates;
    }

    /** Whether a prompt is another with more points. */
    private static boolean adds(Prompt old, Prompt now) {
        int points = old.positive().size() + old.negative().size();
        return now.positive().size() + now.negative().size() > points
                && now.positive().containsAll(old.positive())
                && now.negative().containsAll(old.negative())
                && now.box().equals(old.box());
    }

    private void remember(Prompt prompt, SamPredictor.Answer answer) {
        int best = 0;
        for (int i = 1; i < answer.scores().length; i++) {
            best = answer.scores()[i] > answer.scores()[best] ? i : best;
        }
        int chosen = best;
        Tensor low = TensorScope.keep(
                TensorScope.tidy(() -> answer.low().narrow(0, chosen, 1).clone()));
        forget();
        before = prompt;
        seen = low;
    }

    private void forget() {
        before = null;
        if (seen != null) {
            seen.close();
            seen = null;
        }
    }

    private Mask inside(float[] logits) {
        boolean[] inside = new boolean[logits.length];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = logits[i] > 0;
        }
        return new Mask(width, height, inside);
    }

    @Override
    public void close() {
        forget();
        predictor.close();
    }
}
