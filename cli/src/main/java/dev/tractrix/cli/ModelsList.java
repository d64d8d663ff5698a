// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.pipeline.EmbeddedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tractrix models list}. */
@Command(name = "list", header = "List the models that are here: the embedded one and those that were pulled.")
final class ModelsList extends Action {
    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    int run() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode models = root.putArray("models");
        if (EmbeddedModel.isPresent()) {
            models.addObject()
                    .put("name", "embedded")
                    .put("path", "in the program")
                    .put("bytes", 0);
        }
        for (Path folder : folders()) {
            models.addObject()
                    .put("name", folder.getFileName().toString())
                    .put("path", folder.toString())
                    .put("bytes", bytes(folder));
        }
        if (json) {
            print(root);
        } else {
            models.forEach(m -> out().println("%-40s %9s  %s"
                    .formatted(
                            m.get("name").asText(),
                            m.get("bytes").asLong() == 0
                                    ? ""
                                    : Doctor.gigabytes(m.get("bytes").asLong()),
                            m.get("path").asText())));
            if (models.isEmpty()) {
                err().println("tractrix: no model is here; 'tractrix models pull --help' tells how to get one");
            }
        }
        return ExitCode.DONE;
    }

    private static List<Path> folders() {
        if (!Files.isDirectory(Models.store())) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(Models.store())) {
            return new ArrayList<>(all.filter(Files::isDirectory).sorted().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(f -> f.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
