// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import java.util.Objects;

/**
 * Where a thing is at one moment.
 *
 * @param time 0 (first frame) .. 1 (last frame)
 * @param x source pixels, may lie outside the frame, at most {@link #MAX_COORDINATE} away from 0
 * @param y source pixels, as x
 * @param scale size of the thing against its size in the source, 0.01..100; 1 is unchanged
 * @param easing how time passes from here to the next keyframe
 * @param visible whether the thing can be seen from here to the next keyframe (another thing may cover it)
 */
public record Keyframe(double time, double x, double y, double scale, Easing easing, boolean visible) {
    /** Tracks leave the frame, the authors' own reach -48031; a coordinate beyond this is a mistake. */
    public static final double MAX_COORDINATE = 100_000;

    public static final double MIN_SCALE = 0.01;
    public static final double MAX_SCALE = 100;

    public Keyframe {
        Objects.requireNonNull(easing, "easing");
        Checks.within("keyframe time", time, 0, 1);
        Checks.within("keyframe x", x, -MAX_COORDINATE, MAX_COORDINATE);
        Checks.within("keyframe y", y, -MAX_COORDINATE, MAX_COORDINATE);
        Checks.within("keyframe scale", scale, MIN_SCALE, MAX_SCALE);
    }

    /** Unchanged size, steady, visible. */
    public static Keyframe at(double time, double x, double y) {
        return new Keyframe(time, x, y, 1, Easing.LINEAR, true);
    }

    /** The same moment and place with another size. */
    public Keyframe scaled(double newScale) {
        return new Keyframe(time, x, y, newScale, easing, visible);
    }

    /** The same moment and place with another easing towards the next keyframe. */
    public Keyframe eased(Easing newEasing) {
        return new Keyframe(time, x, y, scale, newEasing, visible);
    }
}
