// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.preflight;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.control.ControlNetConfig;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.features.FeatureUNetConfig;
import dev.tractrix.pipeline.EmbeddedModel;
import dev.tractrix.refiner.RefinerConfig;
import dev.tractrix.svd.SpatioTemporalUNetConfig;
import dev.tractrix.svd.TemporalVaeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A model's folder as a preflight reads it: configurations, and the sizes of weights, which are mapped but not read. */
final class ModelParts {
    private static final List<String> NEEDED = List.of("vae", "unet", "controlnet", "image_encoder", "features/unet");
    private static final List<String> POSSIBLE = List.of("features/vae", "features/text_encoder");

    private static final String COMPLETION = "completion";
    private static final String FILL = "fill";
    private static final String REFINER = "refiner";

    private ModelParts() {}

    /** @param model a folder, or {@code embedded} or null */
    static Path folder(String model) {
        Path folder = model == null || model.equals("embedded") ? EmbeddedModel.folder() : Path.of(model);
        if (!Files.isDirectory(folder)) {
            throw new BadInputException(folder + ": no such model folder; name one in diffusers' layout, or embedded");
        }
        return folder;
    }

    /** @throws BadInputException when a part is missing or its configuration is wrong */
    static Networks read(Path folder) {
        List<String> missing = new ArrayList<>();
        for (String part : NEEDED) {
            if (!Files.isDirectory(folder.resolve(part))) {
                missing.add(part);
            }
        }
        if (!missing.isEmpty()) {
            throw BadInputException.of(
                    folder.toString(),
                    "the parts " + NEEDED,
                    "none of " + missing,
                    "fetch them with tractrix models pull");
        }
        long features = bytes(folder, "features/unet");
        for (String part : POSSIBLE) {
            features += ifThere(folder, part);
        }
        boolean hasRefiner = Files.isDirectory(folder.resolve(REFINER));
        WeightBytes weights = new WeightBytes(
                features,
                bytes(folder, "image_encoder"),
                // these work between two uses of the autoencoder, and are small beside it
                bytes(folder, "vae") + ifThere(folder, COMPLETION) + ifThere(folder, FILL) + ifThere(folder, REFINER),
                bytes(folder, "controlnet"),
                bytes(folder, "unet"));
        return new Networks(
                SpatioTemporalUNetConfig.read(folder.resolve("unet/config.json")),
                ControlNetConfig.read(folder.resolve("controlnet/config.json")),
                TemporalVaeConfig.of(ConfigJson.read(folder.resolve("vae/config.json"))),
                FeatureUNetConfig.of(ConfigJson.read(folder.resolve("features/unet/config.json"))),
                hasRefiner ? RefinerConfig.of(ConfigJson.read(folder.resolve(REFINER + "/config.json"))) : null,
                weights);
    }

    private static long ifThere(Path folder, String part) {
        return Files.isDirectory(folder.resolve(part)) ? bytes(folder, part) : 0;
    }

    /** Computed with in float32 on a CPU, however they are stored. */
    private static long bytes(Path folder, String part) {
        try (StateDict weights = ModelFolder.find(folder.resolve(part)).weights()) {
            return 4
                    * weights.tensors().values().stream()
                            .mapToLong(t -> t.numel())
                            .sum();
        }
    }
}
