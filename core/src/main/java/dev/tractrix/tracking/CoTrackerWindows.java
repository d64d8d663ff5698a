// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Goes through a clip in windows that overlap by half, as its frames come: what is kept is the features of half a window,
 * what was found there, and how each point looked where it was given. A clip that is there as a whole goes the same way, so
 * that both give the same.
 */
final class CoTrackerWindows implements AutoCloseable {
    private final CoTrackerModel model;
    private final List<PointQuery> queries;
    private final int turns;
    private final Tensor starts;
    /** A point's own looks; null until its frame came. */
    private final List<List<Tensor>> looks = new ArrayList<>();

    private List<Tensor> maps = new ArrayList<>();
    /** Of the last window: places in cells, logits. */
    private List<Tensor> found = List.of();

    private int from;
    private int frames;
    private boolean ended;

    /**
     * A part of a clip that {@link #next} has gone through.
     *
     * @param from its first frame
     * @param prediction of its frames; those it shares with the window before replace that one's
     */
    record Part(int from, CoTrackerModel.Prediction prediction) {}

    CoTrackerWindows(CoTrackerModel model, List<PointQuery> queries, int turns) {
        this.model = model;
        this.queries = queries;
        this.turns = turns;
        starts = TensorScope.keep(CoTrackerModel.starts(queries));
        queries.forEach(q -> looks.add(null));
    }

    /** How many frames {@link #next} wants: a window, then half of one at a time. */
    int wanted() {
        int s = model.config().window();
        return frames == 0 ? s : s / 2;
    }

    /**
     * Goes one window on.
     *
     * @param more the frames after those before, (1, 3, H, W), 0..255; as many as {@link #wanted}, or fewer, at least one, at
     *     the clip's end
     */
    Part next(List<Tensor> more) {
        int wanted = wanted();
        if (more.isEmpty() || more.size() > wanted || ended) {
            throw new IllegalArgumentException(
                    "expected 1.." + (ended ? 0 : wanted) + " frames of a window, got " + more.size());
        }
        ended = more.size() < wanted;
        int s = model.config().window();
        int step = s / 2;
        if (frames > 0) {
            maps.subList(0, step).forEach(Tensor::close);
            maps = new ArrayList<>(maps.subList(step, s));
            from += step;
        }
        for (Tensor frame : more) {
            maps.add(TensorScope.keep(model.looked(frame)));
        }
        int kept = maps.size();
        frames = from + kept;
        for (int q = 0; q < queries.size(); q++) {
            int own = queries.get(q).frame();
            if (looks.get(q) == null && own < frames) {
                Tensor at = starts.narrow(0, q, 1);
                List<Tensor> look = TensorScope.tidyAll(() -> model.describe(maps.get(own - from), at));
                look.forEach(TensorScope::keep);
                looks.set(q, look);
            }
        }
        List<Tensor> now = TensorScope.tidyAll(() -> window(step, kept));
        now.forEach(TensorScope::keep);
        found.forEach(Tensor::close);
        found = now;
        return new Part(
                from,
                new CoTrackerModel.Prediction(
                        Ops.mul(now.get(0), CoTrackerConfig.STRIDE), now.get(1), now.size() > 2 ? now.get(2) : null));
    }

    private List<Tensor> window(int step, int kept) {
        int s = model.config().window();
        // the last frame again and again where the clip ends within the window
        List<Tensor> all = new ArrayList<>(maps);
        while (all.size() < s) {
            all.add(maps.get(kept - 1));
        }
        List<Tensor> state = model.initial(starts.unsqueeze(0).expand(s, -1, -1));
        if (from > 0) {
            Tensor begun = CoTrackerModel.begun(queries, from + step);
            List<Tensor> carried = new ArrayList<>();
            for (int i = 0; i < state.size(); i++) {
                carried.add(CoTrackerModel.carriedOver(found.get(i).narrow(0, step, step), state.get(i), begun));
            }
            state = carried;
        }
        List<Tensor> out = new ArrayList<>();
        for (Tensor t : model.correct(Ops.cat(0, all), looks(), state, queries, from, turns)) {
            out.add(t.narrow(0, 0, kept).contiguous());
        }
        return out;
    }

    /** For each kind of look those of all points, (N, ...); nothing, 0, for points whose frame has not come. */
    private List<Tensor> looks() {
        List<Tensor> any = looks.stream().filter(l -> l != null).findFirst().orElse(null);
        if (any == null) {
            // nothing is asked of the first frames: what is found there is thrown away
            any = model.describe(maps.get(0), starts.narrow(0, 0, 1));
        }
        List<Tensor> out = new ArrayList<>();
        for (int kind = 0; kind < any.size(); kind++) {
            List<Tensor> each = new ArrayList<>();
            for (List<Tensor> look : looks) {
                each.add(look == null ? Ops.zerosLike(any.get(kind)) : look.get(kind));
            }
            out.add(Ops.stack(0, each));
        }
        return out;
    }

    @Override
    public void close() {
        starts.close();
        maps.forEach(Tensor::close);
        found.forEach(Tensor::close);
        looks.forEach(look -> {
            if (look != null) {
                look.forEach(Tensor::close);
            }
        });
    }
}
