// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.checkpoint.Fixture;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.segment.ImageEncoder;
import dev.tractrix.segment.ImageFeatures;
import dev.tractrix.segment.PromptableModel;
import dev.tractrix.segment.Sam2Config;
import dev.tractrix.segment.Sam2Model;
import dev.tractrix.segment.Sam2Names;
import dev.tractrix.segment.SamConfig;
import dev.tractrix.segment.SamMaskDecoder;
import dev.tractrix.segment.SamModel;
import dev.tractrix.segment.SamNames;
import dev.tractrix.segment.SamPromptEncoder;
import dev.tractrix.segment.TinyVitConfig;
import dev.tractrix.tensor.Ops;
import java.util.HashMap;
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
            ImageFeatures image = model.encode(f.input("pixel_values"));
            out.put("image_embeddings", image.embedding());
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

    static Map<String, Tensor> sam2(Fixture f) {
        Params params = Params.from(Sam2Names.forModel(f.model()));
        Sam2Model model = new Sam2Model(params, Sam2Config.of(f.config()));
        try (Weights weights = params.finish("Sam2Model")) {
            ImageFeatures image = model.encode(f.input("pixel_values"));
            Map<String, Tensor> out = new HashMap<>();
            out.put("image_embeddings.0", image.fine().get(0));
            out.put("image_embeddings.1", image.fine().get(1));
            out.put("image_embeddings.2", image.embedding());
            Tensor points = f.input("input_points");
            boolean[] inside = inside(f.input("input_labels"));
            Tensor boxes = f.input("input_boxes");
            SamPromptEncoder prompts = model.promptEncoder();
            Tensor none = prompts.dense(null);
            put(out, "points", model, image, prompts.sparse(points, inside, null), none);
            put(out, "box", model, image, prompts.sparse(null, inside, boxes), none);
            put(out, "points_box", model, image, prompts.sparse(points, inside, boxes), none);
            Tensor mask = prompts.dense(f.input("input_masks"));
            put(out, "points_mask", model, image, prompts.sparse(points, inside, null), mask);
            return out;
        }
    }

    /** MobileSAM's image encoder alone; what follows it is SAM's. */
    static Map<String, Tensor> mobileSam(Fixture f) {
        Params params = Params.from(SamNames.forModel(f.model()));
        ImageEncoder encoder =
                ImageEncoder.of(params, TinyVitConfig.of(f.config().object("vision_config")));
        try (Weights weights = params.finish("TinyViT")) {
            return Map.of("image_embeddings", encoder.forward(f.input("pixel_values")));
        }
    }

    private static void put(
            Map<String, Tensor> out,
            String name,
            PromptableModel model,
            ImageFeatures image,
            Tensor sparse,
            Tensor dense) {
        Tensor position = model.promptEncoder().gridPositions();
        for (boolean several : new boolean[] {true, false}) {
            SamMaskDecoder.Result r = model.maskDecoder().forward(image, position, sparse, dense, several);
            String kind = name + (several ? ".several" : ".one");
            out.put("pred_masks." + kind, r.logits());
            out.put("iou_scores." + kind, r.scores());
            if (r.presence() != null) {
                out.put("object_score_logits." + kind, r.presence());
            }
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
