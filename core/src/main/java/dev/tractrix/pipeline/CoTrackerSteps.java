// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.checkpoint.Fixture;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tracking.CoTrackerConfig;
import dev.tractrix.tracking.CoTrackerModel;
import dev.tractrix.tracking.PointQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Co-Tracker on a fixture's clip. */
final class CoTrackerSteps {
    private CoTrackerSteps() {}

    static Map<String, Tensor> coTracker(Fixture f) {
        Params params = Params.from(f.model());
        CoTrackerModel model = CoTrackerModel.of(params, CoTrackerConfig.of(f.config()));
        try (Weights weights = params.finish("CoTrackerModel")) {
            Tensor video = f.input("video");
            List<Tensor> frames = new ArrayList<>();
            for (long t = 0; t < video.size(0); t++) {
                frames.add(video.narrow(0, t, 1).to(ScalarType.Float));
            }
            float[] given = Ops.toFloats(f.input("queries"));
            List<PointQuery> queries = new ArrayList<>();
            for (int i = 0; i < given.length; i += 3) {
                queries.add(new PointQuery((int) given[i], given[i + 1], given[i + 2]));
            }
            CoTrackerModel.Prediction found =
                    model.forward(frames, queries, f.config().integer("iters", 4));
            Map<String, Tensor> out = new HashMap<>();
            out.put("tracks", found.tracks());
            out.put("visibility", found.visibility());
            if (found.confidence() != null) {
                out.put("confidence", found.confidence());
            }
            return out;
        }
    }
}
