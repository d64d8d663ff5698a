// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.selection.Candidate;
import dev.tractrix.selection.Prompt;
import dev.tractrix.selection.Selector;
import dev.tractrix.tensor.Ops;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/** A selector with weights. A single click is ambiguous and has several candidates; anything more has one. */
public final class SamSelector implements Selector {
    private final SamPredictor predictor;
    private int width;
    private int height;

    /** @param predictor closed with the selector */
    public SamSelector(SamPredictor predictor) {
        this.predictor = Objects.requireNonNull(predictor, "predictor");
    }

    @Override
    public void setImage(Picture picture) {
        predictor.setImage(picture);
        width = picture.width();
        height = picture.height();
    }

    @Override
    public List<Candidate> select(Prompt prompt) {
        boolean ambiguous = prompt.box().isEmpty()
                && prompt.positive().size() + prompt.negative().size() == 1;
        List<Candidate> candidates = new ArrayList<>();
        try (SamPredictor.Answer answer = predictor.predict(prompt, null, ambiguous)) {
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

    private Mask inside(float[] logits) {
        boolean[] inside = new boolean[logits.length];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = logits[i] > 0;
        }
        return new Mask(width, height, inside);
    }

    @Override
    public void close() {
        predictor.close();
    }
}
