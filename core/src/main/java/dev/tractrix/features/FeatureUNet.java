// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.features;

import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.nn.Conv2d;
import dev.tractrix.nn.Downsample2D;
import dev.tractrix.nn.GroupNorm;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.ResnetBlock2D;
import dev.tractrix.nn.TimestepEmbedding;
import dev.tractrix.nn.Upsample2D;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The image diffusion U-Net whose inner features tell what a thing is (DIFT, Tang et al. 2023). Names are those of
 * diffusers' {@code UNet2DConditionModel}. Two uses: {@link #forward} predicts the noise, which is how it is trained;
 * {@link #features} stops after an up block and returns what it has there, which is how it is used.
 */
public final class FeatureUNet {
    private final FeatureUNetConfig config;
    private final Conv2d convIn;
    private final TimestepEmbedding timeEmbedding;
    private final List<DownBlock> downBlocks = new ArrayList<>();
    private final ResnetBlock2D mid0;
    private final SpatialTransformer midAttention;
    private final ResnetBlock2D mid1;
    private final List<UpBlock> upBlocks = new ArrayList<>();
    private final GroupNorm convNormOut;
    private final Conv2d convOut;

    /** The whole network. */
    public FeatureUNet(Params p, FeatureUNetConfig config) {
        this(p, config, config.levels(), true);
    }

    /**
     * The network as far as one up block, for {@link #features} alone; a whole checkpoint is cut by {@link #part}.
     *
     * @param upBlock the last up block that is built, 0 the smallest size
     */
    public static FeatureUNet upTo(Params p, FeatureUNetConfig config, int upBlock) {
        return new FeatureUNet(p, config, upBlock + 1, false);
    }

    /** A checkpoint without the tensors that the features of an up block do not need. */
    public static StateDict part(StateDict checkpoint, FeatureUNetConfig config, int upBlock) {
        List<String> unused = new ArrayList<>(List.of("conv_norm_out.", "conv_out."));
        for (int i = upBlock + 1; i < config.levels(); i++) {
            unused.add("up_blocks." + i + ".");
        }
        return checkpoint.without(unused.toArray(new String[0]));
    }

    private FeatureUNet(Params p, FeatureUNetConfig c, int ups, boolean predicts) {
        if (ups < 1 || ups > c.levels()) {
            throw new IllegalArgumentException("up block: expected 0.." + (c.levels() - 1) + ", got " + (ups - 1));
        }
        config = c;
        List<Integer> channels = c.blockOutChannels();
        int levels = c.levels();
        int temb = 4 * channels.get(0);
        int groups = c.normNumGroups();
        convIn = new Conv2d(p.at("conv_in"), c.inChannels(), channels.get(0), 3);
        timeEmbedding = new TimestepEmbedding(p.at("time_embedding"), channels.get(0), temb, temb);
        int in = channels.get(0);
        for (int i = 0; i < levels; i++) {
            downBlocks.add(new DownBlock(p.at("down_blocks", i), c, i, in));
            in = channels.get(i);
        }
        Params mid = p.at("mid_block");
        mid0 = new ResnetBlock2D(mid.at("resnets", 0), in, in, temb, groups, c.normEps());
        midAttention =
                new SpatialTransformer(mid.at("attentions", 0), in, c.heads().get(levels - 1), c);
        mid1 = new ResnetBlock2D(mid.at("resnets", 1), in, in, temb, groups, c.normEps());
        for (int i = 0; i < ups; i++) {
            upBlocks.add(new UpBlock(p.at("up_blocks", i), c, i));
        }
        convNormOut = predicts ? new GroupNorm(p.at("conv_norm_out"), groups, channels.get(0), c.normEps()) : null;
        convOut = predicts ? new Conv2d(p.at("conv_out"), channels.get(0), c.outChannels(), 3) : null;
    }

    public FeatureUNetConfig config() {
        return config;
    }

    /**
     * The prediction (of the noise, or of the velocity, as the network was trained).
     *
     * @param latents (B, C, h, w), noised
     * @param timesteps (B) or (1), 0..999
     * @param context (B, M, D) or (1, M, D)
     * @return (B, out, h, w)
     */
    public Tensor forward(Tensor latents, Tensor timesteps, Tensor context) {
        if (convOut == null) {
            throw new IllegalStateException("this U-Net was built for features alone; build the whole one to predict");
        }
        return TensorScope.tidy(() -> {
            Tensor h = run(latents, timesteps, context, upBlocks.size());
            return convOut.forward(Ops.silu(convNormOut.forward(h)));
        });
    }

    /**
     * The output of an up block, its upsampling included.
     *
     * @param latents (B, C, h, w), noised
     * @param timesteps (B) or (1), 0..999
     * @param context (B, M, D) or (1, M, D)
     * @param upBlock 0 the smallest size, the last at h x w
     * @return (B, {@link FeatureUNetConfig#featureChannels}, h', w')
     */
    public Tensor features(Tensor latents, Tensor timesteps, Tensor context, int upBlock) {
        if (upBlock < 0 || upBlock >= upBlocks.size()) {
            throw new IllegalArgumentException("up block: expected 0.." + (upBlocks.size() - 1) + ", got " + upBlock);
        }
        return run(latents, timesteps, context, upBlock + 1);
    }

    private Tensor run(Tensor latents, Tensor timesteps, Tensor context, int ups) {
        Shapes.require("latents", latents, -1, config.inChannels(), -1, -1);
        Shapes.require("context", context, -1, -1, config.crossAttentionDim());
        long batch = latents.size(0);
        return TensorScope.tidy(() -> {
            Tensor times =
                    timesteps.to(latents.device(), ScalarType.Float).reshape(-1).expand(batch);
            Tensor sinusoids =
                    TimestepEmbedding.sinusoids(times, config.blockOutChannels().get(0));
            Tensor temb = timeEmbedding.forward(sinusoids.to(latents.scalar_type()));
            Tensor tokens = context.expand(batch, -1, -1);
            Deque<Tensor> skips = new ArrayDeque<>();
            Tensor h = convIn.forward(latents);
            skips.push(h);
            for (DownBlock block : downBlocks) {
                h = block.forward(h, temb, tokens, skips);
            }
            Tensor bottom = h;
            h = TensorScope.tidy(() -> mid1.forward(midAttention.forward(mid0.forward(bottom, temb), tokens), temb));
            for (int i = 0; i < ups; i++) {
                h = upBlocks.get(i).forward(h, temb, tokens, skips);
            }
            return h;
        });
    }

    private static final class DownBlock {
        private final List<ResnetBlock2D> resnets = new ArrayList<>();
        private final List<SpatialTransformer> attentions = new ArrayList<>();
        private final Downsample2D downsampler;

        DownBlock(Params p, FeatureUNetConfig c, int level, int in) {
            int out = c.blockOutChannels().get(level);
            int temb = 4 * c.blockOutChannels().get(0);
            for (int j = 0; j < c.layersPerBlock(); j++) {
                resnets.add(new ResnetBlock2D(
                        p.at("resnets", j), j == 0 ? in : out, out, temb, c.normNumGroups(), c.normEps()));
                attentions.add(
                        c.downAttention().get(level)
                                ? new SpatialTransformer(
                                        p.at("attentions", j), out, c.heads().get(level), c)
                                : null);
            }
            boolean last = level == c.levels() - 1;
            downsampler = last ? null : new Downsample2D(p.at("downsamplers", 0), out, out, false);
        }

        Tensor forward(Tensor x, Tensor temb, Tensor context, Deque<Tensor> skips) {
            Tensor h = x;
            for (int j = 0; j < resnets.size(); j++) {
                h = layer(resnets.get(j), attentions.get(j), h, temb, context);
                skips.push(h);
            }
            if (downsampler != null) {
                h = downsampler.forward(h);
                skips.push(h);
            }
            return h;
        }
    }

    private static final class UpBlock {
        private final List<ResnetBlock2D> resnets = new ArrayList<>();
        private final List<SpatialTransformer> attentions = new ArrayList<>();
        private final Upsample2D upsampler;

        UpBlock(Params p, FeatureUNetConfig c, int index) {
            List<Integer> channels = c.blockOutChannels();
            int level = c.levels() - 1 - index;
            int out = channels.get(level);
            int previous = channels.get(Math.min(level + 1, c.levels() - 1));
            int last = channels.get(Math.max(level - 1, 0));
            int temb = 4 * channels.get(0);
            for (int j = 0; j <= c.layersPerBlock(); j++) {
                int skip = j == c.layersPerBlock() ? last : out;
                int in = (j == 0 ? previous : out) + skip;
                resnets.add(new ResnetBlock2D(p.at("resnets", j), in, out, temb, c.normNumGroups(), c.normEps()));
                attentions.add(
                        c.upAttention().get(index)
                                ? new SpatialTransformer(
                                        p.at("attentions", j), out, c.heads().get(level), c)
                                : null);
            }
            upsampler = level == 0 ? null : new Upsample2D(p.at("upsamplers", 0), out, out);
        }

        Tensor forward(Tensor x, Tensor temb, Tensor context, Deque<Tensor> skips) {
            Tensor h = x;
            for (int j = 0; j < resnets.size(); j++) {
                Tensor skip = skips.pop();
                Tensor both = Ops.cat(1, h, skip);
                h.close();
                skip.close();
                h = layer(resnets.get(j), attentions.get(j), both, temb, context);
                both.close();
            }
            if (upsampler == null) {
                return h;
            }
            // An odd size was rounded up on the way down: the next skip tells the size to come back to.
            Tensor next = skips.peek();
            return TensorScope.then(h, y -> upsampler.forward(y, next.size(2), next.size(3)));
        }
    }

    private static Tensor layer(
            ResnetBlock2D resnet, SpatialTransformer attention, Tensor x, Tensor temb, Tensor context) {
        return TensorScope.tidy(() -> {
            Tensor h = resnet.forward(x, temb);
            return attention == null ? h : TensorScope.then(h, y -> attention.forward(y, context));
        });
    }
}
