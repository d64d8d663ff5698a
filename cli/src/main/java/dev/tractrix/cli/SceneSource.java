// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.media.ClipReader;
import dev.tractrix.media.Footage;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.formats.FrameSource;
import dev.tractrix.scene.formats.ImportOptions;
import dev.tractrix.scene.formats.SceneFormat;
import dev.tractrix.scene.formats.SceneFormats;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The scene a command works on: a scene.json or any format that can be imported. */
final class SceneSource {
    @Parameters(
            index = "0",
            paramLabel = "SCENE",
            description =
                    "A scene.json, its folder, or a scene in another tool's format; 'tractrix import --formats' lists them.")
    Path path;

    @Option(names = "--format", paramLabel = "NAME", description = "The scene's format, where it is not to be guessed.")
    private String format;

    @Option(names = "--image", paramLabel = "FILE", description = "The first frame, for formats that do not name it.")
    private Path image;

    @Option(names = "--item", paramLabel = "N", defaultValue = "0", description = "Which scene of a list, from 0.")
    private int item;

    /** Reads the scene; images are not decoded. */
    SceneFormat.Imported read() {
        return read(path, format, image, item);
    }

    /** A scene in a format that is guessed. */
    static SceneFormat.Imported read(Path path) {
        return read(path, null, null, 0);
    }

    private static SceneFormat.Imported read(Path path, String format, Path image, int item) {
        FrameSource video = file -> {
            Footage footage = ClipReader.read(file);
            return new FrameSource.Frames(footage.frames(), footage.fps());
        };
        ImportOptions options = new ImportOptions(image, item, video);
        return (format == null ? SceneFormats.detect(path) : SceneFormats.named(format)).read(path, options);
    }

    /** Reads the scene with its pixels; its warnings begin with the import's. */
    LoadedScene load() {
        SceneFormat.Imported imported = read();
        LoadedScene loaded = LoadedScene.load(imported.scene());
        List<String> warnings = new ArrayList<>(imported.warnings());
        warnings.addAll(loaded.warnings());
        return new LoadedScene(loaded.scene(), loaded.picture(), loaded.masks(), warnings);
    }
}
