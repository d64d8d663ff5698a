// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

/**
 * What became of one entity's line.
 *
 * @param id the entity's
 * @param moves whether it was asked to move; else it was asked to stay where the camera leaves it
 * @param asked a frame: x, y in the clip's pixels
 * @param achieved a frame: x, y in the clip's pixels; NaN where the thing was not found
 * @param animatic the same in the animatic, where the thing goes exactly along its line
 * @param pathErrorPixels mean distance of the two where both are known; NaN when untrackable
 * @param pathErrorPercent the same in percent of the diagonal
 * @param staticErrorPercent the error of a clip that never moves, percent of the diagonal
 * @param scaleErrorPercent mean of |achieved / asked size - 1|, percent; NaN when untrackable
 * @param sharpness gradient energy of the moved thing over that of the same thing in the photograph: 1 is as sharp, less
 *     is softer; NaN when untrackable
 * @param confidence 0..1, how sure the instrument is that it found the thing
 * @param instrumentErrorPercent what the instrument measures on the animatic, where the thing goes exactly along its line:
 *     the part of the error that is the instrument's own; percent of the diagonal
 * @param leak how much of the surroundings came along; {@link Leak#NONE} where it cannot be measured
 * @param verdict what is concluded
 * @param reason one line, why
 */
public record EntityAdherence(
        String id,
        boolean moves,
        double[][] asked,
        double[][] achieved,
        double[][] animatic,
        double pathErrorPixels,
        double pathErrorPercent,
        double staticErrorPercent,
        double scaleErrorPercent,
        double sharpness,
        double confidence,
        double instrumentErrorPercent,
        Leak leak,
        Verdict verdict,
        String reason) {
    /** What is concluded of an entity. */
    public enum Verdict {
        /** Within the tolerance. */
        FOLLOWED,
        /** Beyond the tolerance. */
        MISSED,
        /** The instrument cannot tell; no number is given. */
        UNTRACKABLE
    }

    /** Whether its numbers count in means. */
    public boolean measured() {
        return verdict != Verdict.UNTRACKABLE;
    }
}
