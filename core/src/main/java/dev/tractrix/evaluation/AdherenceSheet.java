// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.animatic.CompareSheet;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Motion;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An adherence as one picture: frames with the asked and the achieved lines, numbers, and curves. */
public final class AdherenceSheet {
    private static final Color PAPER = new Color(24, 24, 24);
    private static final Color INK = new Color(235, 235, 235);
    private static final Color DIM = new Color(120, 120, 120);
    /** Okabe and Ito, in the order of the lines on the frames. */
    private static final List<Color> COLOURS = List.of(
            new Color(230, 159, 0),
            new Color(86, 180, 233),
            new Color(0, 158, 115),
            new Color(240, 228, 66),
            new Color(204, 121, 167),
            new Color(213, 94, 0),
            new Color(0, 114, 178));

    private static final int LINE = 17;
    private static final int PLOT = 150;
    private static final int LEAST_WIDTH = 900;

    private final Adherence adherence;
    private final Graphics2D g;
    private final int width;

    private AdherenceSheet(Adherence adherence, Graphics2D g, int width) {
        this.adherence = adherence;
        this.g = g;
        this.width = width;
    }

    /** @param frames of the clip, as many as the motion has */
    public static Picture draw(Adherence adherence, Motion motion, List<Picture> frames) {
        Picture sheet = CompareSheet.contactSheet(motion, frames, adherence.achieved(motion));
        int width = Math.max(LEAST_WIDTH, sheet.width());
        List<String> lines = lines(adherence);
        int text = LINE * (lines.size() + 1);
        int height = sheet.height() + text + PLOT + 3 * LINE;
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(PAPER);
        g.fillRect(0, 0, width, height);
        g.drawImage(ImageFiles.toBuffered(sheet), 0, 0, null);
        AdherenceSheet drawing = new AdherenceSheet(adherence, g, width);
        for (int i = 0; i < lines.size(); i++) {
            drawing.text(lines.get(i), 8, sheet.height() + LINE * (i + 1), INK);
        }
        drawing.plots(sheet.height() + text + LINE);
        g.dispose();
        return ImageFiles.toPicture(image);
    }

    private static List<String> lines(Adherence a) {
        List<String> out = new ArrayList<>();
        for (EntityAdherence e : a.entities()) {
            out.add(e.id() + ": " + e.verdict().name().toLowerCase(Locale.ROOT) + ", " + e.reason()
                    + known(", scale error %.1f %%", e.scaleErrorPercent()) + known(", sharpness %.2f", e.sharpness())
                    + known(", leak %.2f", e.leak().near()));
        }
        out.addAll(a.statements());
        out.add((a.passed() ? "passed" : "not passed")
                + known(": mean path error %.2f %%", a.meanPathErrorPercent())
                + known(", drift of the rest %.2f %%", a.driftPercent())
                + known(", locked %.1f dB", a.lockedPsnr()));
        return out;
    }

    private static String known(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "";
    }

    private void plots(int top) {
        double diagonal = Math.hypot(adherence.width(), adherence.height());
        List<double[]> errors = new ArrayList<>();
        List<double[]> shares = new ArrayList<>();
        List<double[]> distances = new ArrayList<>();
        for (EntityAdherence e : adherence.entities()) {
            double[] error = new double[e.asked().length];
            for (int f = 0; f < error.length; f++) {
                error[f] = e.measured()
                        ? 100
                                / diagonal
                                * Math.hypot(e.achieved()[f][0] - e.asked()[f][0], e.achieved()[f][1] - e.asked()[f][1])
                        : Double.NaN;
            }
            errors.add(error);
            shares.add(e.leak().outside());
            distances.add(e.leak().distance());
        }
        int half = width / 2;
        plot(
                "distance from the line, % of the diagonal, by frame",
                0, half - 8, top, null, errors, adherence.tolerancePercent());
        plot(
                "share of the motion outside the mask, by distance from the dragged point, % of the diagonal",
                half, width - 8, top, distances, shares, 1);
    }

    /** @param xs null: 1, 2, 3, ... @param limit a dashed line, and the least top of the scale */
    private void plot(String title, int left, int right, int top, List<double[]> xs, List<double[]> ys, double limit) {
        int x0 = left + 48;
        int y0 = top + PLOT;
        text(title, x0, top - 4, DIM);
        double most = limit * 1.1;
        double least = 0;
        double end = 1;
        for (int i = 0; i < ys.size(); i++) {
            for (int k = 0; k < ys.get(i).length; k++) {
                if (Double.isFinite(ys.get(i)[k])) {
                    most = Math.max(most, ys.get(i)[k]);
                    least = Math.min(least, ys.get(i)[k]);
                    end = Math.max(end, xs == null ? k + 1 : xs.get(i)[k]);
                }
            }
        }
        double start = xs == null ? 1 : 0;
        double scaleX = (right - x0) / Math.max(1e-9, end - start);
        double scaleY = PLOT / (most - least);
        g.setColor(DIM);
        g.drawLine(x0, y0, right, y0);
        g.drawLine(x0, top, x0, y0);
        g.setStroke(new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {4, 4}, 0));
        int at = (int) (y0 - (limit - least) * scaleY);
        g.drawLine(x0, at, right, at);
        text(String.format(Locale.ROOT, "%.1f", most), left + 6, top + 10, DIM);
        text(String.format(Locale.ROOT, "%.1f", least), left + 6, y0, DIM);
        text(String.format(Locale.ROOT, "%.0f", start), x0, y0 + LINE, DIM);
        text(String.format(Locale.ROOT, "%.0f", end), right - 24, y0 + LINE, DIM);
        g.setStroke(new BasicStroke(2));
        for (int i = 0; i < ys.size(); i++) {
            Path2D line = new Path2D.Double();
            boolean drawing = false;
            for (int k = 0; k < ys.get(i).length; k++) {
                double y = ys.get(i)[k];
                if (!Double.isFinite(y)) {
                    continue;
                }
                double px = x0 + ((xs == null ? k + 1 : xs.get(i)[k]) - start) * scaleX;
                double py = y0 - (y - least) * scaleY;
                if (drawing) {
                    line.lineTo(px, py);
                } else {
                    line.moveTo(px, py);
                    drawing = true;
                }
            }
            g.setColor(COLOURS.get(i % COLOURS.size()));
            g.draw(line);
        }
    }

    private void text(String text, int x, int y, Color colour) {
        write(g, text, x, y, colour);
    }

    static void write(Graphics2D g, String text, int x, int y, Color colour) {
        try {
            g.setColor(colour);
            g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
            g.drawString(text, x, y);
        } catch (RuntimeException | Error e) {
            if (e instanceof VirtualMachineError) {
                throw e;
            }
            // a machine without any font: AWT fails in various ways; the curves speak for themselves
            org.slf4j.LoggerFactory.getLogger(AdherenceSheet.class).debug("no font for labels", e);
        }
    }
}
