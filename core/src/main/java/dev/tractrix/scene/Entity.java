// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import dev.tractrix.fault.BadInputException;
import java.util.Objects;

/**
 * A thing, a background or the whole image with its mask and its trajectory.
 *
 * @param id unique within the scene, not blank
 * @param comment free text, may be empty
 * @param region which part of the source it is
 * @param kind what it is
 * @param z -1000000..1000000; the higher lies on top; equal ones keep the scene's order, later on top
 * @param trajectory how it moves
 */
public record Entity(String id, String comment, Region region, Kind kind, int z, Trajectory trajectory) {
    /** What an entity is. */
    public enum Kind {
        /** Something in the picture. */
        THING,
        /** What lies behind: sky, water, ground. */
        BACKGROUND,
        /** The whole image; dragging it is dragging the camera. */
        WHOLE,
        /** Something that shall stay where it is. */
        LOCK
    }

    private static final int MAX_Z = 1_000_000;

    public Entity {
        Objects.requireNonNull(comment, "comment");
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(trajectory, "trajectory");
        if (id == null || id.isBlank()) {
            throw BadInputException.of("entity id", "a name", id == null ? "none" : "only blanks", "give it one");
        }
        Checks.within("entity z", z, -MAX_Z, MAX_Z);
        if (kind == Kind.LOCK && !trajectory.isHold()) {
            throw BadInputException.of(
                    "entity " + id,
                    "a trajectory that stays, for kind lock",
                    "one that moves",
                    "make it a thing or hold it");
        }
    }

    /** A thing that moves; no comment, z 0. */
    public static Entity thing(String id, Region region, Trajectory trajectory) {
        return new Entity(id, "", region, Kind.THING, 0, trajectory);
    }

    /** The same entity with another trajectory. */
    public Entity with(Trajectory newTrajectory) {
        return new Entity(id, comment, region, kind, z, newTrajectory);
    }
}
