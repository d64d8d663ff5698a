// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.features;

import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.checkpoint.TorchPickle;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Entity features that DragAnything's scripts saved: {@code <video>.pth}, a dictionary from id to vector. */
public final class EmbeddingFile {
    private EmbeddingFile() {}

    /**
     * Reads all vectors.
     *
     * @return id in the mask image to its vector, float32, in file order
     * @throws BadInputException for anything but vectors of one length under whole numbers
     */
    public static Map<Long, float[]> read(Path file) {
        try (StateDict dict = TorchPickle.read(file)) {
            Map<Long, float[]> out = new LinkedHashMap<>();
            long[] length = {-1};
            dict.tensors().forEach((name, t) -> {
                if (!name.matches("\\d{1,18}") || t.dim() != 1 || (length[0] >= 0 && t.size(0) != length[0])) {
                    throw BadInputException.of(
                            file + ": " + name,
                            "a vector under the id of an entity, all of one length",
                            Shapes.of(t),
                            "give the file that the embedding script wrote");
                }
                length[0] = t.size(0);
                out.put(Long.parseLong(name), Ops.toFloats(t));
            });
            return out;
        }
    }
}
