// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import dev.tractrix.image.Mask;

/**
 * One disc over all frames, camera included: what the control maps draw, the animatic moves and a tracker is measured
 * against. Arrays have one value a frame and are not copied: read only.
 *
 * @param id the entity's id, or a made one ({@code camera-1}, {@code lock-3})
 * @param role where it comes from
 * @param entity index in the scene's entities, -1 where the track was made
 * @param z the entity's z; made ones lie below everything
 * @param mask the thing's pixels in the source
 * @param start the disc in the source, before any motion: source pixels
 * @param x disc centre, source pixels
 * @param y disc centre, source pixels
 * @param scale of the disc and the thing, the camera's zoom included
 * @param visible false where nothing of the disc lies in the frame or the trajectory says that it is covered
 */
public record Track(
        String id,
        Role role,
        int entity,
        int z,
        Mask mask,
        Disc start,
        double[] x,
        double[] y,
        double[] scale,
        boolean[] visible) {
    /** Where a track comes from. */
    public enum Role {
        /** The scene's entity. */
        ENTITY,
        /** One of the four discs of the whole image that carry the camera. */
        CAMERA,
        /** A disc that holds what no entity covers. */
        LOCK
    }

    public int frames() {
        return x.length;
    }

    /** The disc in frame f, source pixels. */
    public Disc disc(int f) {
        return new Disc(x[f], y[f], start.radius() * scale[f]);
    }

    /** Where the thing's source pixels are in frame f: scaled about the disc's centre, moved with it. */
    public Pose pose(int f) {
        return new Pose(scale[f], x[f] - scale[f] * start.x(), y[f] - scale[f] * start.y());
    }

    /** Whether the disc does anything at all over the clip. */
    public boolean moves() {
        for (int f = 1; f < x.length; f++) {
            if (x[f] != x[0] || y[f] != y[0] || scale[f] != scale[0]) {
                return true;
            }
        }
        return false;
    }
}
