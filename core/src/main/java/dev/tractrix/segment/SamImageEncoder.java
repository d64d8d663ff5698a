// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.Conv2d;
import dev.tractrix.nn.Init;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** SAM's image encoder: a vision transformer with windows (ViTDet) and a neck. Names as transformers' {@code SamVisionEncoder}. */
final class SamImageEncoder implements ImageEncoder {
    private final SamVisionConfig config;
    private final Conv2d patches;
    private final Tensor positions;
    private final List<SamImageLayer> layers = new ArrayList<>();
    private final SamNeck neck;

    SamImageEncoder(Params p, SamVisionConfig config) {
        this.config = config;
        int d = config.width();
        int out = config.outputChannels();
        patches = new Conv2d(
                p.at("patch_embed").at("projection"), config.channels(), d, config.patchSize(), config.patchSize(), 0);
        positions = config.absolutePositions()
                ? p.weight("pos_embed", Init.normal(0.02), 1, config.grid(), config.grid(), d)
                : null;
        for (int i = 0; i < config.layers(); i++) {
            layers.add(new SamImageLayer(
                    p.at("layers", i), config, config.globalLayers().contains(i)));
        }
        neck = new SamNeck(p.at("neck"), d, out);
    }

    @Override
    public Tensor forward(Tensor pixels) {
        Shapes.require("pixels", pixels, -1, config.channels(), config.imageSize(), config.imageSize());
        return TensorScope.tidy(() -> {
            Tensor x = TensorScope.tidy(() -> {
                Tensor grid = patches.forward(pixels).permute(0, 2, 3, 1);
                return positions == null ? grid.contiguous() : grid.add(positions);
            });
            for (SamImageLayer layer : layers) {
                x = TensorScope.then(x, layer::forward);
            }
            return neck.forward(x.permute(0, 3, 1, 2).contiguous());
        });
    }
}
