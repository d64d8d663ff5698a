// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import dev.tractrix.nn.Conv2d;
import dev.tractrix.nn.GroupNorm;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Posterior;
import dev.tractrix.nn.SpatioTemporalResBlock;
import dev.tractrix.nn.TemporalConv;
import dev.tractrix.nn.Upsample2D;
import dev.tractrix.nn.VaeAttention;
import dev.tractrix.nn.VaeEncoder;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The autoencoder of Stable Video Diffusion: an image encoder that looks at each frame alone, and a decoder whose
 * residual blocks also look along the frames, so that a clip does not flicker. Names are those of diffusers'
 * {@code AutoencoderKLTemporalDecoder}.
 *
 * <p>Pixels are in [-1, 1]; each of the {@code blocks - 1} levels halves the size, so H and W must be divisible by
 * {@link TemporalVaeConfig#factor()}. Latents are unscaled: the caller multiplies by {@code scaling_factor}.
 */
public final class TemporalVae {
    private static final double EPS = 1e-6;
    private static final double TEMPORAL_EPS = 1e-5;

    private final TemporalVaeConfig config;
    private final VaeEncoder encoder;
    private final Decoder decoder;

    public TemporalVae(Params p, TemporalVaeConfig config) {
        this.config = config;
        encoder = new VaeEncoder(
                p,
                new VaeEncoder.Shape(
                        config.inChannels(),
                        config.blockOutChannels(),
                        config.layersPerBlock(),
                        config.latentChannels(),
                        config.normNumGroups(),
                        true));
        decoder = new Decoder(p.at("decoder"), config);
    }

    public TemporalVaeConfig config() {
        return config;
    }

    /**
     * The distribution of the latents.
     *
     * @param image (N, 3, H, W) in [-1, 1]
     * @return mean and log variance, each (N, C, H/f, W/f), log variance within [-30, 20]
     */
    public Posterior encode(Tensor image) {
        return encoder.forward(image);
    }

    /**
     * Latents of a clip to pixels.
     *
     * @param latents (B*F, C, h, w), unscaled
     * @param frames F
     * @return (B*F, 3, h*f, w*f), about [-1, 1], not clamped
     */
    public Tensor decode(Tensor latents, long frames) {
        Shapes.require("latents", latents, -1, config.latentChannels(), -1, -1);
        if (frames < 1 || latents.size(0) % frames != 0) {
            throw new IllegalArgumentException(
                    "decode: " + latents.size(0) + " latents are not whole clips of " + frames + " frames");
        }
        return decoder.forward(latents, frames);
    }

    private static final class Decoder {
        private final Conv2d convIn;
        private final List<SpatioTemporalResBlock> mid = new ArrayList<>();
        private final VaeAttention midAttention;
        private final List<List<SpatioTemporalResBlock>> resnets = new ArrayList<>();
        private final List<Upsample2D> upsamplers = new ArrayList<>();
        private final GroupNorm convNormOut;
        private final Conv2d convOut;
        private final TemporalConv timeConvOut;

        Decoder(Params p, TemporalVaeConfig c) {
            List<Integer> channels = new ArrayList<>(c.blockOutChannels());
            Collections.reverse(channels);
            int groups = c.normNumGroups();
            int in = channels.get(0);
            convIn = new Conv2d(p.at("conv_in"), c.latentChannels(), in, 3);
            Params midParams = p.at("mid_block");
            midAttention = new VaeAttention(midParams.at("attentions", 0), in, groups, EPS);
            for (int j = 0; j < c.layersPerBlock(); j++) {
                mid.add(resBlock(midParams.at("resnets", j), in, in, groups));
            }
            for (int i = 0; i < channels.size(); i++) {
                Params block = p.at("up_blocks", i);
                int out = channels.get(i);
                List<SpatioTemporalResBlock> level = new ArrayList<>();
                for (int j = 0; j < c.layersPerBlock() + 1; j++) {
                    level.add(resBlock(block.at("resnets", j), j == 0 ? in : out, out, groups));
                }
                resnets.add(level);
                upsamplers.add(i == channels.size() - 1 ? null : new Upsample2D(block.at("upsamplers", 0), out, out));
                in = out;
            }
            convNormOut = new GroupNorm(p.at("conv_norm_out"), groups, in, EPS);
            convOut = new Conv2d(p.at("conv_out"), in, c.outChannels(), 3);
            timeConvOut = new TemporalConv(p.at("time_conv_out"), c.outChannels(), c.outChannels());
        }

        private static SpatioTemporalResBlock resBlock(Params p, int in, int out, int groups) {
            return new SpatioTemporalResBlock(p, in, out, 0, groups, EPS, TEMPORAL_EPS, 0.0, true);
        }

        /** (B*F, C, h, w) -> (B*F, 3, H, W). */
        Tensor forward(Tensor latents, long frames) {
            return TensorScope.tidy(() -> {
                Tensor h = convIn.forward(latents);
                for (int j = 0; j < mid.size(); j++) {
                    // The reference pairs its blocks with one attention, so a third block and later ones never run.
                    if (j == 1) {
                        h = TensorScope.then(h, midAttention::forward);
                    }
                    if (j < 2) {
                        SpatioTemporalResBlock block = mid.get(j);
                        h = TensorScope.then(h, x -> block.forward(x, null, frames));
                    }
                }
                for (int i = 0; i < resnets.size(); i++) {
                    for (SpatioTemporalResBlock block : resnets.get(i)) {
                        h = TensorScope.then(h, x -> block.forward(x, null, frames));
                    }
                    if (upsamplers.get(i) != null) {
                        h = TensorScope.then(h, upsamplers.get(i)::forward);
                    }
                }
                h = TensorScope.then(h, convNormOut::forward);
                h = TensorScope.then(h, Ops::silu);
                h = TensorScope.then(h, convOut::forward);
                long n = h.size(0);
                long c = h.size(1);
                long height = h.size(2);
                long width = h.size(3);
                Tensor clip = h.view(n / frames, frames, c, height, width).transpose(1, 2); // (B*F,..) -> (B,3,F,H,W)
                return timeConvOut.forward(clip).transpose(1, 2).reshape(n, c, height, width); // -> (B*F,3,H,W)
            });
        }
    }
}
