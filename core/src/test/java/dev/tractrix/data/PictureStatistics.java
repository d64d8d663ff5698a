// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.image.Picture;

/** Local statistics by which synthetic pictures and photographs of one size are compared. */
final class PictureStatistics {
    private static final int FREQUENCIES = 24;

    private int pictures;
    private double lumaSum;
    private double lumaSquares;
    private double within;
    private double chroma;
    private double gradientSquares;
    private double gradientFourth;
    private double gradientAbs;
    private long gradients;
    private final double[] power = new double[FREQUENCIES + 1];

    void add(Picture p) {
        int n = p.width() * p.height();
        double[] luma = new double[n];
        double mean = 0;
        double cb = 0;
        double cr = 0;
        double cb2 = 0;
        double cr2 = 0;
        for (int i = 0; i < n; i++) {
            double r = (p.rgb()[3 * i] & 0xff) / 255.0;
            double g = (p.rgb()[3 * i + 1] & 0xff) / 255.0;
            double b = (p.rgb()[3 * i + 2] & 0xff) / 255.0;
            luma[i] = 0.299 * r + 0.587 * g + 0.114 * b;
            mean += luma[i] / n;
            double u = 0.564 * (b - luma[i]);
            double v = 0.713 * (r - luma[i]);
            cb += u / n;
            cr += v / n;
            cb2 += u * u / n;
            cr2 += v * v / n;
        }
        double variance = 0;
        for (double l : luma) {
            variance += (l - mean) * (l - mean) / n;
        }
        pictures++;
        lumaSum += mean;
        lumaSquares += mean * mean;
        within += variance;
        chroma += cb2 - cb * cb + cr2 - cr * cr;
        gradients(p, luma);
        spectrum(p, luma, mean);
    }

    private void gradients(Picture p, double[] luma) {
        for (int y = 0; y < p.height(); y++) {
            for (int x = 0; x + 1 < p.width(); x++) {
                double d = luma[y * p.width() + x + 1] - luma[y * p.width() + x];
                gradientSquares += d * d;
                gradientFourth += d * d * d * d;
                gradientAbs += Math.abs(d);
                gradients++;
            }
        }
    }

    /** Power of the rows at whole frequencies, windowed. */
    private void spectrum(Picture p, double[] luma, double mean) {
        double[] cos = new double[p.width()];
        double[] sin = new double[p.width()];
        for (int f = 1; f <= FREQUENCIES; f++) {
            for (int x = 0; x < p.width(); x++) {
                double window = 0.5 - 0.5 * Math.cos(2 * Math.PI * (x + 0.5) / p.width());
                cos[x] = window * Math.cos(2 * Math.PI * f * x / p.width());
                sin[x] = window * Math.sin(2 * Math.PI * f * x / p.width());
            }
            for (int y = 0; y < p.height(); y += 4) {
                double re = 0;
                double im = 0;
                for (int x = 0; x < p.width(); x++) {
                    re += cos[x] * (luma[y * p.width() + x] - mean);
                    im += sin[x] * (luma[y * p.width() + x] - mean);
                }
                power[f] += re * re + im * im;
            }
        }
    }

    double meanLuma() {
        return lumaSum / pictures;
    }

    double lumaDeviationAcrossPictures() {
        return Math.sqrt(lumaSquares / pictures - meanLuma() * meanLuma());
    }

    /** Root mean square contrast. */
    double contrast() {
        return Math.sqrt(within / pictures);
    }

    double gradientMean() {
        return gradientAbs / gradients;
    }

    /** 3 for Gaussian gradients; photographs have far heavier tails. */
    double gradientKurtosis() {
        double v = gradientSquares / gradients;
        return gradientFourth / gradients / (v * v);
    }

    double chromaOverLuma() {
        return Math.sqrt(chroma / within);
    }

    /** The exponent of power over frequency along a row: about -2 for photographs. */
    double spectralSlope() {
        double sx = 0;
        double sy = 0;
        double sxx = 0;
        double sxy = 0;
        int n = 0;
        for (int f = 3; f <= FREQUENCIES; f++) {
            double x = Math.log(f);
            double y = Math.log(power[f]);
            sx += x;
            sy += y;
            sxx += x * x;
            sxy += x * y;
            n++;
        }
        return (n * sxy - sx * sy) / (n * sxx - sx * sx);
    }

    @Override
    public String toString() {
        return String.format(
                java.util.Locale.ROOT,
                "luma %.3f +- %.3f, contrast %.3f, chroma/luma %.3f, |gradient| %.4f, kurtosis %.1f, slope %.2f",
                meanLuma(),
                lumaDeviationAcrossPictures(),
                contrast(),
                chromaOverLuma(),
                gradientMean(),
                gradientKurtosis(),
                spectralSlope());
    }
}
