// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.models.ModelStore;
import dev.tractrix.pipeline.EmbeddedModel;
import java.nio.file.Path;
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
        for (Path folder : ModelStore.list()) {
            models.addObject()
                    .put("name", folder.getFileName().toString())
                    .put("path", folder.toString())
                    .put("bytes", ModelStore.bytes(folder));
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
}
