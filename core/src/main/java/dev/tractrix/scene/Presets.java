// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import java.nio.file.Path;
import java.util.List;

/**
 * The paper's four kinds of motion (figure 9), each as a whole scene in one call. Lines are rows of (x, y) in source
 * pixels, gone along at constant speed; a line may start anywhere on the thing.
 */
public final class Presets {
    private Presets() {}

    /** (a) A thing moves, everything else is held. */
    public static Scene foreground(Path image, int width, int height, Region thing, double[][] line) {
        return Scene.of(image, width, height, List.of(thing("thing", thing, line)))
                .withLockRest(true);
    }

    /** (b) A background moves, sky or water for example. */
    public static Scene background(Path image, int width, int height, Region background, double[][] line) {
        return Scene.of(image, width, height, List.of(behind(background, line)));
    }

    /** (c) A thing and a background move, each along its line. */
    public static Scene both(
            Path image,
            int width,
            int height,
            Region thing,
            double[][] line,
            Region background,
            double[][] backgroundLine) {
        return Scene.of(image, width, height, List.of(behind(background, backgroundLine), thing("thing", thing, line)));
    }

    /** (d) The camera moves: {@link CameraMove#pan}, {@link CameraMove#zoom} or several. */
    public static Scene camera(Path image, int width, int height, CameraMove... moves) {
        return Scene.of(image, width, height, List.of()).withCamera(List.of(moves));
    }

    private static Entity thing(String id, Region region, double[][] line) {
        return Entity.thing(id, region, Trajectory.drawn(line));
    }

    private static Entity behind(Region region, double[][] line) {
        return new Entity("background", "", region, Entity.Kind.BACKGROUND, -1, Trajectory.drawn(line));
    }
}
