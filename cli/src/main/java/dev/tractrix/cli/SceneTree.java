// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.scene.formats.SceneFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Scenes below folders: a benchmark such as the authors' demo scenes is a folder of folders. */
final class SceneTree {
    private static final int DEEPEST = 6;

    private SceneTree() {}

    /**
     * Each path that is a scene, and for each folder that is none the scenes below it, by name.
     *
     * @throws BadInputException for a folder without any
     */
    static List<Path> found(List<Path> paths) {
        List<Path> out = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.isDirectory(path) || isScene(path)) {
                out.add(path);
                continue;
            }
            int before = out.size();
            below(path, DEEPEST, out);
            if (out.size() == before) {
                throw BadInputException.of(
                        path.toString(),
                        "a scene, or a folder with scenes below it",
                        "none",
                        "'tractrix import --formats' lists what is read");
            }
        }
        return out;
    }

    private static void below(Path folder, int depth, List<Path> out) {
        for (Path path : list(folder)) {
            if (!Files.isDirectory(path)) {
                continue;
            }
            // a demo folder may have several scenes over one picture
            List<Path> several = list(path).stream()
                    .filter(f -> f.getFileName().toString().matches("demo\\d*\\.json"))
                    .toList();
            if (several.size() > 1) {
                out.addAll(several);
            } else if (isScene(path)) {
                out.add(path);
            } else if (depth > 1) {
                below(path, depth - 1, out);
            }
        }
    }

    private static boolean isScene(Path folder) {
        return SceneFormats.all().stream().anyMatch(format -> format.reads(folder));
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> list = Files.list(folder)) {
            return list.sorted().toList();
        } catch (IOException e) {
            throw new BadInputException(folder + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }
}
