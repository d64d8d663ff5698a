// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Finding and placing the files of a scene folder. */
final class SceneFiles {
    private SceneFiles() {}

    /** The files directly in a folder, by name; empty where it cannot be read. */
    static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    static String lowerName(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }

    static boolean isImage(Path file) {
        return lowerName(file).matches(".*\\.(png|jpe?g|bmp|gif)");
    }

    static String stem(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    }

    /**
     * The first frame of a track file that names none: the one asked for, else one of the same stem, else the only
     * image of the folder.
     */
    static Path imageBeside(Path file, String stem, ImportOptions options) {
        if (options.image() != null) {
            return existing(options.image());
        }
        List<Path> images = list(file.toAbsolutePath().getParent()).stream()
                .filter(SceneFiles::isImage)
                .toList();
        return images.stream()
                .filter(image -> stem(image).equals(stem))
                .findFirst()
                .or(() -> images.size() == 1 ? images.stream().findFirst() : java.util.Optional.empty())
                .orElseThrow(() -> BadInputException.of(
                        file.toString(),
                        "its first frame beside it, as " + stem + ".png",
                        images.size() + " images",
                        "name the image"));
    }

    /** A file that a foreign file names; it must lie in the folder, so that a scene from elsewhere cannot reach out. */
    static Path inside(Path folder, String name, String where) {
        try {
            Path file = folder.resolve(name).normalize();
            if (!file.startsWith(folder.normalize())) {
                throw BadInputException.of(where, "a file of the scene's own folder", name, "copy it there");
            }
            if (!Files.isRegularFile(file)) {
                throw BadInputException.of(where, "a file", "no file " + file, "correct the name");
            }
            return file;
        } catch (InvalidPathException e) {
            throw BadInputException.of(where, "a file name", name, "correct it");
        }
    }

    static Path existing(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + ": no such file; check the path");
        }
        return file;
    }

    static Path folder(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new BadInputException(folder + ": cannot be made (" + e + "); choose another place", e);
        }
    }

    /** The first frame as PNG; copied byte for byte where it is one already. */
    static void placePng(Path image, Picture picture, Path target) {
        if (lowerName(image).endsWith(".png") && Files.isRegularFile(image)) {
            copy(image, target);
        } else {
            ImageFiles.writePng(picture, target);
        }
    }

    static void copy(Path from, Path to) {
        if (from.toAbsolutePath().normalize().equals(to.toAbsolutePath().normalize())) {
            return;
        }
        Path beside = to.resolveSibling(to.getFileName() + ".part");
        try {
            Files.copy(from, beside, StandardCopyOption.REPLACE_EXISTING);
            Files.move(beside, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new BadInputException(to + ": cannot be written (" + e + "); choose another place", e);
        }
    }
}
