// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Scene;
import java.nio.file.Path;
import java.util.List;

/** A way to store a scene on disk. */
public interface SceneFormat {
    /** Short name, as on the command line. */
    String name();

    /** What a file or folder of it looks like, one line. */
    String description();

    /** Whether a file or folder looks like this format; reads little, throws nothing. */
    boolean reads(Path path);

    /**
     * Reads a scene. Images are named, not decoded.
     *
     * @throws dev.tractrix.fault.BadInputException when something is missing or wrong
     */
    Imported read(Path path, ImportOptions options);

    /**
     * Writes a scene with its motion as it is in each frame, the camera included.
     *
     * @param target file or folder, as the description says; created
     * @return what the format cannot say and was lost, one line each
     * @throws dev.tractrix.fault.BadInputException when it cannot be written
     */
    List<String> write(LoadedScene loaded, Path target, ExportOptions options);

    /**
     * A scene that was read.
     *
     * @param scene the scene
     * @param warnings what was odd and how it was taken, one line each
     */
    record Imported(Scene scene, List<String> warnings) {
        public Imported {
            warnings = List.copyOf(warnings);
        }
    }
}
