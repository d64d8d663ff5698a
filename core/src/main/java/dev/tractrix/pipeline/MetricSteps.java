// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.checkpoint.Fixture;
import dev.tractrix.metricnets.InceptionI3d;
import dev.tractrix.metricnets.InceptionV3;
import dev.tractrix.metricnets.TrainingCounters;
import dev.tractrix.metricnets.VideoFit;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.Ops;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The networks of FID and FVD on a fixture's pictures. */
final class MetricSteps {
    private MetricSteps() {}

    static Map<String, Tensor> inception(Fixture f) {
        Params params = Params.from(TrainingCounters.without(f.model()));
        try (InceptionV3 model = new InceptionV3(params);
                Weights weights = params.finish("InceptionV3")) {
            Tensor pixels = Ops.mul(f.input("images").to(ScalarType.Float), 1.0 / 255);
            List<Integer> repeat = f.config().integers("repeat", List.of(1, 1));
            Tensor enlarged =
                    Ops.upsampleNearest(pixels, pixels.size(2) * repeat.get(0), pixels.size(3) * repeat.get(1));
            Map<String, Tensor> out = new HashMap<>();
            for (int dimension : InceptionV3.DIMENSIONS) {
                out.put("features." + dimension, model.features(enlarged, dimension));
            }
            return out;
        }
    }

    static Map<String, Tensor> i3d(Fixture f) {
        Params params = Params.from(f.model());
        InceptionI3d model = new InceptionI3d(params);
        try (Weights weights = params.finish("InceptionI3d")) {
            VideoFit fit = VideoFit.of(f.config().text("preprocessing", VideoFit.STYLEGAN_V.word()));
            return Map.of("logits", model.logits(fit.frames(f.input("video"))).squeeze(0));
        }
    }
}
