// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.annotation;

import dev.tractrix.scene.Disc;
import java.util.List;
import java.util.Optional;

/**
 * One entity of a clip, frame by frame. Arrays are not copied: read only.
 *
 * @param id in the clip's id maps, above 0
 * @param frame the first labelled frame with pixels of it; there the incircle's centre is the point that is tracked
 * @param x a frame, pixels of the stored clip; finite, for its worth see {@code sight}
 * @param y as x
 * @param radius a frame, of the incircle, pixels, above 0
 * @param sight a frame
 */
public record EntityTrack(int id, int frame, double[] x, double[] y, double[] radius, List<Sight> sight) {
    public EntityTrack {
        sight = List.copyOf(sight);
        int frames = x.length;
        if (id <= 0 || frame < 0 || frame >= frames) {
            throw new IllegalArgumentException(
                    "an entity has an id above 0 and a frame of " + frames + ", got " + id + ", " + frame);
        }
        if (y.length != frames || radius.length != frames || sight.size() != frames) {
            throw new IllegalArgumentException("entity " + id + ": every list has " + frames + " values");
        }
        for (int f = 0; f < frames; f++) {
            if (!Double.isFinite(x[f]) || !Double.isFinite(y[f]) || !(radius[f] > 0) || radius[f] > 1e9) {
                throw new IllegalArgumentException("entity " + id + ", frame " + f
                        + ": expected a finite place and a radius above 0, got (" + x[f] + ", " + y[f] + "), "
                        + radius[f]);
            }
        }
    }

    /** The disc of a frame; none where the point is outside or lost. */
    public Optional<Disc> disc(int f) {
        return switch (sight.get(f)) {
            case SEEN, HIDDEN -> Optional.of(new Disc(x[f], y[f], radius[f]));
            case OUTSIDE, LOST -> Optional.empty();
        };
    }
}
