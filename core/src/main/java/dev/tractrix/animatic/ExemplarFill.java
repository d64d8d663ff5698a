// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.Mask;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Fills a hole with what the rest of the picture looks like, in the manner of Wexler, Shechtman and Irani (Space-Time
 * Completion of Video, 2007) with the search of Barnes et al. (PatchMatch, 2009): from coarse to fine, every patch that
 * touches the hole finds the most similar patch of the known picture, and every missing pixel becomes what the patches over
 * it agree on. Textures go on, edges join; nothing is smeared.
 *
 * <p>OpenCV's own ways were tried on photographs first: its shift-map leaves visible pieces, takes three to ten times as
 * long and crashes when nothing is missing; its frequency selective reconstruction smears holes of this size.
 *
 * <p>Deterministic: the search draws from a fixed seed.
 */
public final class ExemplarFill {
    /** Half a patch's side, pixels: 7x7 patches hold a texture's element yet still fit between the hole and the border. */
    static final int R = 3;
    /** A pixel's say falls with its distance from what is known, by this factor a pixel (Wexler et al., section 3.2). */
    private static final double CONFIDENCE = 1.3;
    /** Patches from far away must be that much better: light and perspective change over a picture, most so downwards. */
    private static final float FAR_X = 0.002f;

    private static final float FAR_Y = 0.05f;
    /** A piece may be laid that much brighter or darker than it is; which costs this share of the squared change. */
    private static final float MOST_LIGHT = 0.08f;

    private static final float RELIT = 0.3f;
    private static final int SWEEPS = 2;
    /** Blended colours drift over about the hole's depth, at least so many pixels. */
    private static final int SHALLOW = 14;

    /** How strongly blended colours hold on to what was copied, against drifting. */
    private static final float STAY = 0.25f;
    /** Root mean square of the steps up to which ground is smooth; 0..1 is black to white. */
    private static final float SMOOTH = 0.012f;
    /** A seam is a line, so even on it few of the patches around are torn from their neighbours. */
    private static final float TEAR = 16;

    /** From this distance of colours on, the rim counts as something else than what the hole is filled with. */
    private static final float RIM_TOLERANCE = 0.12f;

    private final int width;
    private final int height;
    private final float[] rgb;
    private final boolean[] hole;
    private final boolean[] usable;
    private final float[] confidence;
    private final float[] patchConfidence;
    private final int[] targets;
    private final int[] match;
    private final float[] cost;
    private final SplittableRandom random;

    /**
     * A filled picture.
     *
     * @param picture 3 channels, 0..1
     * @param misfit how much the patches over a place differ from what they were copied from, root mean square of 0..1, 0 where
     *     nothing was missing; 1 channel, of the size of one of the scales
     */
    public record Filled(FloatImage picture, FloatImage misfit) {}

    /**
     * Fills a hole.
     *
     * @param picture 3 channels, 0..1
     * @param hole what to fill; its colours are not looked at
     * @param avoided what nothing is copied from, such as other things; looked at all the same when little else is left
     * @param pixels the misfit is of the scale with as nearly so many as there is
     * @param cancelled asked now and then
     * @throws CancelledException once {@code cancelled} says so
     */
    public static Filled fill(FloatImage picture, Mask hole, Mask avoided, double pixels, BooleanSupplier cancelled) {
        if (hole.area() == 0) {
            return new Filled(picture, FloatImage.zeros(picture.width(), picture.height(), 1));
        }
        FillLevel finest =
                new FillLevel(picture.width(), picture.height(), picture.values(), hole.inside(), avoided.inside());
        List<FillLevel> pyramid = FillLevel.pyramid(finest);
        SplittableRandom random = new SplittableRandom(1);
        ExemplarFill coarser = null;
        FloatImage misfit = null;
        for (int l = pyramid.size() - 1; l >= 0; l--) {
            ExemplarFill here = new ExemplarFill(pyramid.get(l), random);
            if (coarser == null) {
                pyramid.get(l).diffuse(here.rgb);
                here.matchAtRandom();
            } else {
                here.matchFrom(coarser);
                here.vote();
            }
            // the coarse levels decide what goes where and cost next to nothing
            int rounds = l == 0 ? 3 : Math.min(20, 4 + 4 * l);
            for (int i = 0; i < rounds; i++) {
                if (cancelled.getAsBoolean()) {
                    throw new CancelledException("fill");
                }
                here.search(coarser == null ? 1 : 4);
                here.vote();
            }
            if (misfit == null || apart(here.hole.length, pixels) < apart(misfit.values().length, pixels)) {
                misfit = here.misfit();
            }
            coarser = here;
        }
        coarser.blend(finest.deepest());
        return new Filled(new FloatImage(picture.width(), picture.height(), 3, coarser.rgb), misfit);
    }

