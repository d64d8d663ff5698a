// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.clips;

import dev.tractrix.image.Picture;
import dev.tractrix.tracking.FlowTracker;
import dev.tractrix.tracking.PointQuery;
import dev.tractrix.tracking.PointTracker;
import dev.tractrix.tracking.TrailPictures;
import java.util.ArrayList;
import java.util.List;

/** Where the pixels of a clip really went: points of a grid on the first frame, followed by optical flow. */
final class MotionTrails {
    /** Points across the longer side. */
    private static final int POINTS = 20;

    private MotionTrails() {}

    static List<Picture> draw(List<Picture> frames) {
        int w = frames.get(0).width();
        int h = frames.get(0).height();
        double step = Math.max(w, h) / (double) POINTS;
        List<PointQuery> points = new ArrayList<>();
        for (double y = step / 2; y < h - 0.5; y += step) {
            for (double x = step / 2; x < w - 0.5; x += step) {
                points.add(new PointQuery(0, x, y));
            }
        }
        return TrailPictures.draw(frames, new FlowTracker().track(frames, points, PointTracker.Reach.FORWARD));
    }
}
