// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

/** How time passes between two keyframes. The path itself stays the same. */
public enum Easing {
    /** Steady. */
    LINEAR,
    /** Slow start. */
    EASE_IN,
    /** Slow end. */
    EASE_OUT,
    /** Slow start and slow end. */
    EASE_IN_OUT,
    /** Stays at the earlier keyframe, jumps at the later one. */
    HOLD;

    /**
     * The eased progress.
     *
     * @param u plain progress between the two keyframes, 0..1
     * @return 0..1, never falling, 0 at 0 and 1 at 1
     */
    public double apply(double u) {
        return switch (this) {
            case LINEAR -> u;
            case EASE_IN -> u * u;
            case EASE_OUT -> u * (2 - u);
            case EASE_IN_OUT -> u * u * (3 - 2 * u);
            case HOLD -> u < 1 ? 0 : 1;
        };
    }
}
