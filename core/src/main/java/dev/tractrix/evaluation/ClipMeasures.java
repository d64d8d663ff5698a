// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import dev.tractrix.vision.DenseFlow;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import java.util.List;

/**
 * What can be said of a clip without any network.
 *
 * @param flicker mean |l(t+1) - 2 l(t) + l(t-1)| of the luma, 0..510: jitter of brightness, 0 for steady change; NaN below
 *     3 frames
 * @param warpError mean squared difference, colours 0..1, of a frame and the next one taken back along the optical flow
 *     where that can be followed (as Lai et al. 2018 measure it); NaN without such a pixel
 * @param sharpness mean gradient energy of the later frames over the first one's; NaN for a plain first frame
 * @param psnr dB against the truth, frames after the first; NaN without truth
 * @param ssim against the truth likewise (Wang et al. 2004, luma, Gaussian window of sigma 1.5); NaN without truth
 */
public record ClipMeasures(double flicker, double warpError, double sharpness, double psnr, double ssim) {
    /** Equal clips would have an infinite ratio; 8 bits cannot tell better ones apart. */
    public static final double MOST_PSNR = 100;

    private static final double MAX_RETURN_ERROR = 1;

    /**
     * Measures a clip.
     *
     * @param truth as many frames of the same size; empty for none
     * @throws BadInputException for one frame alone, or a truth of another length or size
     */
    public static ClipMeasures of(List<Picture> frames, List<Picture> truth) {
        if (frames.size() < 2) {
            throw BadInputException.of("clip", "at least 2 frames", frames.size(), "a still has no motion to measure");
        }
        Picture first = frames.get(0);
        if (!truth.isEmpty()) {
            Picture other = truth.get(0);
            if (truth.size() != frames.size() || other.width() != first.width() || other.height() != first.height()) {
                throw BadInputException.of(
                        "clip",
                        truth.size() + " frames of " + other.width() + "x" + other.height() + " as the truth",
                        frames.size() + " of " + first.width() + "x" + first.height(),
                        "make both the same length and size; nothing is cut to the shorter");
            }
        }
        return new ClipMeasures(
                flicker(frames),
                warpError(frames),
                sharpness(frames),
                truth.isEmpty() ? Double.NaN : psnr(frames, truth),
                truth.isEmpty() ? Double.NaN : ssim(frames, truth));
    }

    private static double flicker(List<Picture> frames) {
        if (frames.size() < 3) {
            return Double.NaN;
        }
        double sum = 0;
        float[] before = Sharpness.luma(frames.get(0));
        float[] now = Sharpness.luma(frames.get(1));
        for (int f = 2; f < frames.size(); f++) {
            float[] next = Sharpness.luma(frames.get(f));
            double frame = 0;
            for (int i = 0; i < next.length; i++) {
                frame += Math.abs(next[i] - 2 * now[i] + before[i]);
            }
            sum += frame / next.length;
            before = now;
            now = next;
        }
        return sum / (frames.size() - 2);
    }

    private static double warpError(List<Picture> frames) {
        Picture first = frames.get(0);
        if (Math.min(first.width(), first.height()) < DenseFlow.MIN_SIDE) {
            return Double.NaN;
        }
        double sum = 0;
        long n = 0;
        for (int f = 0; f + 1 < frames.size(); f++) {
            FloatImage there = DenseFlow.between(frames.get(f), frames.get(f + 1));
            FloatImage back = DenseFlow.between(frames.get(f + 1), frames.get(f));
            Picture a = frames.get(f);
            Picture b = frames.get(f + 1);
            for (int y = 0; y < a.height(); y++) {
                for (int x = 0; x < a.width(); x++) {
                    int i = y * a.width() + x;
                    int u = Math.round(x + there.values()[2 * i]);
                    int v = Math.round(y + there.values()[2 * i + 1]);
                    if (u < 0 || v < 0 || u >= a.width() || v >= a.height()) {
                        continue;
                    }
                    int j = v * a.width() + u;
                    double error = Math.hypot(
                            there.values()[2 * i] + back.values()[2 * j],
                            there.values()[2 * i + 1] + back.values()[2 * j + 1]);
                    if (error > MAX_RETURN_ERROR) {
                        continue;
                    }
                    for (int c = 0; c < 3; c++) {
                        double d = (a.at(x, y, c) - b.at(u, v, c)) / 255.0;
                        sum += d * d;
                        n++;
                    }
                }
            }
        }
        return n == 0 ? Double.NaN : sum / n;
    }

