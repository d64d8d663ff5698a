// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.scene.JsonCursor;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.SceneReader;
import dev.tractrix.scene.SceneWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tractrix's own scene file. */
public final class SceneJson implements SceneFormat {
    @Override
    public String name() {
        return "tractrix";
    }

    @Override
    public String description() {
        return "a scene.json, or a folder with one; see docs/scene.md";
    }

    @Override
    public boolean reads(Path path) {
        Path file = file(path);
        if (!SceneFiles.lowerName(file).endsWith(".json") || !Files.isRegularFile(file)) {
            return false;
        }
        // by name also when broken, so that the error tells what is wrong with it
        if (SceneFiles.lowerName(file).equals("scene.json")) {
            return true;
        }
        try {
            JsonCursor json = JsonCursor.open(file);
            return json.isObject() && json.optional("image").isPresent();
        } catch (BadInputException e) {
            return false;
        }
    }

    @Override
    public Imported read(Path path, ImportOptions options) {
        return new Imported(SceneReader.read(file(path)), List.of());
    }

    @Override
    public List<String> write(LoadedScene loaded, Path target, ExportOptions options) {
        SceneWriter.write(loaded.scene(), Files.isDirectory(target) ? target.resolve("scene.json") : target);
        return List.of();
    }

    private static Path file(Path path) {
        return Files.isDirectory(path) ? path.resolve("scene.json") : path;
    }
}
