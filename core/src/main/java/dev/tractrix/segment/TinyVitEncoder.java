// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * MobileSAM's image encoder: TinyViT (Wu et al. 2022), convolutions first, then attention in windows. Names as in
 * MobileSAM's {@code mobile_sam.pt}, but for the neck, whose names are transformers'.
 */
final class TinyVitEncoder implements ImageEncoder {
    private final TinyVitConfig config;
    private final ConvNorm patch1;
    private final ConvNorm patch2;
    private final List<UnaryOperator<Tensor>> body = new ArrayList<>();
    private final SamNeck neck;

    /** @param root the cursor of the whole model */
    TinyVitEncoder(Params root, TinyVitConfig config) {
        this.config = config;
        Params p = root.at("image_encoder");
        List<Integer> widths = config.widths();
        patch1 = ConvNorm.of(p.at("patch_embed").at("seq", 0), 3, widths.get(0) / 2, 3, 2);
        patch2 = ConvNorm.of(p.at("patch_embed").at("seq", 2), widths.get(0) / 2, widths.get(0), 3, 2);
        for (int stage = 0; stage < TinyVitConfig.STAGES; stage++) {
            Params s = p.at("layers", stage);
            int width = widths.get(stage);
            for (int i = 0; i < config.depths().get(stage); i++) {
                Params block = s.at("blocks", i);
                body.add(
                        stage == 0
                                ? bottleneck(block, width, config.expansion())
                                : new TinyVitBlock(
                                        block,
                                        width,
                                        config.heads().get(stage),
                                        config.windows().get(stage),
                                        config.mlpRatio())::forward);
            }
            if (stage + 1 < TinyVitConfig.STAGES) {
                // the last stage keeps the grid
                int stride = stage + 2 < TinyVitConfig.STAGES ? 2 : 1;
                body.add(merging(s.at("downsample"), width, widths.get(stage + 1), stride));
            }
        }
        neck = new SamNeck(root.at("vision_encoder").at("neck"), widths.get(3), config.outputChannels());
    }

    /** An inverted bottleneck (MBConv): wider, each channel alone, narrower, added to what came. */
    private static UnaryOperator<Tensor> bottleneck(Params p, int width, int expansion) {
        ConvNorm wider = ConvNorm.of(p.at("conv1"), width, width * expansion, 1, 1);
        ConvNorm alone = ConvNorm.depthwise(p.at("conv2"), width * expansion, 1);
        ConvNorm narrower = ConvNorm.of(p.at("conv3"), width * expansion, width, 1, 1);
        return x -> TensorScope.tidy(() ->
                Ops.gelu(x.add(narrower.forward(Ops.gelu(alone.forward(Ops.gelu(wider.forward(x))))))));
    }

    private static UnaryOperator<Tensor> merging(Params p, int in, int out, int stride) {
        ConvNorm one = ConvNorm.of(p.at("conv1"), in, out, 1, 1);
        ConvNorm two = ConvNorm.depthwise(p.at("conv2"), out, stride);
        ConvNorm three = ConvNorm.of(p.at("conv3"), out, out, 1, 1);
        return x -> TensorScope.tidy(() -> three.forward(Ops.gelu(two.forward(Ops.gelu(one.forward(x))))));
    }

    @Override
    public Tensor forward(Tensor pixels) {
        Shapes.require("pixels", pixels, -1, 3, config.imageSize(), config.imageSize());
        return TensorScope.tidy(() -> {
            Tensor x = TensorScope.tidy(() -> patch2.forward(Ops.gelu(patch1.forward(pixels))));
            for (UnaryOperator<Tensor> part : body) {
                x = TensorScope.then(x, part);
            }
            return neck.forward(x);
        });
    }
}