    private static double sharpness(List<Picture> frames) {
        double first = Sharpness.mean(Sharpness.energy(frames.get(0)));
        double later = frames.stream()
                .skip(1)
                .mapToDouble(f -> Sharpness.mean(Sharpness.energy(f)))
                .average()
                .orElseThrow();
        return first == 0 ? Double.NaN : later / first;
    }

    private static double psnr(List<Picture> frames, List<Picture> truth) {
        double sum = 0;
        long n = 0;
        for (int f = 1; f < frames.size(); f++) {
            byte[] a = frames.get(f).rgb();
            byte[] b = truth.get(f).rgb();
            for (int i = 0; i < a.length; i++) {
                double d = (a[i] & 0xff) - (b[i] & 0xff);
                sum += d * d;
            }
            n += a.length;
        }
        return psnr(sum, n);
    }

    /** @param sum of the squared differences of 8-bit values @param values how many, at least 1 */
    static double psnr(double sum, long values) {
        return sum == 0 ? MOST_PSNR : Math.min(MOST_PSNR, 10 * Math.log10(255.0 * 255 * values / sum));
    }

    private static double ssim(List<Picture> frames, List<Picture> truth) {
        double sum = 0;
        for (int f = 1; f < frames.size(); f++) {
            sum += ssim(frames.get(f), truth.get(f));
        }
        return sum / (frames.size() - 1);
    }

    /** Structural similarity of two pictures of one size, -1..1. */
    static double ssim(Picture a, Picture b) {
        int w = a.width();
        int h = a.height();
        float[] x = Sharpness.luma(a);
        float[] y = Sharpness.luma(b);
        float[] xx = new float[x.length];
        float[] yy = new float[x.length];
        float[] xy = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            xx[i] = x[i] * x[i];
            yy[i] = y[i] * y[i];
            xy[i] = x[i] * y[i];
        }
        float[] mx = smooth(x, w, h);
        float[] my = smooth(y, w, h);
        float[] mxx = smooth(xx, w, h);
        float[] myy = smooth(yy, w, h);
        float[] mxy = smooth(xy, w, h);
        // the constants of the paper: (0.01 L)^2 and (0.03 L)^2
        double c1 = 6.5025;
        double c2 = 58.5225;
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double vx = mxx[i] - (double) mx[i] * mx[i];
            double vy = myy[i] - (double) my[i] * my[i];
            double cov = mxy[i] - (double) mx[i] * my[i];
            sum += (2.0 * mx[i] * my[i] + c1)
                    * (2 * cov + c2)
                    / (((double) mx[i] * mx[i] + (double) my[i] * my[i] + c1) * (vx + vy + c2));
        }
        return sum / x.length;
    }

    private static float[] smooth(float[] values, int w, int h) {
        return Filters.gaussian(new FloatImage(w, h, 1, values), 1.5).values();
    }

    /** For records; what is not known is null. */
    public ObjectNode json() {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        AdherenceJson.number(out, "flicker", flicker);
        // a ten-thousandth is much of a squared difference
        if (Double.isFinite(warpError)) {
            out.put("warpError", warpError);
        } else {
            out.putNull("warpError");
        }
        AdherenceJson.number(out, "sharpness", sharpness);
        AdherenceJson.number(out, "psnr", psnr);
        AdherenceJson.number(out, "ssim", ssim);
        return out;
    }
}
