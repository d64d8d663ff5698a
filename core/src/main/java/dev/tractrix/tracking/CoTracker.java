// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.checkpoint.WeightFiles;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Tracking by Co-Tracker's published weights, as its predictor does it: the clip is resized to what the network was trained
 * on, a coarse grid of further points supports those that were asked for, six corrections, and for frames before a
 * point's own the clip is tracked once more backwards. Owns the weights; not thread-safe.
 */
public final class CoTracker implements PointTracker, AutoCloseable {
    private static final int TURNS = 6;
    private static final int SUPPORT = 6;
    /** What the reference's predictors ask of a point that they call visible. */
    private static final double SEEN = 0.9;

    /** The same in windows of version 3, of visibility times confidence. */
    private static final double SEEN_AND_SURE = 0.6;

    private final CoTrackerModel model;
    private final Weights weights;

    private CoTracker(CoTrackerModel model, Weights weights) {
        this.model = model;
        this.weights = weights;
    }

    /**
     * Opens published weights ({@code cotracker2.pth}, {@code scaled_online.pth}, {@code scaled_offline.pth}) or the same
     * as safetensors. What they were built as is read from them; of others, trained on pictures of another size, from a
     * {@code config.json} beside them that says {@code model_resolution}.
     *
     * @throws BadInputException when the file is missing or holds other weights
     */
    public static CoTracker open(Path file) {
        try (StateDict dict = WeightFiles.read(file)) {
            // the training script wraps the weights
            StateDict own = dict.get("model.time_emb") != null ? dict.under("model.") : dict;
            CoTrackerConfig config = beside(file).map(CoTrackerConfig::of).orElseGet(() -> CoTrackerConfig.of(own));
            Params params = Params.from(own);
            CoTrackerModel model = CoTrackerModel.of(params, config);
            return new CoTracker(model, params.finish("Co-Tracker " + config.version()));
        }
    }

    /** A configuration of Co-Tracker's beside the weights; others are of something else. */
    private static Optional<ConfigJson> beside(Path file) {
        Path config = file.resolveSibling("config.json");
        return Files.isRegularFile(config)
                ? Optional.of(ConfigJson.read(config)).filter(json -> json.has("model_resolution"))
                : Optional.empty();
    }

    /** A network that is already there. @param weights freed by {@link #close} */
    public static CoTracker of(CoTrackerModel model, Weights weights) {
        return new CoTracker(model, weights);
    }

    @Override
    public String name() {
        return "co-tracker-" + model.config().version();
    }

    /**
     * Follows points through a clip that comes frame by frame, from their own frames on.
     *
     * @param width of the clip's frames, pixels
     * @param height likewise
     * @param queries at least one; a frame may be still to come
     * @param supported whether a coarse grid over the first frame helps, as in {@link #track}; the reference's online
     *     predictor leaves it out unless asked
     * @throws BadInputException for weights that take a clip at once, or a query outside the frame
     */
    public CoTrackerStream stream(int width, int height, List<PointQuery> queries, boolean supported) {
        return new CoTrackerStream(model, width, height, queries, supported);
    }

    @Override
    public PointTracks track(List<Picture> frames, List<PointQuery> queries, Reach reach) {
        PointTracker.check(frames, queries);
        PointTracks out = PointTracks.still(queries, frames.size());
        if (queries.isEmpty()) {
            return out;
        }
        Guards.inference(() -> {
            try (TensorScope scope = TensorScope.open()) {
                List<Tensor> seen = new ArrayList<>();
                frames.forEach(f -> seen.add(resized(f, model.config())));
                pass(seen, out, frames.get(0), false);
                if (reach == Reach.BOTH && queries.stream().anyMatch(q -> q.frame() > 0)) {
                    Collections.reverse(seen);
                    pass(seen, out, frames.get(0), true);
                }
            }
            return null;
        });
        return out;
    }

    /** (1, 3, H, W), 0..255, corners aligned. */
    static Tensor resized(Picture p, CoTrackerConfig config) {
        return TensorScope.tidy(() -> {
            Tensor rgb = Ops.bytes(p.rgb(), p.height(), p.width(), 3).to(ScalarType.Float);
            Tensor planes = rgb.permute(2, 0, 1).unsqueeze(0).contiguous(); // (H,W,3) -> (1,3,H,W)
            return Ops.resizeBilinearAligned(planes, config.height(), config.width());
        });
    }

    private void pass(List<Tensor> frames, PointTracks out, Picture size, boolean backwards) {
        int last = frames.size() - 1;
        int width = model.config().width();
        int height = model.config().height();
        double sx = (width - 1.0) / Math.max(1, size.width() - 1);
        double sy = (height - 1.0) / Math.max(1, size.height() - 1);
        List<PointQuery> asked = new ArrayList<>();
        for (PointQuery q : out.queries()) {
            asked.add(new PointQuery(backwards ? last - q.frame() : q.frame(), q.x() * sx, q.y() * sy));
        }
        asked.addAll(support(backwards ? last : 0, model.config()));
        CoTrackerModel.Prediction found = model.forward(frames, asked, TURNS);
        float[] tracks = Ops.toFloats(found.tracks());
        float[] visibility = Ops.toFloats(found.visibility());
        float[] confidence = found.confidence() == null ? null : Ops.toFloats(found.confidence());
        boolean windows = confidence != null && model.config().windowed();
        for (int q = 0; q < out.queries().size(); q++) {
            int own = out.queries().get(q).frame();
            for (int f = 0; f <= last; f++) {
                if (backwards ? f >= own : f <= own) {
                    continue;
                }
                int at = (backwards ? last - f : f) * asked.size() + q;
                double seen = sigmoid(visibility[at]);
                double sure = confidence == null ? seen : sigmoid(confidence[at]);
                out.x()[q][f] = tracks[2 * at] / sx;
                out.y()[q][f] = tracks[2 * at + 1] / sy;
                out.visible()[q][f] = (windows ? seen * sure > SEEN_AND_SURE : seen > SEEN)
                        && PointTracker.inside(size, out.x()[q][f], out.y()[q][f]);
                out.confidence()[q][f] = (float) sure;
            }
        }
    }

    /** A coarse grid over a frame, in the network's pixels, of points that support those that were asked for. */
    static List<PointQuery> support(int frame, CoTrackerConfig config) {
        double margin = config.width() / 64.0;
        List<PointQuery> out = new ArrayList<>();
        for (int i = 0; i < SUPPORT * SUPPORT; i++) {
            double x = margin + (i % SUPPORT) * (config.width() - 2 * margin) / (SUPPORT - 1);
            double y = margin + (i / SUPPORT) * (config.height() - 2 * margin) / (SUPPORT - 1);
            out.add(new PointQuery(frame, x, y));
        }
        return out;
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    @Override
    public void close() {
        weights.close();
    }
}
