// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.checkpoint;

import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One model's folder in diffusers' layout: a {@code config.json} and, beside it, weights under one of the usual names.
 *
 * @param folder the model's own folder, for example {@code .../unet}
 * @param configFile its configuration
 * @param weightsFile its weights, or the index of their shards
 */
public record ModelFolder(Path folder, Path configFile, Path weightsFile) {
    private static final List<String> STEMS = List.of("diffusion_pytorch_model", "model", "pytorch_model");

    /** In the order of preference: exact before half, mapped before unpickled. */
    private static final List<String> ENDINGS = List.of(
            ".safetensors",
            ".safetensors.index.json",
            ".fp16.safetensors",
            ".fp16.safetensors.index.json",
            ".safetensors.index.fp16.json",
            ".bin",
            ".fp16.bin",
            ".pth",
            ".pt",
            ".ckpt");

    public ModelFolder {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(configFile, "configFile");
        Objects.requireNonNull(weightsFile, "weightsFile");
    }

    /**
     * Looks for both files.
     *
     * @throws BadInputException saying which is missing and what is there instead
     */
    public static ModelFolder find(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new BadInputException(
                    folder + ": no such folder; a model in diffusers' layout has one for each part");
        }
        Path config = folder.resolve("config.json");
        Path weights = weightsIn(folder);
        if (!Files.isRegularFile(config) || weights == null) {
            String missing = Files.isRegularFile(config)
                    ? "weights, such as diffusion_pytorch_model.safetensors,"
                    : weights == null ? "config.json and weights" : "config.json";
            throw BadInputException.of(
                    folder.toString(), missing + " in it", listing(folder), "fetch the whole folder");
        }
        return new ModelFolder(folder, config, weights);
    }

    /** The preferred weights file of a folder, or null. */
    public static Path weightsIn(Path folder) {
        for (String ending : ENDINGS) {
            for (String stem : STEMS) {
                Path file = folder.resolve(stem + ending);
                if (Files.isRegularFile(file)) {
                    return file;
                }
            }
        }
        return null;
    }

    private static List<String> listing(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = new ArrayList<>(files.map(f -> f.getFileName().toString())
                    .sorted()
                    .limit(12)
                    .toList());
            return names;
        } catch (IOException e) {
            throw new BadInputException(
                    folder + ": cannot be listed (" + e.getMessage() + "); check its permissions", e);
        }
    }

    /** Reads the configuration. */
    public ConfigJson config() {
        return ConfigJson.read(configFile);
    }

    /** Opens the weights; the caller closes them once a model has taken them over. */
    public StateDict weights() {
        return WeightFiles.read(weightsFile);
    }
}
