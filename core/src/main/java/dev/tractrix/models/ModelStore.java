// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The models that are kept on this machine, each a folder under its name, besides the embedded one. */
public final class ModelStore {
    private ModelStore() {}

    /** Where models are kept that no other folder was named for. */
    public static Path folder() {
        String set = System.getProperty("tractrix.cache");
        Path cache = set != null ? Path.of(set) : Path.of(System.getProperty("user.home"), ".cache", "tractrix");
        return cache.resolve("models");
    }

    /** The kept models' folders, by name. */
    public static List<Path> list() {
        if (!Files.isDirectory(folder())) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder())) {
            return all.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How much a model's files take. */
    public static long bytes(Path model) {
        try (Stream<Path> files = Files.walk(model)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(f -> f.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
