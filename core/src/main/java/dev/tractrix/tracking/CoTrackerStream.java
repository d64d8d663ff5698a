// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Follows points through a clip that comes frame by frame, as the reference's online predictor does: a window is gone
 * through as soon as its frames are there, then one for each half window more. Nothing is held of the clip but the features
 * of one window and the tracks. Points are followed from their own frames on. Made by {@link CoTracker#stream}, which owns the
 * weights and must outlive it; for one thread.
 */
public final class CoTrackerStream implements AutoCloseable {
    private static final int TURNS = 6;

    /** What the reference's online predictor asks of visibility, in version 3 times confidence. */
    private static final double SEEN = 0.6;

    private final CoTrackerModel model;
    private final Picture size;
    private final List<PointQuery> queries;
    private final CoTrackerWindows windows;
    private final List<Tensor> waiting = new ArrayList<>();
    /** Frame by frame: x and y of each point in pixels of the network, then the logits. */
    private final List<float[]> places = new ArrayList<>();

    private final List<float[]> visibility = new ArrayList<>();
    private final List<float[]> confidence = new ArrayList<>();
    private int added;
    private boolean ended;

    CoTrackerStream(CoTrackerModel model, int width, int height, List<PointQuery> queries, boolean supported) {
        this.model = model;
        this.size = Picture.black(width, height);
        this.queries = List.copyOf(queries);
        if (!model.config().windowed()) {
            throw BadInputException.of(
                    "tracking a clip as it comes",
                    "weights for windows (scaled_online.pth, cotracker2.pth)",
                    "weights that take a clip at once",
                    "give others, or track the clip as a whole");
        }
        for (PointQuery q : queries) {
            PointTracker.checkInside(size, q);
        }
        if (queries.isEmpty()) {
            throw BadInputException.of("tracking", "at least one point", "none", "say what to follow");
        }
        List<PointQuery> asked = new ArrayList<>();
        queries.forEach(q -> asked.add(new PointQuery(q.frame(), q.x() * scaleX(), q.y() * scaleY())));
        if (supported) {
            asked.addAll(CoTracker.support(0, model.config()));
        }
        windows = TensorScope.inside(() -> new CoTrackerWindows(model, asked, TURNS));
    }

    private double scaleX() {
        return (model.config().width() - 1.0) / Math.max(1, size.width() - 1);
    }

    private double scaleY() {
        return (model.config().height() - 1.0) / Math.max(1, size.height() - 1);
    }

    /**
     * Takes the next frame.
     *
     * @return whether it completed a window, so that {@link #tracks} knows more
     * @throws BadInputException when the frame has another size
     */
    public boolean add(Picture frame) {
        if (ended) {
            throw new IllegalStateException("the clip has ended");
        }
        if (frame.width() != size.width() || frame.height() != size.height()) {
            throw BadInputException.of(
                    "tracking: frame " + added,
                    size.width() + "x" + size.height() + " like the first",
                    frame.width() + "x" + frame.height(),
                    "scale the clip to one size");
        }
        Guards.inference(() -> {
            waiting.add(TensorScope.keep(CoTracker.resized(frame, model.config())));
            return null;
        });
        added++;
        if (waiting.size() < windows.wanted()) {
            return false;
        }
        step();
        return true;
    }

    /**
     * No more frames come: goes through what is left.
     *
     * @throws BadInputException for fewer than 2 frames, or a point in a frame that did not come
     */
    public void end() {
        if (!ended) {
            ended = true;
            PointTracker.checkLength(added, queries);
            if (!waiting.isEmpty()) {
                step();
            }
        }
    }

    private void step() {
        Guards.inference(() -> {
            try (TensorScope scope = TensorScope.open()) {
                CoTrackerWindows.Part part = windows.next(waiting);
                put(places, part.from(), part.prediction().tracks(), 2);
                put(visibility, part.from(), part.prediction().visibility(), 1);
                if (part.prediction().confidence() != null) {
                    put(confidence, part.from(), part.prediction().confidence(), 1);
                }
            }
            return null;
        });
        waiting.forEach(Tensor::close);
        waiting.clear();
    }

    private void put(List<float[]> frames, int from, Tensor found, int each) {
        float[] values = Ops.toFloats(found);
        int row = (int) (values.length / found.size(0));
        frames.subList(from, frames.size()).clear();
        for (int f = 0; f < found.size(0); f++) {
            frames.add(java.util.Arrays.copyOfRange(values, f * row, f * row + each * queries.size()));
        }
    }

    /** How many frames {@link #tracks} knows; the newest half window of them the next window may still change. */
    public int known() {
        return places.size();
    }

    /**
     * What is known so far, of the points whose frames are among those known, in the order asked; in its own frame exactly
     * the query, before it unseen.
     */
    public PointTracks tracks() {
        List<PointQuery> begun =
                queries.stream().filter(q -> q.frame() < known()).toList();
        PointTracks out = PointTracks.still(begun, known());
        int row = 0;
        for (int q = 0; q < queries.size(); q++) {
            int own = queries.get(q).frame();
            if (own >= known()) {
                continue;
            }
            for (int f = own + 1; f < known(); f++) {
                double seen = sigmoid(visibility.get(f)[q]);
                double sure = confidence.isEmpty() ? 1 : sigmoid(confidence.get(f)[q]);
                out.x()[row][f] = places.get(f)[2 * q] / scaleX();
                out.y()[row][f] = places.get(f)[2 * q + 1] / scaleY();
                out.visible()[row][f] =
                        seen * sure > SEEN && PointTracker.inside(size, out.x()[row][f], out.y()[row][f]);
                out.confidence()[row][f] = (float) (confidence.isEmpty() ? seen : sure);
            }
            row++;
        }
        return out;
    }

    /** Frames x points x (x, y) in pixels of the network's own pictures, before rounding to what is asked. */
    public float[][] places() {
        return places.toArray(new float[0][]);
    }

    /** Frames x points, logits. */
    public float[][] visibility() {
        return visibility.toArray(new float[0][]);
    }

    /** Frames x points, logits; without a row in version 2. */
    public float[][] confidence() {
        return confidence.toArray(new float[0][]);
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    @Override
    public void close() {
        ended = true;
        waiting.forEach(Tensor::close);
        waiting.clear();
        windows.close();
    }
}
