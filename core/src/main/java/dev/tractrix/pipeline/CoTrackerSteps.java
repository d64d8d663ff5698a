// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.checkpoint.Fixture;
import dev.tractrix.image.Picture;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tracking.CoTracker;
import dev.tractrix.tracking.CoTrackerConfig;
import dev.tractrix.tracking.CoTrackerModel;
import dev.tractrix.tracking.CoTrackerStream;
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

    /** The clip frame by frame, at its own size. */
    static Map<String, Tensor> online(Fixture f) {
        Params params = Params.from(f.model());
        CoTrackerConfig config = CoTrackerConfig.of(f.config());
        CoTrackerModel model = CoTrackerModel.of(params, config);
        Tensor video = f.input("video"); // (T, 3, H, W)
        int height = (int) video.size(2);
        int width = (int) video.size(3);
        List<PointQuery> queries = queries(f);
        try (CoTracker tracker = CoTracker.of(model, params.finish("CoTrackerModel"));
                CoTrackerStream stream =
                        tracker.stream(width, height, queries, f.config().integer("add_support_grid", 0) != 0)) {
            for (long t = 0; t < video.size(0); t++) {
                Tensor frame = video.select(0, t).permute(1, 2, 0).contiguous(); // (3,H,W) -> (H,W,3)
                stream.add(new Picture(width, height, Ops.toBytes(frame)));
            }
            stream.end();
            long n = queries.size();
            float[] scale = {
                (width - 1f) / (config.width() - 1), (height - 1f) / (config.height() - 1),
            };
            Map<String, Tensor> out = new HashMap<>();
            out.put("tracks", stacked(stream.places(), n, 2).mul(Ops.tensor(scale, 2)));
            out.put("visibility", stacked(stream.visibility(), n));
            if (config.version() == 3) {
                out.put("confidence", stacked(stream.confidence(), n));
            }
            return out;
        }
    }

    private static Tensor stacked(float[][] rows, long... each) {
        List<Tensor> all = new ArrayList<>();
        for (float[] row : rows) {
            all.add(Ops.tensor(row, each));
        }
        return Ops.stack(0, all);
    }

    private static List<PointQuery> queries(Fixture f) {
        float[] given = Ops.toFloats(f.input("queries"));
        List<PointQuery> queries = new ArrayList<>();
        for (int i = 0; i < given.length; i += 3) {
            queries.add(new PointQuery((int) given[i], given[i + 1], given[i + 2]));
        }
        return queries;
    }

    static Map<String, Tensor> coTracker(Fixture f) {
        Params params = Params.from(f.model());
        CoTrackerModel model = CoTrackerModel.of(params, CoTrackerConfig.of(f.config()));
        try (Weights weights = params.finish("CoTrackerModel")) {
            Tensor video = f.input("video");
            List<Tensor> frames = new ArrayList<>();
            for (long t = 0; t < video.size(0); t++) {
                frames.add(video.narrow(0, t, 1).to(ScalarType.Float));
            }
            CoTrackerModel.Prediction found =
                    model.forward(frames, queries(f), f.config().integer("iters", 4));
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
