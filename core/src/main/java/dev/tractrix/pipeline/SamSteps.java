// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.checkpoint.Fixture;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.segment.ImageFeatures;
import dev.tractrix.segment.SamConfig;
import dev.tractrix.segment.SamMaskDecoder;
import dev.tractrix.segment.SamModel;
import dev.tractrix.segment.SamNames;
import dev.tractrix.segment.SamPromptEncoder;
import dev.tractrix.tensor.Ops;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The Segment Anything Model on a fixture's picture, with prompts of each kind. */
final class SamSteps {
    private SamSteps() {}

    static Map<String, Tensor> sam(Fixture f) {
        Params params = Params.from(SamNames.forModel(f.model()));
        SamModel model = new SamModel(params, SamConfig.of(f.config()));
        try (Weights weights = params.finish("SamModel")) {
            Map<String, Tensor> out = new HashMap<>();
            Tensor image = model.imageEncoder().forward(f.input("pixel_values"));
            out.put("image_embeddings", image);
            Tensor points = f.input("input_points");
            boolean[] inside = inside(f.input("input_labels"));
            Tensor boxes = f.input("input_boxes");
            SamPromptEncoder prompts = model.promptEncoder();
            Tensor mask = prompts.dense(f.input("input_masks"));
            Tensor none = prompts.dense(null);
            put(out, "points", model, image, prompts.sparse(points, inside, null), none);
            put(out, "box", model, image, prompts.sparse(null, inside, boxes), none);
            put(out, "points_box", model, image, prompts.sparse(points, inside, boxes), none);
            put(out, "points_mask", model, image, prompts.sparse(points, inside, null), mask);
            put(out, "mask", model, image, prompts.sparse(null, inside, null), mask);
            return out;
        }
    }

    private static void put(
            Map<String, Tensor> out, String name, SamModel model, Tensor image, Tensor sparse, Tensor dense) {
        Tensor position = model.promptEncoder().gridPositions();
        for (boolean several : new boolean[] {true, false}) {
            SamMaskDecoder.Result r = model.maskDecoder().forward(new ImageFeatures(image, List.of()), position, sparse, dense, several);
            String kind = name + (several ? ".several" : ".one");
            out.put("pred_masks." + kind, r.logits());
            out.put("iou_scores." + kind, r.scores());
        }
    }

    private static boolean[] inside(Tensor labels) {
        float[] values = Ops.toFloats(labels);
        boolean[] inside = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            inside[i] = values[i] == 1;
        }
        return inside;
    }
}
