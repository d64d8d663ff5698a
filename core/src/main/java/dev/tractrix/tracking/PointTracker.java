// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import java.util.List;

/** Follows points through a clip. One call at a time. */
public interface PointTracker {
    /** Which frames a point is looked for in. */
    enum Reach {
        /** Those from its own on. Before it the point counts as unseen, at the place where it was given. */
        FORWARD,
        /** All. */
        BOTH
    }

    /** What a report calls the tracker, for example {@code co-tracker-3}. */
    String name();

    /**
     * Follows points.
     *
     * @param frames the clip, of one size
     * @param queries any number, each in a frame of the clip and inside it
     * @return tracks in the pixels of the frames; in the query's own frame exactly the query, visible
     * @throws BadInputException for fewer than 2 frames, frames of changing size, or a query outside the clip
     */
    PointTracks track(List<Picture> frames, List<PointQuery> queries, Reach reach);

    /** Follows points in all frames. */
    default PointTracks track(List<Picture> frames, List<PointQuery> queries) {
        return track(frames, queries, Reach.BOTH);
    }

    /**
     * What every tracker checks first.
     *
     * @throws BadInputException see {@link #track}
     */
    static void check(List<Picture> frames, List<PointQuery> queries) {
        checkLength(frames.size(), queries);
        Picture first = frames.get(0);
        for (int f = 1; f < frames.size(); f++) {
            Picture p = frames.get(f);
            if (p.width() != first.width() || p.height() != first.height()) {
                throw BadInputException.of(
                        "tracking: frame " + f,
                        first.width() + "x" + first.height() + " like the first",
                        p.width() + "x" + p.height(),
                        "scale the clip to one size");
            }
        }
        queries.forEach(q -> checkInside(first, q));
    }

    /** That there are frames enough, and each query's among them. */
    static void checkLength(int frames, List<PointQuery> queries) {
        if (frames < 2) {
            throw BadInputException.of("tracking", "at least 2 frames", frames, "nothing moves in a still");
        }
        for (PointQuery q : queries) {
            if (q.frame() >= frames) {
                throw BadInputException.of(
                        "query (" + q.x() + ", " + q.y() + ")",
                        "a frame of 0.." + (frames - 1),
                        q.frame(),
                        "the first frame is 0");
            }
        }
    }

    /** That a query lies in the picture. */
    static void checkInside(Picture picture, PointQuery q) {
        if (!inside(picture, q.x(), q.y())) {
            throw BadInputException.of(
                    "query at frame " + q.frame(),
                    "a point inside " + picture.width() + "x" + picture.height(),
                    "(" + q.x() + ", " + q.y() + ")",
                    "give it in pixels of the clip");
        }
    }

    /** Whether a point lies on a pixel of a picture. */
    static boolean inside(Picture picture, double x, double y) {
        return x >= -0.5 && y >= -0.5 && x < picture.width() - 0.5 && y < picture.height() - 0.5;
    }
}
