// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.checkpoint.Fixture;
import dev.tractrix.image.Picture;
import dev.tractrix.nn.Params;
import dev.tractrix.segment.SamConfig;
import dev.tractrix.segment.SamModel;
import dev.tractrix.segment.SamNames;
import dev.tractrix.segment.SamPredictor;
import dev.tractrix.selection.Prompt;
import dev.tractrix.tensor.Ops;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** The predictor from a picture's bytes to mask logits at its size, with prompts of each kind. */
final class SamPredictorSteps {
    private SamPredictorSteps() {}

    static Map<String, Tensor> samPredictor(Fixture f) {
        Params params = Params.from(SamNames.forModel(f.model()));
        SamModel model = new SamModel(params, SamConfig.of(f.config()));
        try (SamPredictor predictor = new SamPredictor(model, params.finish("SamModel"), null)) {
            Tensor bytes = f.input("image");
            Picture picture = new Picture((int) bytes.size(1), (int) bytes.size(0), Ops.toBytes(bytes));
            predictor.setImage(picture);
            double w = picture.width();
            double h = picture.height();
            Prompt click = Prompt.at((float) (w * 0.37), (float) (h * 0.61));
            Prompt.Box box = new Prompt.Box((float) (w * 0.2), (float) (h * 0.1), (float) (w * 0.9), (float) h);
            Map<String, Tensor> out = new HashMap<>();
            out.put("pixel_values", model.framing().pixels(picture));
            Tensor low = put(out, "click", predictor, click, null);
            put(out, "two", predictor, click.not(w - 1, 0), null);
            put(out, "box", predictor, new Prompt(List.of(), List.of(), Optional.of(box)), null);
            put(out, "box_click", predictor, new Prompt(click.positive(), List.of(), Optional.of(box)), null);
            put(out, "again", predictor, click.not(0, h - 1), low.narrow(0, 0, 1));
            return out;
        }
    }

    private static Tensor put(
            Map<String, Tensor> out, String name, SamPredictor predictor, Prompt prompt, Tensor previous) {
        SamPredictor.Answer answer = predictor.predict(prompt, previous, name.equals("click"));
        out.put("logits." + name, answer.logits());
        out.put("scores." + name, Ops.tensor(answer.scores(), answer.scores().length));
        return answer.low();
    }
}
