// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.Init;
import dev.tractrix.nn.LayerNorm;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** SAM's two-way mask decoder: masks and how good they are. Names as transformers' {@code SamMaskDecoder}. */
public final class SamMaskDecoder {
    /** Of the norm after the transformer, and of the one between the upscalings; the published code fixes both. */
    private static final double FINAL_EPS = 1e-5;

    private static final double UPSCALE_EPS = 1e-6;

    private final int masks;
    private final Tensor iouToken;
    private final Tensor maskTokens;
    private final List<SamTwoWayLayer> layers = new ArrayList<>();
    private final SamAttention finalAttention;
    private final LayerNorm finalNorm;
    private final Tensor upscale1;
    private final Tensor upscaleBias1;
    private final ChannelNorm upscaleNorm;
    private final Tensor upscale2;
    private final Tensor upscaleBias2;
    private final List<SamPerceptron> hypernetworks = new ArrayList<>();
    private final SamPerceptron iouHead;
    /** What SAM 2 has more; null for SAM. */
    private final SamDecoderConfig.Second second;

    private final Tensor objectToken;
    private final SamPerceptron objectHead;

    public SamMaskDecoder(Params p, SamDecoderConfig config) {
        int d = config.width();
        masks = config.candidates() + 1;
        iouToken = p.at("iou_token").weight("weight", Init.normal(0.02), 1, d);
        maskTokens = p.at("mask_tokens").weight("weight", Init.normal(0.02), masks, d);
        Params transformer = p.at("transformer");
        for (int i = 0; i < config.layers(); i++) {
            layers.add(new SamTwoWayLayer(transformer.at("layers", i), config, i == 0));
        }
        finalAttention = new SamAttention(transformer.at("final_attn_token_to_image"), config, config.downsampleRate());
        finalNorm = new LayerNorm(transformer.at("layer_norm_final_attn"), d, FINAL_EPS);
        upscale1 = p.at("upscale_conv1").weight("weight", Init.uniformFanIn(d), d, d / 4, 2, 2);
        upscaleBias1 = p.at("upscale_conv1").weight("bias", Init.ZEROS, d / 4);
        upscaleNorm = new ChannelNorm(p.at("upscale_layer_norm"), d / 4, UPSCALE_EPS);
        upscale2 = p.at("upscale_conv2").weight("weight", Init.uniformFanIn(d / 4), d / 4, d / 8, 2, 2);
        upscaleBias2 = p.at("upscale_conv2").weight("bias", Init.ZEROS, d / 8);
        for (int i = 0; i < masks; i++) {
            hypernetworks.add(new SamPerceptron(p.at("output_hypernetworks_mlps", i), d, d, d / 8, 3));
        }
        iouHead = new SamPerceptron(p.at("iou_prediction_head"), d, config.iouWidth(), masks, config.iouDepth());
        second = config.second();
        boolean more = second != null;
        objectToken = more ? p.at("obj_score_token").weight("weight", Init.normal(0.02), 1, d) : null;
        objectHead = more ? new SamPerceptron(p.at("pred_obj_score_head"), d, d, 1, 3) : null;
    }

    /**
     * What the decoder says to P prompts on one picture.
     *
     * @param logits (P, M, 4g, 4g), inside where positive
     * @param scores (P, M), the predicted overlap (IoU) with the true mask
     * @param presence (P, 1), above 0 where a thing is there; null for SAM, which does not say
     */
    public record Result(Tensor logits, Tensor scores, Tensor presence) {}

    /**
     * Decodes P prompts on one picture.
     *
     * @param image of one picture
     * @param position (1, D, g, g) of {@link SamPromptEncoder#gridPositions}
     * @param sparse (P, N, D), N possibly 0
     * @param dense (P or 1, D, g, g)
     * @param several whether M is the number of candidates for an ambiguous prompt, or 1 for a clear one
     */
    public Result forward(ImageFeatures image, Tensor position, Tensor sparse, Tensor dense, boolean several) {
        return result(TensorScope.tidyAll(() -> decode(image, look(image, position, dense), sparse, several)));
    }

    /**
     * As {@link #forward(ImageFeatures, Tensor, Tensor, Tensor, boolean)} for what was looked at before.
     *
     * @param looked of {@link #look} on the same picture
     */
    public Result forward(ImageFeatures image, Looked looked, Tensor sparse, boolean several) {
        return result(TensorScope.tidyAll(() -> decode(image, looked, sparse, several)));
    }

    private Result result(List<Tensor> made) {
        return new Result(made.get(0), made.get(1), second == null ? null : made.get(2));
    }

    /**
     * What the decoder makes of a picture before anything is asked of it: the same for all prompts with one dense part, and a
     * tenth of a click's work.
     *
     * @param tensors the first layer's view of the picture, and the places of its tokens
     */
    public record Looked(List<Tensor> tensors) implements AutoCloseable {
        public Looked {
            tensors = List.copyOf(tensors);
        }

        private SamTwoWayLayer.Seen seen() {
            return new SamTwoWayLayer.Seen(tensors.get(0), tensors.get(1), tensors.get(2), tensors.get(3));
        }

