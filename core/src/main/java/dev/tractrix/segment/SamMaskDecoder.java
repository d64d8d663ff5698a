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
    }

    /**
     * What the decoder says to P prompts on one picture.
     *
     * @param logits (P, M, 4g, 4g), inside where positive
     * @param scores (P, M), the predicted overlap (IoU) with the true mask
     */
    public record Result(Tensor logits, Tensor scores) {}

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
        List<Tensor> both = TensorScope.tidyAll(() -> decode(image, position, sparse, dense, several));
        return new Result(both.get(0), both.get(1));
    }

    private List<Tensor> decode(ImageFeatures image, Tensor position, Tensor sparse, Tensor dense, boolean several) {
        long prompts = sparse.size(0);
        long grid = image.embedding().size(2);
        Tensor own = Ops.cat(0, iouToken, maskTokens).unsqueeze(0).expand(prompts, -1, -1);
        Tensor prompt = Ops.cat(1, own, sparse);
        Tensor places = tokens(position);
        Tensor t = prompt;
        Tensor seen = tokens(image.embedding().add(dense));
        for (SamTwoWayLayer layer : layers) {
            List<Tensor> next = layer.forward(t, prompt, seen, places);
            t = next.get(0);
            seen = next.get(1);
        }
        t = finalNorm.forward(t.add(finalAttention.forward(t.add(prompt), seen.add(places), seen)));

        Tensor pixels = upscale(seen.transpose(1, 2).reshape(prompts, -1, grid, grid));
        int from = several ? 1 : 0;
        int to = several ? masks : 1;
        List<Tensor> kernels = new ArrayList<>();
        for (int i = from; i < to; i++) {
            kernels.add(hypernetworks.get(i).forward(t.select(1, 1L + i)));
        }
        Tensor logits =
                Ops.stack(1, kernels).matmul(pixels.flatten(2, -1)).reshape(prompts, to - from, 4 * grid, 4 * grid);
        Tensor scores =
                iouHead.forward(t.select(1, 0)).narrow(1, from, to - from).contiguous();
        return List.of(logits, scores);
    }

    /** (P, D, g, g) -> (P, D/8, 4g, 4g). */
    private Tensor upscale(Tensor x) {
        return TensorScope.tidy(() -> {
            Tensor twice = upscaleNorm.forward(Ops.convTranspose2d(x, upscale1, upscaleBias1, 2));
            return Ops.gelu(Ops.convTranspose2d(Ops.gelu(twice), upscale2, upscaleBias2, 2));
        });
    }

    /** (P, D, g, g) -> (P, g*g, D). */
    private static Tensor tokens(Tensor x) {
        return x.flatten(2, -1).transpose(1, 2).contiguous();
    }
}
