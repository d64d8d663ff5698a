// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.features;

import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Posterior;
import dev.tractrix.nn.VaeEncoder;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Pictures to scaled latents: the encoding half of an autoencoder. */
public final class LatentEncoder {
    /** Names of the attention in files older than diffusers 0.17, Stable Diffusion 1.5's own among them. */
    private static final Map<String, String> RENAMED =
            Map.of("query", "to_q", "key", "to_k", "value", "to_v", "proj_attn", "to_out.0");

    private final LatentEncoderConfig config;
    private final VaeEncoder encoder;

    /** @param p over the tensors that {@link #part} keeps */
    public LatentEncoder(Params p, LatentEncoderConfig config) {
        this.config = config;
        encoder = new VaeEncoder(p, config.shape());
    }

    /** The encoder's tensors of a whole autoencoder's file, by today's names; the decoder is left out knowingly. */
    public static StateDict part(StateDict autoencoder) {
        Map<String, Tensor> kept = new LinkedHashMap<>();
        autoencoder.without("decoder.", "post_quant_conv.").tensors().forEach((name, t) -> kept.put(today(name), t));
        return new StateDict(autoencoder.source(), kept, autoencoder.metadata());
    }

    private static String today(String name) {
        String[] parts = name.split("\\.");
        if (!name.contains("mid_block.attentions.") || parts.length < 2) {
            return name;
        }
        String layer = parts[parts.length - 2];
        parts[parts.length - 2] = RENAMED.getOrDefault(layer, layer);
        return String.join(".", parts);
    }

    public LatentEncoderConfig config() {
        return config;
    }

    /**
     * The distribution of the latents, unscaled.
     *
     * @param image (N, 3, H, W) in [-1, 1]
     */
    public Posterior posterior(Tensor image) {
        return encoder.forward(image);
    }

    /**
     * Latents drawn from a distribution, scaled.
     *
     * @param noise (N, C, h, w) standard normal; N may exceed the posterior's 1
     * @return (N, C, h, w), variance about 1
     */
    public Tensor sample(Posterior posterior, Tensor noise) {
        return TensorScope.tidy(() -> Ops.mul(posterior.sample(noise), config.scalingFactor()));
    }
}
