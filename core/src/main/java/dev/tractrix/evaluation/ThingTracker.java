// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.data.Similarity;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds a thing of the photograph again in every frame by its colours: the move, turn and growth at which what is inside
 * its outline agrees best with the thing, and what is just outside does not. It looks over the whole frame, near where
 * the thing was before, and where optical flow says, and keeps the best; it knows nothing of the asked path. Needs no
 * weights. Several clips can be followed at a time.
 */
final class ThingTracker {
    /** Colour differences above this are another thing's, 0..1; a covered part then costs no more than its share. */
    private static final float TRUNCATION = 0.2f;
    /** What the outline counts for; without it a plain thing fits anywhere inside itself. */
    private static final double RIM_WEIGHT = 0.5;
    /** How much better another place must be before the thing is believed to have jumped there. */
    private static final double JUMP = 0.2;
    /** Cost of growing or turning by a tenth from one frame to the next. */
    private static final double CHANGE = 0.02;
    /** Cost of being a tenth of the diagonal from where it was heading, and the most. */
    private static final double SWERVE = 0.05;

    private static final int SAMPLES = 300;
    private static final int ROUGH_SAMPLES = 80;
    /** The search of the whole frame tries about this many places. */
    private static final int PLACES = 4000;

    private static final int CANDIDATES = 4;
    private static final double SMOOTHING = 0.8;
    /** Pixels from the outline at which it is looked across. */
    private static final int RIM = 3;

    /** Pixels of the photograph and the thing's colours that belong to them. */
    private record Samples(int count, int[] x, int[] y, float[] colours) {}

    private final int width;
    private final int height;
    private final double centreX;
    private final double centreY;
    private final double radius;
    private final Samples inside;
    private final Samples rim;

    /** @param mask the thing in the photograph, of its size, not empty */
    ThingTracker(Picture first, Mask mask) {
        width = first.width();
        height = first.height();
        float[] photograph = smooth(first);
        List<int[]> own = pixels(mask);
        centreX = own.stream().mapToInt(p -> p[0]).average().orElseThrow();
        centreY = own.stream().mapToInt(p -> p[1]).average().orElseThrow();
        radius = Math.sqrt(own.size() / Math.PI);
        inside = samples(photograph, spread(own, SAMPLES), own, 0);
        Mask near = Filters.dilate(mask, 1);
        Mask far = Filters.dilate(mask, RIM);
        List<int[]> outside =
                pixels(far).stream().filter(p -> !near.at(p[0], p[1])).toList();
        rim = samples(photograph, spread(outside, SAMPLES / 2), own, TRUNCATION / 2);
    }

    private static float[] smooth(Picture picture) {
        return Filters.gaussian(FloatImage.of(picture), SMOOTHING).values();
    }

