// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * A clip with the ways of its points drawn over it, as the paper's figures of pixel motion show them: each point has a
 * colour by where it started and a trail that fades; points that stay are small and grey.
 */
public final class TrailPictures {
    /** A point that never comes farther from where it was given than this part of the diagonal stays. */
    private static final double STATIC = 0.01;

    private static final int TRAIL = 16;
    /** How much of the frame's own light is left, so that the trails stand out. */
    private static final float LIGHT = 0.75f;

    private TrailPictures() {}

    /** One picture a frame. */
    public static List<Picture> draw(List<Picture> frames, PointTracks tracks) {
        List<Picture> out = new ArrayList<>();
        for (int f = 0; f < frames.size(); f++) {
            out.add(draw(frames.get(f), tracks, f));
        }
        return out;
    }

    private static Picture draw(Picture frame, PointTracks tracks, int f) {
        BufferedImage image = ImageFiles.toBuffered(frame);
        double unit = Math.max(1, Math.hypot(frame.width(), frame.height()) / 400);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setColor(new Color(0, 0, 0, 1 - LIGHT));
        g.fillRect(0, 0, frame.width(), frame.height());
        for (int q = 0; q < tracks.queries().size(); q++) {
            if (moves(tracks, q, frame)) {
                trail(g, tracks, q, f, colour(tracks.queries().get(q), frame), unit);
            } else if (tracks.visible()[q][f]) {
                g.setColor(new Color(200, 200, 200, 110));
                dot(g, tracks.x()[q][f], tracks.y()[q][f], 0.8 * unit);
            }
        }
        g.dispose();
        return ImageFiles.toPicture(image);
    }

    private static boolean moves(PointTracks tracks, int q, Picture frame) {
        double limit = STATIC * Math.hypot(frame.width(), frame.height());
        PointQuery start = tracks.queries().get(q);
        for (int f = 0; f < tracks.frames(); f++) {
            if (tracks.visible()[q][f]
                    && Math.hypot(tracks.x()[q][f] - start.x(), tracks.y()[q][f] - start.y()) > limit) {
                return true;
            }
        }
        return false;
    }

    /** The hue by the direction from the middle, so that neighbours are alike and far ones differ. */
    private static Color colour(PointQuery start, Picture frame) {
        double dx = start.x() / frame.width() - 0.5;
        double dy = start.y() / frame.height() - 0.5;
        float hue = (float) (Math.atan2(dy, dx) / (2 * Math.PI));
        return Color.getHSBColor(hue, 0.9f, 1);
    }

    private static void trail(Graphics2D g, PointTracks tracks, int q, int f, Color colour, double unit) {
        g.setStroke(new BasicStroke((float) (1.2 * unit), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.setColor(colour);
        for (int t = Math.max(1, f - TRAIL + 1); t <= f; t++) {
            if (tracks.visible()[q][t] && tracks.visible()[q][t - 1]) {
                float strength = 1 - (f - t) / (float) TRAIL;
                g.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, strength));
                g.draw(new Line2D.Double(
                        tracks.x()[q][t - 1] + 0.5,
                        tracks.y()[q][t - 1] + 0.5,
                        tracks.x()[q][t] + 0.5,
                        tracks.y()[q][t] + 0.5));
            }
        }
        g.setComposite(AlphaComposite.SrcOver);
        if (tracks.visible()[q][f]) {
            dot(g, tracks.x()[q][f], tracks.y()[q][f], 1.6 * unit);
        }
    }

    /** A pixel's centre is at whole coordinates; the drawing's are at its corner. */
    private static void dot(Graphics2D g, double x, double y, double radius) {
        g.fill(new Ellipse2D.Double(x + 0.5 - radius, y + 0.5 - radius, 2 * radius, 2 * radius));
    }
}