        private Tensor places() {
            return tensors.get(4);
        }

        @Override
        public void close() {
            tensors.forEach(Tensor::close);
        }
    }

    /**
     * Looks at a picture ahead.
     *
     * @param position as of {@link #forward(ImageFeatures, Tensor, Tensor, Tensor, boolean)}
     * @param dense likewise
     */
    public Looked look(ImageFeatures image, Tensor position, Tensor dense) {
        return new Looked(TensorScope.tidyAll(() -> {
            Tensor places = tokens(position);
            SamTwoWayLayer.Seen seen =
                    layers.get(0).look(tokens(image.embedding().add(dense)), places);
            return List.of(seen.image(), seen.keys(), seen.values(), seen.queries(), places);
        }));
    }

    private List<Tensor> decode(ImageFeatures image, Looked looked, Tensor sparse, boolean several) {
        long prompts = sparse.size(0);
        long grid = image.embedding().size(2);
        Tensor asked =
                second == null ? Ops.cat(0, iouToken, maskTokens) : Ops.cat(0, objectToken, iouToken, maskTokens);
        Tensor own = asked.unsqueeze(0).expand(prompts, -1, -1);
        Tensor prompt = Ops.cat(1, own, sparse);
        Tensor places = looked.places();
        Tensor t = prompt;
        Tensor seen = null;
        for (SamTwoWayLayer layer : layers) {
            List<Tensor> next = layer.forward(t, prompt, seen == null ? looked.seen() : layer.look(seen, places));
            t = next.get(0);
            seen = next.get(1);
        }
        t = finalNorm.forward(t.add(finalAttention.forward(t.add(prompt), seen.add(places), seen)));

        Tensor pixels = upscale(seen.transpose(1, 2).reshape(prompts, -1, grid, grid), image);
        int iou = second == null ? 0 : 1;
        List<Tensor> kernels = new ArrayList<>();
        for (int i = 0; i < masks; i++) {
            kernels.add(hypernetworks.get(i).forward(t.select(1, iou + 1L + i)));
        }
        Tensor logits = Ops.stack(1, kernels).matmul(pixels.flatten(2, -1)).reshape(prompts, masks, 4 * grid, 4 * grid);
        Tensor scores = iouHead.forward(t.select(1, iou));
        if (second == null) {
            return chosen(logits, scores, several);
        }
        List<Tensor> out = new ArrayList<>(
                several || !second.byStability()
                        ? chosen(logits, scores.sigmoid(), several)
                        : stable(logits, scores.sigmoid()));
        out.add(objectHead.forward(t.select(1, 0)));
        return out;
    }

    /** The first mask is for clear prompts, the others for ambiguous ones. */
    private List<Tensor> chosen(Tensor logits, Tensor scores, boolean several) {
        int from = several ? 1 : 0;
        int count = several ? masks - 1 : 1;
        return List.of(
                logits.narrow(1, from, count).contiguous(),
                scores.narrow(1, from, count).contiguous());
    }

    /** The single mask where moving its threshold changes little, the candidate of the best score elsewhere. */
    private List<Tensor> stable(Tensor logits, Tensor scores) {
        float[] areas = Ops.toFloats(Ops.stack(
                0, List.of(area(logits.select(1, 0), second.delta()), area(logits.select(1, 0), -second.delta()))));
        List<Tensor> masksOut = new ArrayList<>();
        List<Tensor> scoresOut = new ArrayList<>();
        int prompts = areas.length / 2;
        for (int p = 0; p < prompts; p++) {
            double stability = areas[prompts + p] > 0 ? areas[p] / areas[prompts + p] : 1;
            long best = stability >= second.threshold()
                    ? 0
                    : 1
                            + (long) Ops.item(
                                    scores.select(0, p).narrow(0, 1, masks - 1).argmax());
            masksOut.add(logits.select(0, p).narrow(0, best, 1));
            scoresOut.add(scores.select(0, p).narrow(0, best, 1));
        }
        return List.of(Ops.stack(0, masksOut), Ops.stack(0, scoresOut));
    }

    /** (P, h, w) -> (P): pixels above a threshold. */
    private static Tensor area(Tensor logits, double threshold) {
        return Ops.clamp(Ops.add(logits, -threshold).sign(), 0, 1).sum(1, 2);
    }

    /** (P, D, g, g) -> (P, D/8, 4g, 4g). */
    private Tensor upscale(Tensor x, ImageFeatures image) {
        return TensorScope.tidy(() -> {
            Tensor twice = Ops.convTranspose2d(x, upscale1, upscaleBias1);
            if (second != null) {
                twice = twice.add(image.fine().get(1));
            }
            Tensor four = Ops.convTranspose2d(Ops.gelu(upscaleNorm.forward(twice)), upscale2, upscaleBias2);
            if (second != null) {
                four = four.add(image.fine().get(0));
            }
            return Ops.gelu(four);
        });
    }

    /** (P, D, g, g) -> (P, g*g, D). */
    private static Tensor tokens(Tensor x) {
        return x.flatten(2, -1).transpose(1, 2).contiguous();
    }
}
