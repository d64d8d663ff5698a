// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.Conv2d;
import dev.tractrix.nn.Init;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** SAM's image encoder: a vision transformer with windows (ViTDet) and a neck. Names as transformers' {@code SamVisionEncoder}. */
public final class SamImageEncoder {
    /** Of the neck's norms; the published code fixes it. */
    private static final double NECK_EPS = 1e-6;

    private final SamVisionConfig config;
    private final Conv2d patches;
    private final Tensor positions;
    private final List<SamImageLayer> layers = new ArrayList<>();
    private final Tensor neck1;
    private final ChannelNorm neckNorm1;
    private final Tensor neck2;
    private final ChannelNorm neckNorm2;

    public SamImageEncoder(Params p, SamVisionConfig config) {
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
        Params neck = p.at("neck");
        neck1 = neck.at("conv1").weight("weight", Init.uniformFanIn(d), out, d, 1, 1);
        neckNorm1 = new ChannelNorm(neck.at("layer_norm1"), out, NECK_EPS);
        neck2 = neck.at("conv2").weight("weight", Init.uniformFanIn(out * 9L), out, out, 3, 3);
        neckNorm2 = new ChannelNorm(neck.at("layer_norm2"), out, NECK_EPS);
    }

    /**
     * The embedding of a picture.
     *
     * @param pixels (B, C, S, S), S the configured image size, normalised by the mean and deviation of its training pictures, padded below and right
     * @return (B, out, g, g), g patches along a side
     */
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
            Tensor channelsFirst = x.permute(0, 3, 1, 2).contiguous();
            Tensor narrowed = neckNorm1.forward(Ops.conv2d(channelsFirst, neck1, null, 1, 0));
            return neckNorm2.forward(Ops.conv2d(narrowed, neck2, null, 1, 1));
        });
    }
}
