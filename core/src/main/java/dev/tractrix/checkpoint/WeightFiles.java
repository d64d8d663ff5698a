// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.checkpoint;

import dev.tractrix.fault.BadInputException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Weights in any file format this library reads, by the file's name. */
public final class WeightFiles {
    private WeightFiles() {}

    /** The files that a shard index names, each once, in the index's order; none where the file is no index. */
    public static List<Path> shards(Path file) {
        if (!file.getFileName().toString().contains(".index.")) {
            return List.of();
        }
        Set<Path> shards = new LinkedHashSet<>();
        ConfigJson.read(file).node().path("weight_map").forEach(name -> shards.add(file.resolveSibling(name.asText())));
        return List.copyOf(shards);
    }

    /**
     * Reads {@code .safetensors}, a shard index {@code .safetensors.index.json}, torch's {@code .bin .pth .pt .ckpt},
     * or NumPy's {@code .npy .npz}.
     *
     * @throws BadInputException for another name, or what the format's reader says
     */
    public static StateDict read(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".safetensors") || name.endsWith(".index.json") || name.endsWith(".index.fp16.json")) {
            return Safetensors.read(file);
        }
        if (name.endsWith(".bin") || name.endsWith(".pth") || name.endsWith(".pt") || name.endsWith(".ckpt")) {
            return TorchPickle.read(file);
        }
        if (name.endsWith(".npy") || name.endsWith(".npz")) {
            return NumpyTensors.read(file);
        }
        throw BadInputException.of(
                file.toString(),
                "a .safetensors, .index.json, .bin, .pth, .pt, .ckpt, .npy or .npz file",
                name,
                "convert the weights");
    }
}
