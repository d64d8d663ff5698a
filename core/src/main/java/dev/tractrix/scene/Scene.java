// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import dev.tractrix.fault.BadInputException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A first frame, its entities, the camera, the settings: everything a run needs. No image is read here; see
 * {@link LoadedScene}.
 *
 * @param image the first frame's file
 * @param width of the image, pixels, 1..{@link #MAX_SIDE}
 * @param height of the image, pixels, 1..{@link #MAX_SIDE}
 * @param frames length of the clip, 1..{@link #MAX_FRAMES}
 * @param fps frames a second of the clip, above 0, at most 240
 * @param entities may be empty when the camera moves; at most {@link #MAX_ENTITIES}, ids unique
 * @param camera moves, composed in this order; empty keeps the camera still
 * @param lockRest whether discs hold everything that no entity covers
 * @param settings what the user set; the rest comes from the model
 */
public record Scene(
        Path image,
        int width,
        int height,
        int frames,
        double fps,
        List<Entity> entities,
        List<CameraMove> camera,
        boolean lockRest,
        Settings settings) {
    public static final int MAX_SIDE = 32_768;
    public static final int MAX_FRAMES = 4096;
    public static final int MAX_ENTITIES = 1000;
    /** Frames of the network that the authors published; what a scene has that names no number. */
    public static final int DEFAULT_FRAMES = 14;
    /** Stable Video Diffusion's usual rate; what a scene has that names none. */
    public static final double DEFAULT_FPS = 7;

    public Scene {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(settings, "settings");
        Checks.within("width", width, 1, MAX_SIDE);
        Checks.within("height", height, 1, MAX_SIDE);
        Checks.within("frames", frames, 1, MAX_FRAMES);
        Checks.within("fps", fps, 0.01, 240);
        entities = List.copyOf(entities);
        camera = List.copyOf(camera);
        Checks.within("entities", entities.size(), 0, MAX_ENTITIES);
        Checks.within("camera moves", camera.size(), 0, MAX_ENTITIES);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < entities.size(); i++) {
            if (!ids.add(entities.get(i).id())) {
                throw BadInputException.of(
                        "entities[" + i + "].id",
                        "an id of its own",
                        entities.get(i).id() + " twice",
                        "rename one");
            }
        }
    }

    /** A scene with the default length and rate, a still camera, and no settings. */
    public static Scene of(Path image, int width, int height, List<Entity> entities) {
        return new Scene(image, width, height, DEFAULT_FRAMES, DEFAULT_FPS, entities, List.of(), false, Settings.NONE);
    }

    public Scene withEntities(List<Entity> other) {
        return new Scene(image, width, height, frames, fps, other, camera, lockRest, settings);
    }

    public Scene withCamera(List<CameraMove> other) {
        return new Scene(image, width, height, frames, fps, entities, other, lockRest, settings);
    }

    public Scene withFrames(int other) {
        return new Scene(image, width, height, other, fps, entities, camera, lockRest, settings);
    }

    public Scene withFps(double other) {
        return new Scene(image, width, height, frames, other, entities, camera, lockRest, settings);
    }

    public Scene withLockRest(boolean other) {
        return new Scene(image, width, height, frames, fps, entities, camera, other, settings);
    }

    public Scene withSettings(Settings other) {
        return new Scene(image, width, height, frames, fps, entities, camera, lockRest, other);
    }
}
