// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.image.Mask;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.Track;
import java.util.List;
import java.util.Objects;

/**
 * One cut-out thing of a synthetic scene and all that is true of it.
 *
 * @param id 1..E, from far to near: a higher id covers a lower one
 * @param moves whether it moves by itself; a thing that does not still follows the camera
 * @param visibleMasks a frame: its pixels that nothing covers, alpha at least one half
 * @param fullMasks a frame: its pixels in the frame whether covered or not
 * @param motion a frame: takes first-frame pixels of the thing to that frame's; the camera is in it
 * @param x a frame: the incircle centre of the first visible mask (of the full one where nothing is visible), carried
 *     along; pixels
 * @param y likewise
 * @param radius a frame: the incircle's radius, carried along; pixels; 0 where the first frame shows nothing of it
 * @param visible a frame: whether that centre is in the frame and not covered
 */
public record SyntheticEntity(
        int id,
        boolean moves,
        List<Mask> visibleMasks,
        List<Mask> fullMasks,
        List<Similarity> motion,
        double[] x,
        double[] y,
        double[] radius,
        boolean[] visible) {
    public SyntheticEntity {
        visibleMasks = List.copyOf(visibleMasks);
        fullMasks = List.copyOf(fullMasks);
        motion = List.copyOf(motion);
        int frames = motion.size();
        if (visibleMasks.size() != frames
                || fullMasks.size() != frames
                || Objects.requireNonNull(x, "x").length != frames
                || Objects.requireNonNull(y, "y").length != frames
                || Objects.requireNonNull(radius, "radius").length != frames
                || Objects.requireNonNull(visible, "visible").length != frames) {
            throw new IllegalArgumentException("entity " + id + ": everything must have " + frames + " frames");
        }
    }

    /**
     * The same as a track of a {@link dev.tractrix.scene.Motion}: what control maps are drawn from and an animatic
     * moves. The turning is left out, since a track has none.
     */
    public Track track() {
        double[] scale = new double[x.length];
        for (int f = 0; f < scale.length; f++) {
            scale[f] = motion.get(f).scale();
        }
        Disc start = new Disc(x[0], y[0], radius[0]);
        return new Track(
                "thing-" + id, Track.Role.ENTITY, id - 1, id, visibleMasks.get(0), start, x, y, scale, visible);
    }
}
