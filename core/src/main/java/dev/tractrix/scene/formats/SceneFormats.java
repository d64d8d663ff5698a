// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import dev.tractrix.fault.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** All formats that scenes are read from and written to. */
public final class SceneFormats {
    /** The order matters to detection: what is certain by its names comes before what is guessed from its contents. */
    private static final List<SceneFormat> ALL = List.of(
            new SceneJson(),
            new DemoFolder(),
            new SelfGuidedFolder(),
            new TimeToMoveFolder(),
            new WanMoveTracks(),
            new AtiList(),
            CanvasText.MOTION_CTRL,
            CanvasText.TORA,
            new CoordinateJson());

    private SceneFormats() {}

    public static List<SceneFormat> all() {
        return ALL;
    }

    /**
     * The format of that name.
     *
     * @throws BadInputException when there is none
     */
    public static SceneFormat named(String name) {
        return ALL.stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(() -> BadInputException.of("scene format", "one of " + names(), name, "use one of them"));
    }

    /**
     * The format that a file or folder looks like.
     *
     * @throws BadInputException when it is missing or like none
     */
    public static SceneFormat detect(Path path) {
        if (!Files.exists(path)) {
            throw new BadInputException(path + ": no such file or folder; check the path");
        }
        return ALL.stream()
                .filter(format -> format.reads(path))
                .findFirst()
                .orElseThrow(() -> BadInputException.of(
                        path.toString(), "a scene (" + names() + ")", "something else", "name its format"));
    }

    /** Reads whatever scene is there. */
    public static SceneFormat.Imported read(Path path, ImportOptions options) {
        return detect(path).read(path, options);
    }

    private static String names() {
        return ALL.stream().map(SceneFormat::name).collect(Collectors.joining(", "));
    }
}
