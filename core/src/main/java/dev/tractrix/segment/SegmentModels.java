// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.checkpoint.WeightFiles;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.nn.Params;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Segmentation models on the disk: a folder with {@code config.json} (transformers' {@code sam-vit-*} and
 * {@code sam2.1-hiera-*}), or one file with the authors' names ({@code sam_vit_b_01ec64.pth}, {@code mobile_sam.pt},
 * {@code sam2.1_hiera_small.pt}), whose size is told by its tensors.
 */
public final class SegmentModels {
    private static final Set<String> TYPES = Set.of("sam", "sam2", "sam2_video");

    private SegmentModels() {}

    /**
     * Opens a model in float32 on the CPU.
     *
     * @param source a folder or a file
     * @param cache folder for embeddings, or null for none
     * @throws BadInputException when it is no such model, or tensors are missing, unexpected or of another shape
     */
    public static SamPredictor open(Path source, Path cache) {
        EmbeddingCache embeddings = cache == null ? null : new EmbeddingCache(cache, identity(source));
        if (Files.isDirectory(source)) {
            ModelFolder folder = ModelFolder.find(source);
            return open(folder.config(), folder.weights(), embeddings);
        }
        if (!Files.isRegularFile(source)) {
            throw new BadInputException(
                    source + ": no such file or folder; give a folder with config.json, or a file such as"
                            + " sam_vit_b_01ec64.pth");
        }
        return open(null, WeightFiles.read(source), embeddings);
    }

    /** Whether a folder holds such a model, by the {@code model_type} of its {@code config.json}. */
    public static boolean isOne(Path folder) {
        Path config = folder.resolve("config.json");
        try {
            return Files.isRegularFile(config)
                    && TYPES.contains(ConfigJson.read(config).text("model_type", ""));
        } catch (BadInputException e) {
            return false; // whatever it is, it is not one of these
        }
    }

    /** @param config null for a file that tells its shape itself */
    private static SamPredictor open(ConfigJson config, StateDict file, EmbeddingCache cache) {
        try {
            boolean second = config == null ? Sam2Names.official(file) : isSecond(config);
            StateDict named = second ? Sam2Names.forModel(file) : SamNames.forModel(file);
            Params params = Params.from(named);
            PromptableModel model = second
                    ? new Sam2Model(params, config == null ? Sam2Config.ofOfficial(file) : Sam2Config.of(config))
                    : new SamModel(params, config == null ? SamConfig.ofOfficial(file) : SamConfig.of(config));
            return new SamPredictor(model, params.finish(file.source()), cache);
        } finally {
            file.close();
        }
    }

    private static boolean isSecond(ConfigJson config) {
        String type = config.text("model_type", "sam");
        if (TYPES.contains(type) && !type.equals("sam")) {
            return true;
        }
        if (!type.equals("sam")) {
            throw config.wrong("model_type", "sam, sam2 or sam2_video", type);
        }
        return false;
    }

    /** What tells one file of weights from another without reading gigabytes. */
    private static String identity(Path source) {
        try {
            Path weights = Files.isDirectory(source) ? ModelFolder.find(source).weightsFile() : source;
            return weights.toRealPath() + " " + Files.size(weights) + " " + Files.getLastModifiedTime(weights);
        } catch (IOException e) {
            throw new BadInputException(
                    source + ": cannot be read (" + e.getMessage() + "); check that it is there", e);
        }
    }
}
