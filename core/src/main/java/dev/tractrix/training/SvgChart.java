// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import java.util.List;
import java.util.Locale;

/** Curves over the steps of a training as one SVG element: a line through each bin's mean, a band from least to most. */
final class SvgChart {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 220;
    private static final int LEFT = 62;
    private static final int RIGHT = 10;
    private static final int TOP = 10;
    private static final int BOTTOM = 26;
    /** More points than pixels show nothing more. */
    private static final int BINS = 120;
    /** A curve that falls by more than this is read better on a logarithmic scale. */
    private static final double LOG_RATIO = 20;

    private static final int TICKS = 4;

    private SvgChart() {}

    /** One curve. @param steps ascending @param values finite, as many */
    record Curve(String name, double[] steps, double[] values) {}

    /** @param curves at least one, of at least one point each */
    static String of(List<Curve> curves) {
        double first = curves.stream().mapToDouble(c -> c.steps[0]).min().orElseThrow();
        double last = curves.stream()
                .mapToDouble(c -> c.steps[c.steps.length - 1])
                .max()
                .orElseThrow();
        List<Binned> binned =
                curves.stream().map(c -> Binned.of(c, first, last)).toList();
        Scale x = new Scale(first, last, false, LEFT, WIDTH - RIGHT);
        Scale y = vertical(binned);
        StringBuilder out = new StringBuilder();
        out.append("<svg viewBox=\"0 0 %d %d\" role=\"img\">".formatted(WIDTH, HEIGHT));
        axes(out, x, y);
        for (int i = 0; i < binned.size(); i++) {
            binned.get(i).draw(out, x, y, i);
        }
        return out.append("</svg>").toString();
    }

    private static Scale vertical(List<Binned> curves) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        double least = Double.POSITIVE_INFINITY;
        for (Binned c : curves) {
            for (int i = 0; i < c.mean.length; i++) {
                if (c.count[i] > 0) {
                    low = Math.min(low, c.mean[i]);
                    high = Math.max(high, c.mean[i]);
                    least = Math.min(least, c.least[i]);
                }
            }
        }
        boolean log = least > 0 && high / low > LOG_RATIO;
        double margin = log ? 0 : (high - low) * 0.05;
        if (high == low) {
            margin = Math.abs(high) * 0.1 + 1e-9;
        }
        return new Scale(low - margin, high + margin, log, HEIGHT - BOTTOM, TOP);
    }

    private static void axes(StringBuilder out, Scale x, Scale y) {
        for (int i = 0; i <= TICKS; i++) {
            double value = y.at((double) i / TICKS);
            double py = y.pixel(value);
            out.append("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>"
                    .formatted(LEFT, WIDTH - RIGHT, number(py), number(py)));
            out.append("<text x=\"%d\" y=\"%s\" text-anchor=\"end\">%s</text>"
                    .formatted(LEFT - 6, number(py + 4), label(value)));
            double step = Math.round(x.at((double) i / TICKS));
            String anchor = i == 0 ? "start" : i == TICKS ? "end" : "middle";
            out.append("<text x=\"%s\" y=\"%d\" text-anchor=\"%s\">%d</text>"
                    .formatted(number(x.pixel(step)), HEIGHT - 8, anchor, (long) step));
        }
    }

    /** From values to pixels. */
    private record Scale(double low, double high, boolean log, double from, double to) {
        double pixel(double value) {
            double part = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
            double kept = high == low ? 0.5 : Math.max(0, Math.min(1, part));
            return from + kept * (to - from);
        }

        double at(double part) {
            return log ? low * Math.pow(high / low, part) : low + part * (high - low);
        }
    }

    private record Binned(String name, double[] step, double[] mean, double[] least, double[] most, int[] count) {
        static Binned of(Curve curve, double first, double last) {
            Binned b = new Binned(
                    curve.name, new double[BINS], new double[BINS], new double[BINS], new double[BINS], new int[BINS]);
            for (int i = 0; i < curve.steps.length; i++) {
                int k = last == first ? 0 : (int) ((curve.steps[i] - first) / (last - first) * (BINS - 1));
                double v = curve.values[i];
                b.least[k] = b.count[k] == 0 ? v : Math.min(b.least[k], v);
                b.most[k] = b.count[k] == 0 ? v : Math.max(b.most[k], v);
                b.count[k]++;
                b.mean[k] += (v - b.mean[k]) / b.count[k];
                b.step[k] += (curve.steps[i] - b.step[k]) / b.count[k];
            }
            return b;
        }

        void draw(StringBuilder out, Scale x, Scale y, int colour) {
            StringBuilder line = new StringBuilder();
            StringBuilder upper = new StringBuilder();
            StringBuilder lower = new StringBuilder();
            for (int k = 0; k < BINS; k++) {
                if (count[k] > 0) {
                    String px = number(x.pixel(step[k]));
                    line.append(px).append(',').append(number(y.pixel(mean[k]))).append(' ');
                    upper.append(px)
                            .append(',')
                            .append(number(y.pixel(most[k])))
                            .append(' ');
                    lower.insert(0, px + ',' + number(y.pixel(least[k])) + ' ');
                }
            }
            out.append("<polygon class=\"band c%d\" points=\"%s%s\"/>".formatted(colour, upper, lower));
            out.append("<polyline class=\"line c%d\" points=\"%s\"><title>%s</title></polyline>"
                    .formatted(colour, line, name));
        }
    }

    private static String number(double v) {
        return String.format(Locale.ROOT, "%.1f", v);
    }

    /** Three digits, without an exponent where that is short. */
    static String label(double v) {
        double size = Math.abs(v);
        if (size == 0 || size >= 1e-3 && size < 1e5) {
            int digits = size == 0 ? 0 : (int) Math.max(0, 2 - Math.floor(Math.log10(size)));
            return String.format(Locale.ROOT, "%." + digits + "f", v);
        }
        return String.format(Locale.ROOT, "%.1e", v);
    }
}
