// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Mask;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Which part of the source an entity is, before any pixel is read: a mask file, a drawn shape, all of it, or the rest.
 */
public sealed interface Region {
    /** A mask image of the source's size: white is inside. */
    record MaskFile(Path path) implements Region {
        public MaskFile {
            Objects.requireNonNull(path, "path");
        }
    }

    /** Pixels at hand, of the source's size; {@link SceneWriter} saves them beside the scene. */
    record Pixels(Mask mask) implements Region {
        public Pixels {
            Objects.requireNonNull(mask, "mask");
        }
    }

    /** A closed polygon, source pixels; even-odd where it crosses itself. */
    record Polygon(List<Point> points) implements Region {
        public Polygon {
            points = List.copyOf(points);
            Checks.within("polygon corners", points.size(), 3, 100_000);
        }
    }

    /** A box, source pixels; both corners are inside. */
    record Box(double left, double top, double right, double bottom) implements Region {
        public Box {
            new Point(left, top);
            new Point(right, bottom);
            if (right < left || bottom < top) {
                throw BadInputException.of(
                        "box",
                        "left <= right and top <= bottom",
                        "[" + Checks.text(left) + ", " + Checks.text(top) + ", " + Checks.text(right) + ", "
                                + Checks.text(bottom) + "]",
                        "order its corners");
            }
        }
    }

    /** A round region. */
    record Round(double x, double y, double radius) implements Region {
        public Round {
            new Point(x, y);
            Checks.within("round region radius", radius, 0.5, Keyframe.MAX_COORDINATE);
        }
    }

    /** The whole picture. */
    record Whole() implements Region {}

    /** What no other entity's mask, file or shape, covers. */
    record Rest() implements Region {}

    /** A point, source pixels. */
    record Point(double x, double y) {
        public Point {
            Checks.within("point x", x, -Keyframe.MAX_COORDINATE, Keyframe.MAX_COORDINATE);
            Checks.within("point y", y, -Keyframe.MAX_COORDINATE, Keyframe.MAX_COORDINATE);
        }
    }
}
