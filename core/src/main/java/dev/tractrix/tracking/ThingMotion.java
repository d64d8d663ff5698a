// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a thing as a whole moves, from tracks of points on it: in each frame the similarity that most of its visible points
 * agree on. Where fewer than two are visible it counts as hidden, and its place lies on a line between the frames in which it
 * was seen. Arrays have one value a frame.
 *
 * @param x of the reference point, pixels of the clip
 * @param y as x
 * @param scale against the frame of the queries, 0.05..20
 * @param visible at least a fifth of the points, and two, are
 */
public record ThingMotion(double[] x, double[] y, double[] scale, boolean[] visible) {
    private static final double FEW = 0.2;

    /**
     * @param tracks points on the thing, all given in one frame
     * @param x the point of the thing whose place is asked for, in the queries' frame
     * @param y as x
     */
    public static ThingMotion of(PointTracks tracks, double x, double y) {
        int frames = tracks.frames();
        int count = tracks.queries().size();
        if (count == 0) {
            throw new IllegalArgumentException("the motion of a thing needs points on it");
        }
        int given = tracks.queries().get(0).frame();
        ThingMotion out =
                new ThingMotion(new double[frames], new double[frames], new double[frames], new boolean[frames]);
        for (int f = 0; f < frames; f++) {
            PlaneMotion.Samples samples = new PlaneMotion.Samples(count);
            List<Double> dx = new ArrayList<>();
            List<Double> dy = new ArrayList<>();
            for (int q = 0; q < count; q++) {
                if (tracks.visible()[q][f]) {
                    double sx = tracks.x()[q][f] - tracks.x()[q][given];
                    double sy = tracks.y()[q][f] - tracks.y()[q][given];
                    samples.add(tracks.x()[q][given], tracks.y()[q][given], sx, sy);
                    dx.add(sx);
                    dy.add(sy);
                }
            }
            out.visible[f] = f == given || dx.size() >= Math.max(2, Math.ceil(FEW * count));
            if (out.visible[f]) {
                PlaneMotion start = new PlaneMotion(1, 0, median(dx), median(dy));
                PlaneMotion motion = f == given ? new PlaneMotion(1, 0, 0, 0) : samples.fit(start, 10, 16);
                out.x[f] = motion.x(x, y);
                out.y[f] = motion.y(x, y);
                out.scale[f] = Math.min(20, Math.max(0.05, Math.hypot(motion.a(), motion.b())));
            }
        }
        for (double[] values : List.of(out.x, out.y, out.scale)) {
            bridge(values, out.visible);
        }
        return out;
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(d -> d).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    /** Lines over the gaps; before the first and after the last known value that value. */
    public static void bridge(double[] values, boolean[] known) {
        int last = -1;
        for (int f = 0; f < values.length; f++) {
            if (!known[f]) {
                continue;
            }
            for (int g = last + 1; g < f; g++) {
                double share = (g - last) / (double) (f - last);
                values[g] = last < 0 ? values[f] : values[last] + share * (values[f] - values[last]);
            }
            last = f;
        }
        if (last >= 0) {
            Arrays.fill(values, last + 1, values.length, values[last]);
        }
    }
}
