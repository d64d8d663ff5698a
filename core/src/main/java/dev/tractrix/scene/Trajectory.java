// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import dev.tractrix.fault.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How a thing moves: keyframes, joined in time by a monotone cubic for x, y and scale. Before the first and after the
 * last keyframe the thing stays where they put it; one keyframe alone, or none, means that it stays.
 *
 * @param keyframes at most {@link #MAX_KEYFRAMES}, times strictly rising; none means {@code hold}: the thing stays
 *     where it is in the source
 * @param anchor what the coordinates mean
 */
public record Trajectory(List<Keyframe> keyframes, Anchor anchor) {
    public static final int MAX_KEYFRAMES = 10_000;

    /** What a keyframe's x and y mean. */
    public enum Anchor {
        /**
         * The line may start anywhere on the thing; the way from the first keyframe is added to the centre of the
         * mask's disc. The natural choice for a line drawn by hand.
         */
        OFFSET,
        /** Each keyframe is the disc's centre itself, wherever the mask is: what the authors' released code does. */
        PATH
    }

    /** One moment of a trajectory: position in source pixels, scale, whether it can be seen. */
    public record Sample(double x, double y, double scale, boolean visible) {}

    public Trajectory {
        Objects.requireNonNull(anchor, "anchor");
        keyframes = List.copyOf(keyframes);
        Checks.within("trajectory length", keyframes.size(), 0, MAX_KEYFRAMES);
        for (int i = 1; i < keyframes.size(); i++) {
            if (keyframes.get(i).time() <= keyframes.get(i - 1).time()) {
                throw BadInputException.of(
                        "keyframes[" + i + "].time",
                        "later than " + Checks.text(keyframes.get(i - 1).time()),
                        Checks.text(keyframes.get(i).time()),
                        "sort the keyframes by time and give each its own");
            }
        }
    }

    /** The thing stays where it is. */
    public static Trajectory hold() {
        return new Trajectory(List.of(), Anchor.OFFSET);
    }

    /** A straight line over the whole clip, from a point of the thing to where that point shall be at the end. */
    public static Trajectory line(double x0, double y0, double x1, double y1) {
        return new Trajectory(List.of(Keyframe.at(0, x0, y0), Keyframe.at(1, x1, y1)), Anchor.OFFSET);
    }

    /**
     * Points spread evenly in time over the whole clip.
     *
     * @param points rows of (x, y), source pixels, at least one
     */
    public static Trajectory evenly(double[][] points, Anchor anchor) {
        List<Keyframe> keyframes = new ArrayList<>(points.length);
        for (int i = 0; i < points.length; i++) {
            keyframes.add(Keyframe.at(evenTime(i, points.length), points[i][0], points[i][1]));
        }
        return new Trajectory(keyframes, anchor);
    }

    /**
     * A drawn line gone along at constant speed over the whole clip. Points that repeat the one before are left out.
     *
     * @param points rows of (x, y), source pixels, at least one
     */
    public static Trajectory drawn(double[][] points) {
        double[] travelled = new double[points.length];
        for (int i = 1; i < points.length; i++) {
            travelled[i] =
                    travelled[i - 1] + Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]);
        }
        double total = travelled[points.length - 1];
        List<Keyframe> keyframes = new ArrayList<>();
        for (int i = 0; i < points.length; i++) {
            double time = total == 0 ? 0 : travelled[i] / total;
            if (i == 0 || time > keyframes.get(keyframes.size() - 1).time()) {
                keyframes.add(Keyframe.at(time, points[i][0], points[i][1]));
            }
        }
        return new Trajectory(keyframes, Anchor.OFFSET);
    }

    /** Whether the thing stays as it is: no keyframe, or all alike. */
    public boolean isHold() {
        return keyframes.stream()
                .allMatch(k -> k.x() == keyframes.get(0).x()
                        && k.y() == keyframes.get(0).y()
                        && k.scale() == keyframes.get(0).scale());
    }

    /**
     * Position, scale and visibility at the given times.
     *
     * @param times 0..1, any order
     * @throws IllegalStateException when there is no keyframe: {@code hold} has no place of its own
     */
    public List<Sample> sample(double[] times) {
        if (keyframes.isEmpty()) {
            throw new IllegalStateException("a hold trajectory has no coordinates of its own");
        }
        double[] at = keyframes.stream().mapToDouble(Keyframe::time).toArray();
        MonotoneCubic x = new MonotoneCubic(
                at, keyframes.stream().mapToDouble(Keyframe::x).toArray());
        MonotoneCubic y = new MonotoneCubic(
                at, keyframes.stream().mapToDouble(Keyframe::y).toArray());
        MonotoneCubic scale = new MonotoneCubic(
                at, keyframes.stream().mapToDouble(Keyframe::scale).toArray());
        List<Sample> samples = new ArrayList<>(times.length);
        for (double time : times) {
            double eased = eased(at, time);
            samples.add(new Sample(
                    x.sample(eased),
                    y.sample(eased),
                    scale.sample(eased),
                    keyframeAt(time).visible()));
        }
        return samples;
    }

    /** The time of point i of n that are spread evenly over the clip. */
    public static double evenTime(int i, int n) {
        return n == 1 ? 0 : (double) i / (n - 1);
    }

    private double eased(double[] at, double time) {
        int last = at.length - 1;
        if (time <= at[0] || time >= at[last]) {
            return time;
        }
        int i = MonotoneCubic.segment(at, time);
        double h = at[i + 1] - at[i];
        return at[i] + h * keyframes.get(i).easing().apply((time - at[i]) / h);
    }

    private Keyframe keyframeAt(double time) {
        Keyframe current = keyframes.get(0);
        for (Keyframe keyframe : keyframes) {
            // sampling times and imported times are both i/(n-1); a rounding bit must not hide a frame
            if (keyframe.time() <= time + 1e-9) {
                current = keyframe;
            }
        }
        return current;
    }
}
