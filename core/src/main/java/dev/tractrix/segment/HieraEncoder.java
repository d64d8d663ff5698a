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

/**
 * SAM 2's image encoder: Hiera (Ryali et al. 2023), whose grid halves from stage to stage, and a feature pyramid over its
 * stages. Names as transformers' {@code Sam2VisionModel}.
 */
final class HieraEncoder {
    private final HieraConfig config;
    private final Conv2d patches;
    private final Tensor positions;
    private final Tensor windowPositions;
    private final List<List<HieraBlock>> stages = new ArrayList<>();
    /** From the coarsest stage to the finest. */
    private final List<Conv2d> laterals = new ArrayList<>();

    HieraEncoder(Params p, HieraConfig config) {
        this.config = config;
        Params trunk = p.at("backbone");
        int width = config.widths().get(0);
        int window = config.windows().get(0);
        patches = new Conv2d(trunk.at("patch_embed").at("projection"), 3, width, 7, 4, 3);
        int rows = config.background().get(0);
        int columns = config.background().get(1);
        positions = trunk.weight("pos_embed", Init.normal(0.02), 1, width, rows, columns);
        windowPositions = trunk.weight("pos_embed_window", Init.normal(0.02), 1, width, window, window);
        int block = 0;
        for (int stage = 0; stage < HieraConfig.STAGES; stage++) {
            List<HieraBlock> blocks = new ArrayList<>();
            for (int i = 0; i < config.depths().get(stage); i++, block++) {
                boolean opens = stage > 0 && i == 0;
                int side = config.globalBlocks().contains(block)
                        ? 0
                        : config.windows().get(opens ? stage - 1 : stage);
                blocks.add(new HieraBlock(trunk.at("blocks", block), config, stage, i == 0, side));
            }
            stages.add(blocks);
        }
        for (int i = 0; i < HieraConfig.STAGES; i++) {
            int in = config.widths().get(HieraConfig.STAGES - 1 - i);
            laterals.add(new Conv2d(p.at("neck").at("convs", i), in, config.neckWidth(), 1));
        }
    }

    /**
     * The three finest levels of the pyramid.
     *
     * @param pixels (B, 3, S, S)
     * @return (B, D, S/4, S/4), (B, D, S/8, S/8), (B, D, S/16, S/16)
     */
    List<Tensor> forward(Tensor pixels) {
        Shapes.require("pixels", pixels, -1, 3, config.imageSize(), config.imageSize());
        return TensorScope.tidyAll(() -> {
            List<Tensor> seen = new ArrayList<>();
            Tensor x = TensorScope.tidy(() ->
                    patches.forward(pixels).add(places()).permute(0, 2, 3, 1).contiguous());
            for (List<HieraBlock> stage : stages) {
                Tensor first = x;
                x = TensorScope.tidy(() -> {
                    Tensor y = stage.get(0).forward(first);
                    for (HieraBlock block : stage.subList(1, stage.size())) {
                        y = TensorScope.then(y, block::forward);
                    }
                    return y;
                });
                seen.add(x);
            }
            return pyramid(seen);
        });
    }

    private List<Tensor> pyramid(List<Tensor> stages) {
        List<Tensor> levels = new ArrayList<>();
        Tensor coarser = null;
        for (int level = HieraConfig.STAGES - 1; level >= 0; level--) {
            Tensor here = laterals.get(HieraConfig.STAGES - 1 - level)
                    .forward(stages.get(level).permute(0, 3, 1, 2));
            if (coarser != null && config.topDown().contains(level)) {
                here = here.add(Ops.upsampleNearest(coarser, here.size(2), here.size(3)));
            }
            coarser = here;
            levels.add(0, here);
        }
        return levels.subList(0, HieraConfig.STAGES - 1);
    }

    /** (1, D, S/4, S/4): coarse positions stretched over the picture, and positions within a window, repeated. */
    private Tensor places() {
        return TensorScope.tidy(() -> {
            long side = config.imageSize() / 4;
            long repeats = side / config.windows().get(0);
            return Ops.upsampleBicubicByEdges(positions, side, side)
                    .add(windowPositions.repeat(1, 1, repeats, repeats));
        });
    }
}
