// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.Conv2d;
import dev.tractrix.nn.Init;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.TensorScope;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * SAM 2 and 2.1 for a single picture (Ravi et al. 2024): no frame came before, which a learned embedding says. Names are those
 * of transformers' {@code Sam2Model}; {@link Sam2Names} reads the official ones.
 */
public final class Sam2Model implements PromptableModel {
    private final Sam2Config config;
    private final HieraEncoder imageEncoder;
    private final Tensor noMemory;
    /** The decoder's own weights, but the same for every prompt. */
    private final Conv2d finest;

    private final Conv2d finer;
    private final SamPromptEncoder promptEncoder;
    private final SamMaskDecoder maskDecoder;

    /** @param root the cursor of the whole model */
    public Sam2Model(Params root, Sam2Config config) {
        this.config = Objects.requireNonNull(config, "config");
        int d = config.decoder().width();
        imageEncoder = new HieraEncoder(root.at("vision_encoder"), config.vision());
        noMemory = root.weight("no_memory_embedding", Init.normal(0.02), 1, 1, d);
        finest = new Conv2d(root.at("mask_decoder").at("conv_s0"), d, d / 8, 1);
        finer = new Conv2d(root.at("mask_decoder").at("conv_s1"), d, d / 4, 1);
        promptEncoder = new SamPromptEncoder(root, config.prompt());
        maskDecoder = new SamMaskDecoder(root.at("mask_decoder"), config.decoder());
    }

    @Override
    public Framing framing() {
        return new Framing(config.vision().imageSize(), false);
    }

    @Override
    public ImageFeatures encode(Tensor pixels) {
        List<Tensor> all = TensorScope.tidyAll(() -> {
            List<Tensor> levels = imageEncoder.forward(pixels);
            return List.of(
                    levels.get(2).add(noMemory.view(1, -1, 1, 1)),
                    finest.forward(levels.get(0)),
                    finer.forward(levels.get(1)));
        });
        return new ImageFeatures(all.get(0), all.subList(1, 3));
    }

    @Override
    public SamPromptEncoder promptEncoder() {
        return promptEncoder;
    }

    @Override
    public SamMaskDecoder maskDecoder() {
        return maskDecoder;
    }
}
