// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The image encoder that Stable Diffusion's autoencoder and its video sibling share. Weights: {@code encoder.*},
 * {@code quant_conv}, as in diffusers' {@code AutoencoderKL} and {@code AutoencoderKLTemporalDecoder}.
 */
public final class VaeEncoder {
    private static final double EPS = 1e-6;

    private final Shape shape;
    private final Conv2d convIn;
    private final List<List<ResnetBlock2D>> resnets = new ArrayList<>();
    private final List<Downsample2D> downsamplers = new ArrayList<>();
    private final ResnetBlock2D mid0;
    private final VaeAttention midAttention;
    private final ResnetBlock2D mid1;
    private final GroupNorm convNormOut;
    private final Conv2d convOut;
    private final Conv2d quantConv;

    /**
     * The shape of an encoder.
     *
     * @param inChannels of the picture
     * @param blockOutChannels channels of each level, the full size first
     * @param layersPerBlock residual blocks a level
     * @param latentChannels C
     * @param normNumGroups groups of every norm, a divisor of all channels
     * @param quantConv whether a 1x1 convolution follows
     */
    public record Shape(
            int inChannels,
            List<Integer> blockOutChannels,
            int layersPerBlock,
            int latentChannels,
            int normNumGroups,
            boolean quantConv) {
        public Shape {
            blockOutChannels = List.copyOf(blockOutChannels);
            if (blockOutChannels.isEmpty()
                    || inChannels < 1
                    || layersPerBlock < 1
                    || latentChannels < 1
                    || normNumGroups < 1) {
                throw new IllegalArgumentException(
                        "an image encoder needs at least one level, layer, channel and group, got "
                                + blockOutChannels + ", " + layersPerBlock + ", " + inChannels + ", " + latentChannels
                                + ", "
                                + normNumGroups);
            }
        }

        /** Pixels a latent cell, 2^(levels - 1). */
        public int factor() {
            return 1 << (blockOutChannels.size() - 1);
        }
    }

    /** @param p the model's root: the weights are under {@code encoder} and {@code quant_conv} */
    public VaeEncoder(Params p, Shape shape) {
        this.shape = shape;
        Params encoder = p.at("encoder");
        List<Integer> channels = shape.blockOutChannels();
        int groups = shape.normNumGroups();
        int latents = 2 * shape.latentChannels();
        convIn = new Conv2d(encoder.at("conv_in"), shape.inChannels(), channels.get(0), 3);
        int in = channels.get(0);
        for (int i = 0; i < channels.size(); i++) {
            Params block = encoder.at("down_blocks", i);
            int out = channels.get(i);
            List<ResnetBlock2D> level = new ArrayList<>();
            for (int j = 0; j < shape.layersPerBlock(); j++) {
                level.add(new ResnetBlock2D(block.at("resnets", j), j == 0 ? in : out, out, 0, groups, EPS));
            }
            resnets.add(level);
            boolean last = i == channels.size() - 1;
            downsamplers.add(last ? null : new Downsample2D(block.at("downsamplers", 0), out, out, true));
            in = out;
        }
        Params mid = encoder.at("mid_block");
        midAttention = new VaeAttention(mid.at("attentions", 0), in, groups, EPS);
        mid0 = new ResnetBlock2D(mid.at("resnets", 0), in, in, 0, groups, EPS);
        mid1 = new ResnetBlock2D(mid.at("resnets", 1), in, in, 0, groups, EPS);
        convNormOut = new GroupNorm(encoder.at("conv_norm_out"), groups, in, EPS);
        convOut = new Conv2d(encoder.at("conv_out"), in, latents, 3);
        quantConv = shape.quantConv() ? new Conv2d(p.at("quant_conv"), latents, latents, 1) : null;
    }

    /**
     * The distribution of the latents, unscaled.
     *
     * @param image (N, 3, H, W) in [-1, 1], H and W divisible by {@link Shape#factor()}
     * @return mean and log variance, each (N, C, H/f, W/f), log variance within [-30, 20]
     */
    public Posterior forward(Tensor image) {
        Shapes.require("image", image, -1, shape.inChannels(), -1, -1);
        long f = shape.factor();
        if (image.size(2) % f != 0 || image.size(3) % f != 0) {
            throw new IllegalArgumentException("encode: height and width must be divisible by " + f + ", got "
                    + image.size(2) + "x" + image.size(3));
        }
        List<Tensor> parts = TensorScope.tidyAll(() -> {
            Tensor[] half = Ops.chunk(moments(image), 2, 1);
            return List.of(half[0].contiguous(), Ops.clamp(half[1], -30, 20));
        });
        return new Posterior(parts.get(0), parts.get(1));
    }

    /** (N, 3, H, W) -> (N, 2C, h, w). */
    private Tensor moments(Tensor image) {
        return TensorScope.tidy(() -> {
            Tensor h = convIn.forward(image);
            for (int i = 0; i < resnets.size(); i++) {
                for (ResnetBlock2D resnet : resnets.get(i)) {
                    h = TensorScope.then(h, x -> resnet.forward(x, null));
                }
                if (downsamplers.get(i) != null) {
                    h = TensorScope.then(h, downsamplers.get(i)::forward);
                }
            }
            h = TensorScope.then(h, x -> mid0.forward(x, null));
            h = TensorScope.then(h, midAttention::forward);
            h = TensorScope.then(h, x -> mid1.forward(x, null));
            h = TensorScope.then(h, convNormOut::forward);
            h = TensorScope.then(h, Ops::silu);
            h = TensorScope.then(h, convOut::forward);
            return quantConv == null ? h : quantConv.forward(h);
        });
    }
}
