// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.clips;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.tracking.FlowTracker;
import dev.tractrix.tracking.PointQuery;
import dev.tractrix.tracking.PointTracker;
import dev.tractrix.tracking.PointTracks;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Where the pixels of a clip really went: points of a grid on the first frame, followed by optical flow. */
final class MotionTrails {
    /** Points across the longer side. */
    private static final int POINTS = 20;
    /** A trail shows so many frames back. */
    private static final int LENGTH = 6;
    /** What moved less over the whole clip stays without a trail, a share of the longer side. */
    private static final double STILL = 0.01;

    private MotionTrails() {}

    static List<Picture> draw(List<Picture> frames) {
        int w = frames.get(0).width();
        int h = frames.get(0).height();
        double step = Math.max(w, h) / (double) POINTS;
        List<PointQuery> points = new ArrayList<>();
        for (double y = step / 2; y < h; y += step) {
            for (double x = step / 2; x < w; x += step) {
                points.add(new PointQuery(0, x, y));
            }
        }
        PointTracks tracks = new FlowTracker().track(frames, points, PointTracker.Reach.FORWARD);
        List<Picture> out = new ArrayList<>();
        for (int f = 0; f < frames.size(); f++) {
            out.add(draw(frames.get(f), tracks, f, STILL * Math.max(w, h)));
        }
        return out;
    }

    private static Picture draw(Picture frame, PointTracks tracks, int f, double still) {
        BufferedImage image = ImageFiles.toBuffered(frame);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setStroke(new BasicStroke(Math.max(1, frame.height() / 200f), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        for (int q = 0; q < tracks.queries().size(); q++) {
            double[] x = tracks.x()[q];
            double[] y = tracks.y()[q];
            int last = x.length - 1;
            if (Math.hypot(x[last] - x[0], y[last] - y[0]) < still) {
                continue;
            }
            // hue says which way it goes
            float hue = (float) (Math.atan2(y[last] - y[0], x[last] - x[0]) / (2 * Math.PI));
            for (int t = Math.max(1, f - LENGTH + 1); t <= f; t++) {
                if (tracks.visible()[q][t]) {
                    float fade = 1 - (f - t) / (float) LENGTH;
                    Color colour = Color.getHSBColor(hue, 0.85f, 1);
                    g.setColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), Math.round(230 * fade)));
                    g.draw(new Line2D.Double(x[t - 1] + 0.5, y[t - 1] + 0.5, x[t] + 0.5, y[t] + 0.5));
                }
            }
        }
        g.dispose();
        return ImageFiles.toPicture(image);
    }
}
