// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.models.ModelCheck;
import dev.tractrix.models.ModelCheck.Part;
import dev.tractrix.pipeline.EmbeddedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tractrix models check}. */
@Command(
        name = "check",
        header = "Say whether a model is whole: every tensor's name and shape.",
        description = "Ends with 3 when a part is not.")
final class ModelsCheck extends Action {
    @Parameters(
            paramLabel = "MODEL",
            description = "A model's folder in diffusers' layout, a pulled model's name, or embedded.")
    private String model;

    @Option(names = "--hashes", description = "Read all weights for their SHA-256.")
    private boolean hashes;

    @Option(names = "--json", description = "Print JSON instead of lines.")
    private boolean json;

    @Override
    int run() {
        Path folder = folder();
        List<Part> parts = new ArrayList<>();
        Path features = folder.resolve("features");
        boolean split = Files.isDirectory(features) && !Files.isRegularFile(features.resolve("config.json"));
        parts.addAll(ModelCheck.check(folder, hashes));
        if (split) {
            for (Part part : ModelCheck.check(features, hashes)) {
                parts.add(new Part(
                        "features/" + part.name(),
                        part.network(),
                        part.weightsFile(),
                        part.parameters(),
                        part.missing(),
                        part.unexpected(),
                        part.misshaped(),
                        part.problem(),
                        part.sha256()));
            }
        }
        if (json) {
            print(asJson(parts));
        } else {
            for (Part part : parts) {
                out().println(part);
                part.sha256().forEach((name, hash) -> out().println("  " + hash + "  " + name));
            }
            out().flush();
        }
        return parts.stream().allMatch(Part::whole) ? ExitCode.DONE : ExitCode.BAD_INPUT;
    }

    private Path folder() {
        if (model.equals("embedded")) {
            return EmbeddedModel.folder();
        }
        Path pulled = Models.store().resolve(model);
        return !Files.isDirectory(Path.of(model)) && Files.isDirectory(pulled) ? pulled : Path.of(model);
    }

    private static ObjectNode asJson(List<Part> parts) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("whole", parts.stream().allMatch(Part::whole));
        ArrayNode list = root.putArray("parts");
        for (Part part : parts) {
            ObjectNode node = list.addObject();
            node.put("name", part.name())
                    .put("network", part.network())
                    .put(
                            "weights",
                            part.weightsFile() == null
                                    ? null
                                    : part.weightsFile().toString())
                    .put("parameters", part.parameters())
                    .put("whole", part.whole())
                    .put("problem", part.problem());
            part.missing().forEach(node.putArray("missing")::add);
            part.unexpected().forEach(node.putArray("unexpected")::add);
            part.misshaped().forEach(node.putArray("misshaped")::add);
            part.sha256().forEach(node.putObject("sha256")::put);
        }
        return root;
    }
}
