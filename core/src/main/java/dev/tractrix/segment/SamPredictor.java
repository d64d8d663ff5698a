// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.image.Picture;
import dev.tractrix.nn.Weights;
import dev.tractrix.selection.Prompt;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * Sets a picture once, the slow part, then answers any number of prompts on it. Owns its weights; for one thread.
 *
 * <p>Does what segment-anything's {@code SamPredictor} does: the picture is resized and padded by {@link Framing},
 * prompts are carried to the same square, mask logits come back to the picture's size, and a pixel is inside where its
 * logit is above 0.
 */
public final class SamPredictor implements AutoCloseable {
    private final PromptableModel model;
    private final Weights weights;
    private final EmbeddingCache cache;
    private Tensor position;
    private ImageFeatures features;
    /** For prompts without an earlier mask. */
    private SamMaskDecoder.Looked looked;

    private int width;
    private int height;

    /** @param cache where embeddings are kept between runs, or null */
    public SamPredictor(PromptableModel model, Weights weights, EmbeddingCache cache) {
        this.model = Objects.requireNonNull(model, "model");
        this.weights = Objects.requireNonNull(weights, "weights");
        this.cache = cache;
    }

    /**
     * The network's answer to one prompt. The caller closes it.
     *
     * @param low (M, 4g, 4g) logits over the network's square; may be given back with the next prompt
     * @param logits (M, H, W) at the picture's size, inside where above 0
     * @param scores the predicted overlap (IoU) of each with the true mask
     */
    public record Answer(Tensor low, Tensor logits, float[] scores) implements AutoCloseable {
        @Override
        public void close() {
            low.close();
            logits.close();
        }
    }

    /** Looks at a picture, or finds in the cache what was seen in it before. */
    public void setImage(Picture picture) {
        forget();
        width = picture.width();
        height = picture.height();
        features = cache == null ? encode(picture) : cache.get(picture, () -> encode(picture));
        looked = look();
    }

    private ImageFeatures encode(Picture picture) {
        return Guards.inference(() -> {
            List<Tensor> kept = TensorScope.tidyAll(() -> {
                ImageFeatures made = model.encode(model.framing().pixels(picture));
                List<Tensor> all = new ArrayList<>(List.of(made.embedding()));
                all.addAll(made.fine());
                return all;
            });
            kept.forEach(TensorScope::keep);
            return new ImageFeatures(kept.get(0), kept.subList(1, kept.size()));
        });
    }

    /**
     * Answers a prompt.
     *
     * @param prompt in pixels of the picture
     * @param previous (1, 4g, 4g), the chosen one of an earlier answer's {@code low}, or null
     * @param several whether all candidates for an ambiguous prompt are wanted, or one mask
     * @throws dev.tractrix.fault.BadInputException when the prompt does not fit the picture, see {@link Prompt#check}
     * @throws IllegalStateException before {@link #setImage}
     */
    public Answer predict(Prompt prompt, Tensor previous, boolean several) {
        if (features == null) {
            throw new IllegalStateException("no image is set");
        }
        prompt.check(width, height);
        return Guards.inference(() -> {
            List<Tensor> kept = TensorScope.tidyAll(() -> {
                SamMaskDecoder.Result result = decode(prompt, previous, several);
                Tensor logits = model.framing().back(result.logits(), width, height);
                return List.of(result.logits().select(0, 0), logits.select(0, 0), result.scores());
            });
            kept.forEach(TensorScope::keep);
            try (Tensor scores = kept.get(2)) {
                return new Answer(kept.get(0), kept.get(1), Ops.toFloats(scores));
            }
        });
    }

    private SamMaskDecoder.Result decode(Prompt prompt, Tensor previous, boolean several) {
        List<Prompt.Point> points = new ArrayList<>(prompt.positive());
        points.addAll(prompt.negative());
        boolean[] inside = new boolean[points.size()];
        double[] xy = new double[2 * inside.length];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = i < prompt.positive().size();
            xy[2 * i] = points.get(i).x();
            xy[2 * i + 1] = points.get(i).y();
        }
        Tensor at = inside.length == 0 ? null : Ops.tensor(carried(xy), 1, inside.length, 2);
        Tensor box = prompt.box()
                .map(b -> Ops.tensor(carried(b.x0(), b.y0(), b.x1(), b.y1()), 1, 4))
                .orElse(null);
        SamPromptEncoder encoder = model.promptEncoder();
        Tensor sparse = encoder.sparse(at, inside, box);
        return previous == null
                ? model.maskDecoder().forward(features, looked, sparse, several)
                : model.maskDecoder()
                        .forward(features, position, sparse, encoder.dense(previous.unsqueeze(0)), several);
    }

    private SamMaskDecoder.Looked look() {
        return Guards.inference(() -> {
            if (position == null) {
                position = TensorScope.keep(model.promptEncoder().gridPositions());
            }
            List<Tensor> kept = TensorScope.tidyAll(() -> model.maskDecoder()
                    .look(features, position, model.promptEncoder().dense(null))
                    .tensors());
            kept.forEach(TensorScope::keep);
            return new SamMaskDecoder.Looked(kept);
        });
    }

    /** x, y, x, y, ... of the picture -> of the square. */
    private float[] carried(double... xy) {
        double sx = (double) model.framing().width(width, height) / width;
        double sy = (double) model.framing().height(width, height) / height;
        float[] out = new float[xy.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (xy[i] * (i % 2 == 0 ? sx : sy));
        }
        return out;
    }

    private void forget() {
        if (features != null) {
            features.close();
            features = null;
        }
        if (looked != null) {
            looked.close();
            looked = null;
        }
    }

    /** Frees the picture's embedding and the weights. */
    @Override
    public void close() {
        forget();
        if (position != null) {
            position.close();
            position = null;
        }
        weights.close();
    }
}
