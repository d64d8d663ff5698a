// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import java.util.List;

/**
 * Where points are in every frame of a clip. Q queries, F frames.
 *
 * @param queries Q, in the order they were asked
 * @param x Q x F, pixels; a best guess where the point is not seen, and may then lie outside the frame
 * @param y as x
 * @param visible Q x F: the tracker holds that the point is in the frame and not covered
 * @param confidence Q x F, 0..1: how sure the tracker is of the place; 0 where it did not look
 */
public record PointTracks(
        List<PointQuery> queries, double[][] x, double[][] y, boolean[][] visible, float[][] confidence) {
    public PointTracks {
        queries = List.copyOf(queries);
        int count = queries.size();
        if (x.length != count || y.length != count || visible.length != count || confidence.length != count) {
            throw new IllegalArgumentException("tracks of " + count + " queries have as many rows");
        }
        for (int q = 0; q < count; q++) {
            int frames = x[0].length;
            if (x[q].length != frames
                    || y[q].length != frames
                    || visible[q].length != frames
                    || confidence[q].length != frames
                    || queries.get(q).frame() >= frames) {
                throw new IllegalArgumentException(
                        "track " + q + ": expected " + frames + " frames and the query in them");
            }
        }
    }

    /** Nothing found yet: every point stays where it was given, unseen but in its own frame. */
    static PointTracks still(List<PointQuery> queries, int frames) {
        int count = queries.size();
        PointTracks out = new PointTracks(
                queries,
                new double[count][frames],
                new double[count][frames],
                new boolean[count][frames],
                new float[count][frames]);
        for (int q = 0; q < count; q++) {
            PointQuery query = queries.get(q);
            java.util.Arrays.fill(out.x[q], query.x());
            java.util.Arrays.fill(out.y[q], query.y());
            out.visible[q][query.frame()] = true;
            out.confidence[q][query.frame()] = 1;
        }
        return out;
    }

    /** How many frames; 0 without a query. */
    public int frames() {
        return x.length == 0 ? 0 : x[0].length;
    }
}
