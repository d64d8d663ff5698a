// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import dev.tractrix.vision.DenseFlow;
import dev.tractrix.vision.FloatImage;
import java.util.ArrayList;
import java.util.List;

/**
 * The tracker that needs no weights. Optical flow, checked forwards and backwards, says where a point may have gone; the
 * patch around the point in its query's frame says which of the guesses is right and where exactly, so that errors
 * do not add up. A point counts as seen while its nearest surroundings look as they did; a lost one goes on as it
 * went, or with the picture if it went with it, until it looks right again.
 */
public final class FlowTracker implements PointTracker {
    /** Share of the nearest surroundings that must look as they did. */
    private static final double SEEN = 0.3;
    /** How far a guess may be off, pixels; twice that for a point that was lost. */
    private static final double SLACK = 1;
    /** By how much likelier, before looking, a point moves with what looks like it than as it moved before. */
    private static final double GROUP_BONUS = 0.04;
    /** The same for a point that has moved with the whole picture so far. */
    private static final double CAMERA_BONUS = 0.05;

    @Override
    public String name() {
        return "flow";
    }

    @Override
    public PointTracks track(List<Picture> frames, List<PointQuery> queries, Reach reach) {
        PointTracker.check(frames, queries);
        Picture first = frames.get(0);
        if (Math.min(first.width(), first.height()) < DenseFlow.MIN_SIDE) {
            throw BadInputException.of(
                    "tracking by flow",
                    "sides of at least " + DenseFlow.MIN_SIDE + " pixels",
                    first.width() + "x" + first.height(),
                    "enlarge the clip");
        }
        PointTracks out = PointTracks.still(queries, frames.size());
        pass(frames, out, 1);
        if (reach == Reach.BOTH) {
            pass(frames, out, -1);
        }
        return out;
    }

    /** Through the clip once, forwards (1) or backwards (-1); a point joins in its own frame. */
    private static void pass(List<Picture> frames, PointTracks out, int direction) {
        List<Walker> walkers = new ArrayList<>();
        int from = direction > 0 ? 0 : frames.size() - 1;
        for (int to = from + direction; to >= 0 && to < frames.size(); from = to, to += direction) {
            for (int q = 0; q < out.queries().size(); q++) {
                if (out.queries().get(q).frame() == from) {
                    walkers.add(new Walker(q, frames.get(from), out.queries().get(q)));
                }
            }
            if (walkers.isEmpty()) {
                continue;
            }
            Picture frame = frames.get(to);
            FloatImage flow = DenseFlow.between(frames.get(from), frame);
            FloatImage back = DenseFlow.between(frame, frames.get(from));
            RegionFlow regions = new RegionFlow(frames.get(from), flow, back);
            PlaneMotion camera = PlaneMotion.dominant(flow);
            // each by itself
            walkers.parallelStream().forEach(walker -> walker.step(frame, camera, regions));
            for (Walker walker : walkers) {
                out.x()[walker.query][to] = walker.place.x();
                out.y()[walker.query][to] = walker.place.y();
                out.visible()[walker.query][to] = walker.seen;
                out.confidence()[walker.query][to] = (float) walker.likeness;
            }
        }
    }

    /** A point on its way through the clip. */
    private static final class Walker {
        final int query;
        private final AnchorPatch patch;
        private AnchorPatch.Place place;
        private double likeness = 1;
        private boolean seen = true;
        private double vx;
        private double vy;
        /** How steadily it has moved with the whole picture, 0..1. */
        private double withCamera = 0.5;

        Walker(int query, Picture frame, PointQuery at) {
            this.query = query;
            patch = new AnchorPatch(frame, at.x(), at.y());
            place = new AnchorPatch.Place(at.x(), at.y(), 1, 0);
        }

        void step(Picture frame, PlaneMotion camera, RegionFlow regions) {
            double x = place.x();
            double y = place.y();
            PlaneMotion group = regions.around(x, y);
            AnchorPatch.Place onwards = place.moved(x + vx, y + vy);
            AnchorPatch.Place carried = place.moved(camera.x(x, y), camera.y(x, y));
            AnchorPatch.Place[] guesses = {place.by(group), onwards, carried};
            double[] bonus = {GROUP_BONUS, 0, CAMERA_BONUS * withCamera};
            AnchorPatch.Place best = null;
            double highest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < guesses.length; i++) {
                AnchorPatch.Place aligned = patch.align(frame, guesses[i], seen ? SLACK : 2 * SLACK);
                double value = inside(frame, aligned) ? patch.likeness(frame, aligned) + bonus[i] : 0;
                if (value > highest) {
                    highest = value;
                    best = aligned;
                }
            }
            likeness = inside(frame, best) ? patch.coreLikeness(frame, best) : 0;
            seen = likeness > SEEN;
            if (!seen) {
                place = withCamera > 0.5 ? carried : onwards;
                return;
            }
            vx = best.x() - x;
            vy = best.y() - y;
            place = best;
            boolean camerasWay = Math.hypot(best.x() - carried.x(), best.y() - carried.y()) < 1;
            withCamera = 0.5 * withCamera + (camerasWay ? 0.5 : 0);
        }

        private static boolean inside(Picture frame, AnchorPatch.Place place) {
            return PointTracker.inside(frame, place.x(), place.y());
        }
    }
}
