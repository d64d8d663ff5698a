// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Track;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.Resampling;
import dev.tractrix.vision.Resampling.Kernel;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** What the scene asks for, drawn on a picture: tinted masks, lines, discs. One colour an entity. */
final class Overlay {
    /** Okabe and Ito's colours, told apart by the colour-blind too, brightest first. */
    private static final List<Color> COLOURS = List.of(
            new Color(230, 159, 0),
            new Color(86, 180, 233),
            new Color(0, 158, 115),
            new Color(240, 228, 66),
            new Color(204, 121, 167),
            new Color(213, 94, 0),
            new Color(0, 114, 178));

    private static final Color STILL = new Color(190, 190, 190);
    private static final Color OUTLINE = new Color(0, 0, 0, 170);
    private static final float TINT = 0.4f;
    /** Of a mask larger than this share of the picture the tint is faint: it would hide the photograph. */
    private static final double LARGE = 0.2;

    private final Motion motion;
    private final List<Track> tracks;
    private final int width;
    private final int height;

    /**
     * @param width of the pictures to draw on, pixels
     * @param height as width
     */
    Overlay(Motion motion, int width, int height) {
        this.motion = motion;
        this.tracks = motion.entityTracks();
        this.width = width;
        this.height = height;
    }

    /** A picture with the masks of what moves tinted. */
    Picture tinted(Picture picture) {
        float[] out = FloatImage.of(picture).values();
        for (int t = 0; t < tracks.size(); t++) {
            Track track = tracks.get(t);
            if (!moves(track)) {
                continue;
            }
            float[] inside = Resampling.resize(FloatImage.of(track.mask()), width, height, Kernel.LINEAR)
                    .values();
            float tint = track.mask().area() > LARGE * track.mask().inside().length ? TINT / 3 : TINT;
            float[] colour = colour(t).getRGBColorComponents(null);
            for (int i = 0; i < inside.length; i++) {
                for (int c = 0; c < 3; c++) {
                    out[3 * i + c] += tint * inside[i] * (colour[c] - out[3 * i + c]);
                }
            }
        }
        return new FloatImage(width, height, 3, out).toPicture();
    }

    /** The asked lines and, in frame f, the discs. */
    Picture withLines(Picture picture, int f) {
        BufferedImage image = ImageFiles.toBuffered(picture);
        Graphics2D g = graphics(image);
        for (int t = 0; t < tracks.size(); t++) {
            Track track = tracks.get(t);
            if (moves(track)) {
                stroke(g, line(track.x(), track.y()), colour(t), null);
            }
            if (track.visible()[f]) {
                Disc disc = track.disc(f);
                stroke(g, circle(disc.x(), disc.y(), disc.radius()), colour(t), null);
            }
        }
        g.dispose();
        return ImageFiles.toPicture(image);
    }

    /**
     * The lines really gone along, dashed, with a dot in frame f.
     *
     * @param achieved one an entity track, rows of (x, y) in source pixels, one a frame, NaN where unknown; null for none
     */
    Picture withAchieved(Picture picture, List<double[][]> achieved, int f) {
        BufferedImage image = ImageFiles.toBuffered(picture);
        Graphics2D g = graphics(image);
        for (double[][] path : achieved) {
            if (path == null) {
                continue;
            }
            double[] x = java.util.Arrays.stream(path).mapToDouble(p -> p[0]).toArray();
            double[] y = java.util.Arrays.stream(path).mapToDouble(p -> p[1]).toArray();
            stroke(g, line(x, y), Color.WHITE, new float[] {4 * unit(), 3 * unit()});
            if (f < path.length && !Double.isNaN(path[f][0])) {
                Ellipse2D dot = circle(path[f][0], path[f][1], 2.5 * unit() * motion.width() / width);
                g.setColor(Color.WHITE);
                g.fill(dot);
                stroke(g, dot, Color.WHITE, null);
            }
        }
        g.dispose();
        return ImageFiles.toPicture(image);
    }

    /** Line widths grow with the picture. */
    private float unit() {
        return Math.max(1, Math.min(width, height) / 320f);
    }

    /** More than a rounding of its samples. */
    private static boolean moves(Track track) {
        for (int f = 1; f < track.frames(); f++) {
            if (Math.abs(track.x()[f] - track.x()[0]) > 0.5
                    || Math.abs(track.y()[f] - track.y()[0]) > 0.5
                    || Math.abs(track.scale()[f] - track.scale()[0]) > 0.005) {
                return true;
            }
        }
        return false;
    }

    private Color colour(int track) {
        if (!moves(tracks.get(track))) {
            return STILL;
        }
        int moving =
                (int) tracks.subList(0, track).stream().filter(Overlay::moves).count();
        return COLOURS.get(moving % COLOURS.size());
    }

    private Path2D line(double[] x, double[] y) {
        Path2D path = new Path2D.Double();
        boolean drawing = false;
        for (int f = 0; f < x.length; f++) {
            if (Double.isNaN(x[f]) || Double.isNaN(y[f])) {
                drawing = false;
            } else if (drawing) {
                path.lineTo(toX(x[f]), toY(y[f]));
            } else {
                path.moveTo(toX(x[f]), toY(y[f]));
                drawing = true;
            }
        }
        return path;
    }

    private Ellipse2D circle(double x, double y, double radius) {
        double rx = radius * width / motion.width();
        double ry = radius * height / motion.height();
        return new Ellipse2D.Double(toX(x) - rx, toY(y) - ry, 2 * rx, 2 * ry);
    }

    /** Java2D's coordinates have the pixels' centres at halves. */
    private double toX(double sourceX) {
        return (sourceX + 0.5) * width / motion.width();
    }

    private double toY(double sourceY) {
        return (sourceY + 0.5) * height / motion.height();
    }

    private void stroke(Graphics2D g, java.awt.Shape shape, Color colour, float[] dash) {
        float w = 1.6f * unit();
        g.setStroke(new BasicStroke(w + 1.6f * unit(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.setColor(OUTLINE);
        g.draw(shape);
        g.setStroke(new BasicStroke(w, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0));
        g.setColor(colour);
        g.draw(shape);
    }

    static Graphics2D graphics(BufferedImage image) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        return g;
    }
}