    private static double apart(double a, double b) {
        return Math.abs(Math.log(a / b));
    }

    /** Of a place the mean over the patches that lie on it. */
    private FloatImage misfit() {
        FloatImage out = FloatImage.zeros(width, height, 1);
        int[] patches = new int[width * height];
        for (int t : targets) {
            float each = (float) Math.sqrt(Math.max(0, cost[t]));
            for (int k = 0; k < (2 * R + 1) * (2 * R + 1) && cost[t] < Float.MAX_VALUE; k++) {
                int i = t + (k / (2 * R + 1) - R) * width + k % (2 * R + 1) - R;
                out.values()[i] += each;
                patches[i]++;
            }
        }
        for (int i = 0; i < patches.length; i++) {
            out.values()[i] = patches[i] == 0 || !hole[i] ? 0 : out.values()[i] / patches[i];
        }
        return out;
    }

    private ExemplarFill(FillLevel l, SplittableRandom random) {
        this.width = l.width();
        this.height = l.height();
        this.rgb = l.rgb().clone();
        this.hole = l.hole();
        this.random = random;
        this.usable = l.usable();
        int[] distance = l.distances();
        confidence = new float[width * height];
        int[] found = new int[width * height];
        int n = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                confidence[i] = (float) Math.pow(CONFIDENCE, -distance[i]);
                if (inner(x, y) && touches(x, y)) {
                    found[n++] = i;
                }
            }
        }
        targets = Arrays.copyOf(found, n);
        patchConfidence = new float[width * height];
        for (int t : targets) {
            for (int k = 0; k < (2 * R + 1) * (2 * R + 1); k++) {
                patchConfidence[t] += confidence[t + (k / (2 * R + 1) - R) * width + k % (2 * R + 1) - R];
            }
        }
        match = new int[width * height];
        Arrays.fill(match, -1);
        cost = new float[width * height];
    }

    private boolean inner(int x, int y) {
        return x >= R && y >= R && x < width - R && y < height - R;
    }

    private boolean touches(int x, int y) {
        for (int dy = -R; dy <= R; dy++) {
            for (int dx = -R; dx <= R; dx++) {
                if (hole[(y + dy) * width + x + dx]) {
                    return true;
                }
            }
        }
        return false;
    }

    private void matchAtRandom() {
        int[] free = new int[usable.length];
        int n = 0;
        for (int i = 0; i < usable.length; i++) {
            if (usable[i]) {
                free[n++] = i;
            }
        }
        for (int t : targets) {
            match[t] = n == 0 ? -1 : free[random.nextInt(n)];
        }
    }

    private void matchFrom(ExemplarFill coarser) {
        for (int i = 0; i < hole.length; i++) {
            if (hole[i]) {
                int cx = Math.min(i % width / 2, coarser.width - 1);
                int cy = Math.min(i / width / 2, coarser.height - 1);
                System.arraycopy(coarser.rgb, 3 * (cy * coarser.width + cx), rgb, 3 * i, 3);
            }
        }
        for (int t : targets) {
            int x = t % width;
            int y = t / width;
            int cx = Math.min(Math.max(x / 2, R), coarser.width - 1 - R);
            int cy = Math.min(Math.max(y / 2, R), coarser.height - 1 - R);
            int m = coarser.match[cy * coarser.width + cx];
            if (m < 0) {
                continue;
            }
            int mx = Math.min(Math.max(2 * (m % coarser.width) + (x & 1), R), width - 1 - R);
            int my = Math.min(Math.max(2 * (m / coarser.width) + (y & 1), R), height - 1 - R);
            if (usable[my * width + mx]) {
                match[t] = my * width + mx;
            }
        }
        for (int t : targets) {
            cost[t] = match[t] < 0 ? Float.MAX_VALUE : 0;
        }
    }

    /**
     * PatchMatch: what suits a neighbour probably suits me; then look around at random, ever closer.
     *
     * @param narrower divides the first look around; the coarsest level has looked everywhere
     */
    private void search(int narrower) {
        for (int t : targets) {
            cost[t] = match[t] < 0 ? Float.MAX_VALUE : cost(t, match[t], Float.MAX_VALUE);
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean forward = sweep % 2 == 0;
            int step = forward ? -1 : 1;
            for (int k = 0; k < targets.length; k++) {
                int t = targets[forward ? k : targets.length - 1 - k];
                propose(t, match[t + step], -step, 0);
                propose(t, match[t + step * width], 0, -step);
                for (int reach = Math.max(width, height) / narrower; reach >= 1; reach /= 2) {
                    int from = match[t] < 0 ? t : match[t];
                    propose(t, from, random.nextInt(-reach, reach + 1), random.nextInt(-reach, reach + 1));
                }
            }
        }
    }

    private void propose(int target, int near, int dx, int dy) {
        if (near < 0) {
            return;
        }
        int x = near % width + dx;
        int y = near / width + dy;
        if (x < R || y < R || x >= width - R || y >= height - R || !usable[y * width + x]) {
            return;
        }
        int candidate = y * width + x;
        if (candidate != match[target]) {
            float c = cost(target, candidate, cost[target]);
            if (c < cost[target]) {
                cost[target] = c;
                match[target] = candidate;
            }
        }
    }

    /**
     * Mean squared distance of two patches, weighted by confidence, when the source is lit as the target is; stops early
     * beyond {@code limit}.
     */
    private float cost(int target, int source, float limit) {
        float fx = (target % width - source % width) / (float) width;
        float fy = (target / width - source / width) / (float) height;
        float far = FAR_X * fx * fx + FAR_Y * fy * fy;
        float most = (limit - far) * patchConfidence[target];
        float weights = 0;
        float squares = 0;
        float r = 0;
        float g = 0;
        float b = 0;
        for (int dy = -R; dy <= R; dy++) {
            int q = target + dy * width - R;
            int at = 3 * q;
            int from = 3 * (source + dy * width - R);
            for (int dx = 0; dx <= 2 * R; dx++, at += 3, from += 3) {
                float w = confidence[q + dx];
                float dr = rgb[at] - rgb[from];
                float dg = rgb[at + 1] - rgb[from + 1];
                float db = rgb[at + 2] - rgb[from + 2];
                squares += w * (dr * dr + dg * dg + db * db);
                r += w * dr;
                g += w * dg;
                b += w * db;
                weights += w;
            }
            // whatever the light, the patches differ by at least the deviation so far
            if (squares - (r * r + g * g + b * b) / weights >= most) {
                return Float.MAX_VALUE;
            }
        }
        return squares / weights - relit(r / weights) - relit(g / weights) - relit(b / weights) + far;
    }

    /** How much of the squared distance another light takes away, for one channel's mean difference. */
    private static float relit(float mean) {
        float light = light(mean);
        return 2 * light * mean - (1 + RELIT) * light * light;
    }

    private static float light(float mean) {
        return Math.max(-MOST_LIGHT, Math.min(MOST_LIGHT, mean / (1 + RELIT)));
    }

    /** How much brighter than at its source a patch is laid, a channel (Darabi et al., Image Melding, 2012, section 4). */
    private void light(int target, int source, float[] light) {
        Arrays.fill(light, 0);
        for (int dy = -R; dy <= R; dy++) {
            for (int dx = -R; dx <= R; dx++) {
                int q = target + dy * width + dx;
                int s = source + dy * width + dx;
                for (int c = 0; c < 3; c++) {
                    light[c] += confidence[q] * (rgb[3 * q + c] - rgb[3 * s + c]);
                }
            }
        }
        for (int c = 0; c < 3; c++) {
            light[c] = light(light[c] / patchConfidence[target]);
        }
    }

    /** Every missing pixel becomes the mean of what the patches over it put there, good matches first. */
    private void vote() {
        float scale = spread();
        float[] light = new float[3];
        float[] sum = new float[3 * width * height];
        float[] weight = new float[width * height];
        for (int t : targets) {
            int m = match[t];
            if (m < 0) {
                continue;
            }
            float w = voice(t, scale);
            light(t, m, light);
            for (int dy = -R; dy <= R; dy++) {
                for (int dx = -R; dx <= R; dx++) {
                    int q = t + dy * width + dx;
                    if (hole[q]) {
                        int s = 3 * (m + dy * width + dx);
                        sum[3 * q] += w * (rgb[s] + light[0]);
                        sum[3 * q + 1] += w * (rgb[s + 1] + light[1]);
                        sum[3 * q + 2] += w * (rgb[s + 2] + light[2]);
                        weight[q] += w;
                    }
                }
            }
        }
        for (int i = 0; i < weight.length; i++) {
            if (weight[i] > 0) {
                for (int c = 0; c < 3; c++) {
                    rgb[3 * i + c] = sum[3 * i + c] / weight[i];
                }
            }
        }
    }

    /** The patches vote on the differences between neighbours too; see {@link SeamBlending}. */
    private void blend(int depth) {
        float[] stepX = votedSteps(1);
        float[] stepY = votedSteps(width);
        unbridge(stepX, 1);
        unbridge(stepY, width);
        float stay = STAY / Math.max(SHALLOW * SHALLOW, depth * depth);
        SeamBlending.blend(width, height, rgb, hole, stepX, stepY, bonds(stepX, 1), bonds(stepY, width), stay);
    }

    /**
     * Where pieces from different places meet in smooth ground, the patches between them were chosen because they lead
     * from one brightness to the other: a soft edge that the picture does not have. Such steps lose what they have in
     * common, so that the change spreads over the whole hole. In rough ground, where it would smear what is there,
     * nothing is done, and a change is not seen either.
     */
    private void unbridge(float[] step, int offset) {
        FloatImage torn = FloatImage.zeros(width, height, 1);
        FloatImage inside = FloatImage.zeros(width, height, 1);
        FloatImage energy = FloatImage.zeros(width, height, 1);
        for (int i = 0; i < hole.length; i++) {
            inside.values()[i] = hole[i] ? 1 : 0;
            float sum = 0;
            for (int c = 0; c < 3; c++) {
                sum += step[3 * i + c] * step[3 * i + c];
            }
            energy.values()[i] = sum / 3;
        }
        for (int t : targets) {
            torn.values()[t] = hole[t] && torn(t, offset) ? 1 : 0;
        }
        FloatImage near = Filters.gaussian(torn, 2 * R);
        FloatImage rough = Filters.gaussian(energy, 2 * R);
        FloatImage common = Filters.gaussian(new FloatImage(width, height, 3, step.clone()), R + 1);
        FloatImage share = Filters.gaussian(inside, R + 1);
        for (int i = 0; i < hole.length; i++) {
            float ratio = rough.values()[i] / (SMOOTH * SMOOTH);
            float less = Math.min(1, TEAR * near.values()[i]) / (1 + ratio * ratio);
            for (int c = 0; c < 3 && hole[i]; c++) {
                step[3 * i + c] -= less * common.values()[3 * i + c] / Math.max(0.2f, share.values()[i]);
            }
        }
    }

    /** Whether a patch and its neighbour {@code offset} further on come from different places. */
    private boolean torn(int target, int offset) {
        int a = match[target];
        int b = target + offset < match.length ? match[target + offset] : -1;
        if (a < 0 || b < 0) {
            return false;
        }
        int dx = b % width - (a + offset) % width;
        int dy = b / width - (a + offset) / width;
        return dx * dx + dy * dy > R * R;
    }

    /**
     * How firmly each pixel is tied to its neighbour {@code offset} further on: fully within the hole; at its rim less the
     * worse the fill fits there, or what is left of a thing's shadow would run into the fill.
     */
    private float[] bonds(float[] step, int offset) {
        float[] bond = new float[width * height];
        for (int i = 0; i + offset < bond.length; i++) {
            float misfit = 0;
            if (hole[i] != hole[i + offset]) {
                for (int c = 0; c < 3; c++) {
                    float d = rgb[3 * (i + offset) + c] - rgb[3 * i + c] - step[3 * i + c];
                    misfit += d * d;
                }
            }
            float ratio = misfit / (RIM_TOLERANCE * RIM_TOLERANCE);
            bond[i] = 1 / (1 + ratio * ratio);
        }
        return bond;
    }

    /** What each pixel's neighbour {@code offset} further on has more, as the patches over both of them say. */
    private float[] votedSteps(int offset) {
        float scale = spread();
        float[] sum = new float[3 * width * height];
        float[] weight = new float[width * height];
        int lastX = offset == 1 ? R - 1 : R;
        int lastY = offset == 1 ? R : R - 1;
        for (int t : targets) {
            int m = match[t];
            if (m < 0) {
                continue;
            }
            float w = voice(t, scale);
            for (int dy = -R; dy <= lastY; dy++) {
                for (int dx = -R; dx <= lastX; dx++) {
                    int q = t + dy * width + dx;
                    int s = m + dy * width + dx;
                    for (int c = 0; c < 3; c++) {
                        sum[3 * q + c] += w * (rgb[3 * (s + offset) + c] - rgb[3 * s + c]);
                    }
                    weight[q] += w;
                }
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] = weight[i / 3] > 0 ? sum[i] / weight[i / 3] : 0;
        }
        return sum;
    }

    /** How much a patch has to say. */
    private float voice(int target, float scale) {
        return confidence[target] * (float) Math.exp(-Math.min(60, cost[target] / scale)) + 1e-12f;
    }

    /** Costs are judged against three quarters of all (Wexler et al.): 2 sigma squared. */
    private float spread() {
        float[] all = new float[targets.length];
        int n = 0;
        for (int t : targets) {
            if (match[t] >= 0 && cost[t] < Float.MAX_VALUE) {
                all[n++] = cost[t];
            }
        }
        if (n == 0) {
            return 1;
        }
        Arrays.sort(all, 0, n);
        return Math.max(1e-6f, 0.5f * all[(int) (0.75 * (n - 1))]);
    }
}
