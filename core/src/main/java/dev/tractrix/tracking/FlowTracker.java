// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import dev.tractrix.image.Picture;
import dev.tractrix.vision.DenseFlow;
import dev.tractrix.vision.FloatImage;
import java.util.List;

/**
 * The tracker that needs no weights: optical flow chained from frame to frame. A point counts as seen while the flow back
 * leads to where it came from.
 */
public final class FlowTracker implements PointTracker {
    private static final double MAX_RETURN_ERROR = 1.5;

    @Override
    public String name() {
        return "flow";
    }

    @Override
    public PointTracks track(List<Picture> frames, List<PointQuery> queries, Reach reach) {
        PointTracker.check(frames, queries);
        PointTracks out = PointTracks.still(queries, frames.size());
        for (int f = 0; f + 1 < frames.size(); f++) {
            step(frames, f, f + 1, out);
        }
        if (reach == Reach.BOTH) {
            for (int f = frames.size() - 1; f > 0; f--) {
                step(frames, f, f - 1, out);
            }
        }
        return out;
    }

    private static void step(List<Picture> frames, int from, int to, PointTracks out) {
        FloatImage there = DenseFlow.between(frames.get(from), frames.get(to));
        FloatImage back = DenseFlow.between(frames.get(to), frames.get(from));
        for (int q = 0; q < out.queries().size(); q++) {
            int given = out.queries().get(q).frame();
            if (from < to ? given > from : given < from) {
                continue;
            }
            double x = out.x()[q][from];
            double y = out.y()[q][from];
            double nx = x + at(there, x, y, 0);
            double ny = y + at(there, x, y, 1);
            double error = Math.hypot(nx + at(back, nx, ny, 0) - x, ny + at(back, nx, ny, 1) - y);
            out.x()[q][to] = nx;
            out.y()[q][to] = ny;
            out.confidence()[q][to] = (float) Math.exp(-error);
            out.visible()[q][to] =
                    out.visible()[q][from] && error < MAX_RETURN_ERROR && PointTracker.inside(frames.get(to), nx, ny);
        }
    }

    private static double at(FloatImage flow, double x, double y, int channel) {
        int w = flow.width();
        double cx = Math.min(Math.max(x, 0), w - 1.001);
        double cy = Math.min(Math.max(y, 0), flow.height() - 1.001);
        int x0 = (int) cx;
        int y0 = (int) cy;
        double fx = cx - x0;
        double fy = cy - y0;
        float[] v = flow.values();
        int i = 2 * (y0 * w + x0) + channel;
        return (1 - fy) * ((1 - fx) * v[i] + fx * v[i + 2]) + fy * ((1 - fx) * v[i + 2 * w] + fx * v[i + 2 * w + 2]);
    }
}
