// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.data.SceneSpec;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code train refiner} learns from.
 *
 * @param scenes of which animatics are made; at least 2 frames, a still camera
 * @param larger every second scene has sides so many times as long, rounded to 16 pixels, 1 to 4: a thing of a photograph has
 *     many sizes
 * @param sloppy share of things whose masks are up to 2 pixels too large or 1 too small, 0..1
 * @param cropWidth of what is learned from at once, pixels, at most the scenes'
 * @param cropHeight likewise
 * @param crops of a scene, at least 1; cut where something has to be mended
 * @param pool how many scenes there are at most, at least 1
 * @param start how many there are at the first batch, 1..pool; making a scene takes longer than learning from it
 * @param grow after how many batches there is one more, at least 1
 * @param pack true clips beside the made-up scenes
 * @param share of the pieces that are the pack's, 0..1
 * @param features weight of the error in the base's features, 0 for none
 * @param floor the squared error (black to white is 1) that is as good as none: a sample's error counts by its logarithm
 */
public record RefinerPreset(
        SceneSpec scenes,
        double larger,
        double sloppy,
        int cropWidth,
        int cropHeight,
        int crops,
        int pool,
        int start,
        int grow,
        Optional<Path> pack,
        double share,
        double features,
        double floor) {
    public RefinerPreset {
        if (scenes.frames() < 2 || scenes.camera() != 0) {
            throw new IllegalArgumentException("a refiner's scenes have 2 frames or more and camera 0, got "
                    + scenes.frames() + ", " + scenes.camera());
        }
        if (!(larger >= 1 && larger <= 4)
                || !(sloppy >= 0 && sloppy <= 1)
                || cropWidth < 16
                || cropHeight < 16
                || cropWidth > scenes.width()
                || cropHeight > scenes.height()
                || crops < 1
                || pool < 1
                || start < 1
                || start > pool
                || grow < 1
                || !(share >= 0 && share <= 1)
                || !(features >= 0)
                || !(floor > 0)) {
            throw new IllegalArgumentException(
                    "refiner preset: larger 1..4, sloppy 0..1, crops of 16x16 up to the scenes' size, crops,"
                            + " pool and grow at least 1, start 1..pool, share 0..1, features at least 0, floor above 0, got "
                            + larger + ", " + sloppy + ", " + cropWidth + "x" + cropHeight + ", " + crops + ", " + pool
                            + ", " + start + ", " + grow + ", " + share + ", " + features + ", " + floor);
        }
    }

    /** What a preset of this stage says, but for the keys that all stages have. */
    static RefinerPreset of(PresetJson root, SceneSpec scenes) {
        PresetJson crop = root.object("crop");
        PackShare data = PackShare.of(root);
        RefinerPreset preset = new RefinerPreset(
                scenes,
                root.number("larger", 1),
                root.number("sloppy", 0),
                crop.integer("width"),
                crop.integer("height"),
                crop.integer("scene", 1),
                root.integer("pool"),
                root.integer("start", root.integer("pool")),
                root.integer("grow", 1),
                data.pack(),
                data.share(),
                root.number("featureWeight", 0),
                root.number("floor"));
        crop.finish();
        return preset;
    }

    /** How many scenes there are at a batch. */
    int scenesAt(long batch) {
        return (int) Math.min(pool, start + batch / grow);
    }

    /** What scene {@code n} is like. */
    SceneSpec scenes(long n) {
        return n % 2 == 0 || larger == 1
                ? scenes
                : scenes.withSize(sixteens(larger * scenes.width()), sixteens(larger * scenes.height()));
    }

    private static int sixteens(double length) {
        return (int) Math.round(length / 16) * 16;
    }
}
