// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.benchmark;

import java.util.List;
import java.util.Locale;

/** Plots as SVG elements. Colours are the classes c0, c1, ... of the page's style. */
final class Plots {
    private static final int WIDTH = 420;
    private static final int HEIGHT = 190;
    private static final int LEFT = 52;
    private static final int BOTTOM = 30;
    private static final int TOP = 10;
    private static final int RIGHT = 22;

    private Plots() {}

    /** @param colour of its run in all plots @param low and high: of the interval; NaN for none */
    record Bar(String name, int colour, double value, double low, double high) {}

    /** One curve; points with NaN are left out. */
    record Line(String name, int colour, boolean dashed, double[] x, double[] y) {}

    /** Bars with intervals from 0 up, or down where values are negative. */
    static String bars(List<Bar> bars) {
        double most = 0;
        double least = 0;
        for (Bar b : bars) {
            most = Math.max(most, Double.isNaN(b.high) ? b.value : b.high);
            least = Math.min(least, Double.isNaN(b.low) ? b.value : b.low);
        }
        Frame frame = new Frame(0, bars.size(), -round(-least), most == least ? least + 1 : round(most));
        StringBuilder out = frame.open(false);
        for (int i = 0; i < bars.size(); i++) {
            Bar b = bars.get(i);
            double x = frame.x(i + 0.2);
            double w = frame.x(i + 0.8) - x;
            double y = Math.min(frame.y(b.value), frame.y(0));
            out.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"c%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s: %.4g</title></rect>",
                    b.colour % 6,
                    x,
                    y,
                    w,
                    Math.abs(frame.y(b.value) - frame.y(0)),
                    HtmlText.escape(b.name),
                    b.value));
            if (!Double.isNaN(b.low)) {
                double middle = x + w / 2;
                out.append(String.format(
                        Locale.ROOT,
                        "<path class=\"whisker\" d=\"M%1$.1f %2$.1fV%3$.1fM%4$.1f %2$.1fH%5$.1fM%4$.1f %3$.1fH%5$.1f\"/>",
                        middle,
                        frame.y(b.low),
                        frame.y(b.high),
                        middle - 5,
                        middle + 5));
            }
            out.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x + w / 2,
                    HEIGHT - 10,
                    HtmlText.escape(b.name.length() > 14 ? b.name.substring(0, 13) + "." : b.name)));
        }
        return out.append("</svg>").toString();
    }

    /** The next number up whose quarters are short to write; 0 and below stay. */
    private static double round(double value) {
        if (value <= 0) {
            return value;
        }
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double step : new double[] {1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8}) {
            if (value <= step * power * (1 + 1e-9)) {
                return step * power;
            }
        }
        return 10 * power;
    }

    /** Curves over a common range. */
    static String lines(List<Line> lines) {
        double x0 = Double.POSITIVE_INFINITY;
        double x1 = Double.NEGATIVE_INFINITY;
        double y0 = 0;
        double y1 = 0;
        for (Line l : lines) {
            for (int i = 0; i < l.x.length; i++) {
                if (Double.isFinite(l.x[i]) && Double.isFinite(l.y[i])) {
                    x0 = Math.min(x0, l.x[i]);
                    x1 = Math.max(x1, l.x[i]);
                    y0 = Math.min(y0, l.y[i]);
                    y1 = Math.max(y1, l.y[i]);
                }
            }
        }
        if (x0 > x1) {
            return "<p>nothing known</p>";
        }
        Frame frame = new Frame(x0, x1 == x0 ? x0 + 1 : x1, -round(-y0), y1 == y0 ? y0 + 1 : round(y1));
        StringBuilder out = frame.open(true);
        for (Line l : lines) {
            StringBuilder points = new StringBuilder();
            for (int i = 0; i < l.x.length; i++) {
                if (Double.isFinite(l.x[i]) && Double.isFinite(l.y[i])) {
                    points.append(String.format(Locale.ROOT, "%.1f,%.1f ", frame.x(l.x[i]), frame.y(l.y[i])));
                }
            }
            out.append(String.format(
                    "<polyline class=\"line c%d%s\" points=\"%s\"><title>%s</title></polyline>",
                    l.colour % 6, l.dashed ? " dashed" : "", points, HtmlText.escape(l.name)));
        }
        return out.append("</svg>").toString();
    }

    /** What each line is. */
    static String legend(List<Line> lines) {
        StringBuilder out = new StringBuilder("<div class=\"legend\">");
        for (Line l : lines) {
            out.append(String.format(
                    "<span><svg viewBox=\"0 0 26 10\"><path class=\"line c%d%s\" d=\"M0 5H26\"/></svg>%s</span>",
                    l.colour % 6, l.dashed ? " dashed" : "", HtmlText.escape(l.name)));
        }
        return out.append("</div>").toString();
    }

    /** Asked and achieved ways in the frame itself, y down. */
    static String ways(List<Line> lines, int width, int height) {
        StringBuilder out = new StringBuilder("<svg class=\"ways\" viewBox=\"0 0 %d %d\">".formatted(width, height));
        for (Line l : lines) {
            StringBuilder points = new StringBuilder();
            for (int i = 0; i < l.x.length; i++) {
                if (Double.isFinite(l.x[i]) && Double.isFinite(l.y[i])) {
                    points.append(String.format(Locale.ROOT, "%.1f,%.1f ", l.x[i], l.y[i]));
                }
            }
            out.append(String.format(
                    "<polyline class=\"line c%d%s\" points=\"%s\"><title>%s</title></polyline>",
                    l.colour % 6, l.dashed ? " dashed" : "", points, HtmlText.escape(l.name)));
        }
        return out.append("</svg>").toString();
    }

    private record Frame(double x0, double x1, double y0, double y1) {
        double x(double value) {
            return LEFT + (value - x0) / (x1 - x0) * (WIDTH - LEFT - RIGHT);
        }

        double y(double value) {
            return HEIGHT - BOTTOM - (value - y0) / (y1 - y0) * (HEIGHT - BOTTOM - TOP);
        }

        StringBuilder open(boolean labelX) {
            StringBuilder out = new StringBuilder("<svg viewBox=\"0 0 %d %d\" role=\"img\">".formatted(WIDTH, HEIGHT));
            for (int i = 0; i <= 4; i++) {
                double v = y0 + (y1 - y0) * i / 4;
                out.append(String.format(
                        Locale.ROOT,
                        "<path class=\"grid\" d=\"M%d %.1fH%d\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.3g</text>",
                        LEFT,
                        y(v),
                        WIDTH - RIGHT,
                        LEFT - 5,
                        y(v) + 4,
                        v));
                if (labelX) {
                    double u = x0 + (x1 - x0) * i / 4;
                    out.append(String.format(
                            Locale.ROOT,
                            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.3g</text>",
                            x(u),
                            HEIGHT - 10,
                            u));
                }
            }
            return out;
        }
    }
}
