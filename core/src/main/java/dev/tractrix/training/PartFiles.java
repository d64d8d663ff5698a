// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.nn.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A network as a part of a model's folder: {@code config.json} and the weights beside it. */
final class PartFiles {
    /** What diffusers calls the weights of a part. */
    static final String DIFFUSERS = "diffusion_pytorch_model.safetensors";

    private static final ObjectMapper JSON = new ObjectMapper();

    private PartFiles() {}

    /** @param folder made when missing @param file the weights' name */
    static void write(Path folder, JsonNode config, Weights weights, String file, Map<String, String> metadata) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("config.json"),
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Safetensors.write(weights.tensors(), metadata, folder.resolve(file));
    }
}