    private static List<int[]> pixels(Mask mask) {
        List<int[]> out = new ArrayList<>();
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                if (mask.at(x, y)) {
                    out.add(new int[] {x, y});
                }
            }
        }
        return out;
    }

    private static List<int[]> spread(List<int[]> pixels, int most) {
        List<int[]> out = new ArrayList<>();
        double every = Math.max(1, pixels.size() / (double) most);
        for (double i = 0; i < pixels.size(); i += every) {
            out.add(pixels.get((int) i));
        }
        return out;
    }

    /** Places with the colour of the nearest own pixel; only where the photograph itself differs from it by a contrast. */
    private Samples samples(float[] photograph, List<int[]> places, List<int[]> own, float contrast) {
        List<int[]> kept = new ArrayList<>();
        List<Integer> from = new ArrayList<>();
        for (int[] p : places) {
            int[] source = contrast == 0
                    ? p
                    : own.stream()
                            .min(Comparator.comparingInt(
                                    o -> (o[0] - p[0]) * (o[0] - p[0]) + (o[1] - p[1]) * (o[1] - p[1])))
                            .orElseThrow();
            int a = 3 * (p[1] * width + p[0]);
            int b = 3 * (source[1] * width + source[0]);
            float difference = 0;
            for (int c = 0; c < 3; c++) {
                difference += Math.abs(photograph[a + c] - photograph[b + c]) / 3;
            }
            if (difference >= contrast) {
                kept.add(p);
                from.add(b);
            }
        }
        Samples out = new Samples(kept.size(), new int[kept.size()], new int[kept.size()], new float[3 * kept.size()]);
        for (int i = 0; i < out.count; i++) {
            out.x[i] = kept.get(i)[0];
            out.y[i] = kept.get(i)[1];
            System.arraycopy(photograph, from.get(i), out.colours, 3 * i, 3);
        }
        return out;
    }

    /** The pose of the frame before, and where that was heading. */
    private record Way(Similarity before, Similarity ahead) {}

    /** A pose and how well the frame agrees with it. */
    private record Fit(Similarity pose, double score) {}

    /**
     * Follows the thing.
     *
     * @param hints a frame: where the thing may be; null for none
     */
    Following follow(List<Picture> frames, Similarity[] hints) {
        Similarity[] pose = new Similarity[frames.size()];
        double[] confidence = new double[frames.size()];
        Similarity before = Similarity.IDENTITY;
        Similarity earlier = Similarity.IDENTITY;
        int rough = Math.max(1, inside.count / ROUGH_SAMPLES);
        for (int f = 0; f < frames.size(); f++) {
            float[] frame = smooth(frames.get(f));
            List<Similarity> starts = new ArrayList<>();
            starts.add(before);
            Similarity ahead = moved(
                    before,
                    before.x(centreX, centreY) - earlier.x(centreX, centreY),
                    before.y(centreX, centreY) - earlier.y(centreX, centreY));
            starts.add(ahead);
            if (hints[f] != null) {
                starts.add(hints[f]);
            }
            Way way = new Way(before, ahead);
            Fit near = best(frame, way, starts, rough);
            Fit far = best(frame, way, anywhere(frame, before, rough), rough);
            Fit best = far != null && far.score > near.score + JUMP ? far : near;
            if (best.score > 0) {
                pose[f] = best.pose;
                confidence[f] = best.score;
                earlier = before;
                before = best.pose;
            }
        }
        return new Following(pose, confidence);
    }

    private Fit best(float[] frame, Way way, List<Similarity> starts, int rough) {
        return starts.stream()
                .map(s -> refine(frame, way, s, 4, 1, rough))
                .sorted(Comparator.comparingDouble(fit -> -fit.score))
                .limit(2)
                .map(fit -> refine(frame, way, fit.pose, 1, 0.12, 1))
                .max(Comparator.comparingDouble(Fit::score))
                .orElse(null);
    }

    private static Similarity moved(Similarity s, double dx, double dy) {
        return new Similarity(s.a(), s.b(), s.tx() + dx, s.ty() + dy);
    }

    /** The best places of the whole frame at the size and turn of another pose. */
    private List<Similarity> anywhere(float[] frame, Similarity like, int every) {
        Fit[] best = new Fit[CANDIDATES];
        int step = Math.max(1, (int) Math.round(Math.sqrt(width * height / (double) PLACES)));
        double fromX = like.x(centreX, centreY);
        double fromY = like.y(centreX, centreY);
        for (int y = step / 2; y < height; y += step) {
            for (int x = step / 2; x < width; x += step) {
                Similarity s = moved(like, x - fromX, y - fromY);
                double score = agreement(frame, s, inside, every);
                int i = CANDIDATES - 1;
                if (score <= 0 || best[i] != null && score <= best[i].score) {
                    continue;
                }
                for (; i > 0 && (best[i - 1] == null || best[i - 1].score < score); i--) {
                    best[i] = best[i - 1];
                }
                best[i] = new Fit(s, score);
            }
        }
        List<Similarity> out = new ArrayList<>();
        for (Fit fit : best) {
            if (fit != null) {
                out.add(fit.pose);
            }
        }
        return out;
    }

    /** Small steps in place, size and turn as long as one helps, then smaller ones. */
    private Fit refine(float[] frame, Way way, Similarity start, double first, double last, int every) {
        double reach = Math.max(4, radius);
        Fit best = new Fit(start, score(frame, way, start, every));
        for (double step = first; step >= last; step /= 2) {
            boolean better = true;
            for (int round = 0; better && round < 12; round++) {
                better = false;
                for (int k = 0; k < 8; k++) {
                    double d = k % 2 == 0 ? step : -step;
                    Similarity s = best.pose;
                    double x = s.x(centreX, centreY) + (k / 2 == 0 ? d : 0);
                    double y = s.y(centreX, centreY) + (k / 2 == 1 ? d : 0);
                    // a step of each kind is as far at the thing's rim
                    double scale = s.scale() * (k / 2 == 2 ? 1 + d / reach : 1);
                    double turn = Math.atan2(s.b(), s.a()) + (k / 2 == 3 ? d / reach : 0);
                    if (scale < 0.25 || scale > 4) {
                        continue;
                    }
                    Similarity next = Similarity.about(centreX, centreY, x, y, scale, turn);
                    double score = score(frame, way, next, every);
                    if (score > best.score) {
                        best = new Fit(next, score);
                        better = true;
                    }
                }
            }
        }
        return best;
    }

    /** What things seldom do from one frame to the next. */
    private double unlikely(Similarity s, Way way) {
        double growth = Math.log(s.scale() / way.before.scale()) / 0.1;
        double turn = (Math.atan2(s.b(), s.a()) - Math.atan2(way.before.b(), way.before.a())) / 0.1;
        double diagonal = Math.hypot(width, height);
        double swerve = Math.hypot(
                        s.x(centreX, centreY) - way.ahead.x(centreX, centreY),
                        s.y(centreX, centreY) - way.ahead.y(centreX, centreY))
                / (0.1 * diagonal);
        return CHANGE * (growth * growth + turn * turn) + SWERVE * Math.min(1, swerve * swerve);
    }

    private double score(float[] frame, Way way, Similarity s, int every) {
        double own = agreement(frame, s, inside, every);
        if (own < 0) {
            return own;
        }
        own -= unlikely(s, way);
        if (rim.count == 0) {
            return own;
        }
        double beyond = Math.max(0, agreement(frame, s, rim, every));
        return own - RIM_WEIGHT * beyond * rim.count / (rim.count + 20.0);
    }

    /** How well the frame's colours agree with the samples', 0..1; -1 when less than half of them are in the frame. */
    private double agreement(float[] frame, Similarity s, Samples samples, int every) {
        float sum = 0;
        int n = 0;
        int asked = 0;
        float a = (float) s.a();
        float b = (float) s.b();
        float tx = (float) s.tx();
        float ty = (float) s.ty();
        for (int i = 0; i < samples.count; i += every) {
            asked++;
            float x = a * samples.x[i] - b * samples.y[i] + tx;
            float y = b * samples.x[i] + a * samples.y[i] + ty;
            if (!(x >= 0 && y >= 0 && x < width - 1 && y < height - 1)) {
                continue;
            }
            int ix = (int) x;
            int iy = (int) y;
            float fx = x - ix;
            float fy = y - iy;
            int at = 3 * (iy * width + ix);
            int below = at + 3 * width;
            float difference = 0;
            for (int c = 0; c < 3; c++) {
                float top = frame[at + c] + fx * (frame[at + 3 + c] - frame[at + c]);
                float bottom = frame[below + c] + fx * (frame[below + 3 + c] - frame[below + c]);
                difference += Math.abs(top + fy * (bottom - top) - samples.colours[3 * i + c]);
            }
            sum += Math.min(TRUNCATION, difference / 3);
            n++;
        }
        return 2 * n < asked || n == 0 ? -1 : 1 - sum / n / TRUNCATION;
    }
}
