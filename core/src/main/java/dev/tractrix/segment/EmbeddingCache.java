// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * Embeddings of pictures in a folder, by what the picture and the model are. A file that cannot be read is made again,
 * one that cannot be written is done without; of many, the least used go.
 */
public final class EmbeddingCache {
    /** Some 4 MB each for SAM, 16 MB for SAM 2. */
    private static final int MOST = 32;

    private static final String ENDING = ".safetensors";

    private final Path folder;
    private final String model;

    /** @param model what tells one set of weights from another */
    public EmbeddingCache(Path folder, String model) {
        this.folder = Objects.requireNonNull(folder, "folder");
        this.model = Objects.requireNonNull(model, "model");
    }

    /** A picture's features, remembered or made; the caller closes them. */
    ImageFeatures get(Picture picture, Supplier<ImageFeatures> make) {
        Path file = folder.resolve(key(picture) + ENDING);
        if (Files.isRegularFile(file)) {
            try {
                ImageFeatures found = read(file);
                Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
                return found;
            } catch (BadInputException | IOException e) {
                // made again below, and written over
            }
        }
        ImageFeatures made = make.get();
        write(made, file);
        return made;
    }

    private static ImageFeatures read(Path file) {
        StateDict stored = Safetensors.read(file);
        try {
            List<Tensor> fine = new ArrayList<>();
            for (int i = 0; stored.get("fine." + i) != null; i++) {
                fine.add(own(stored.get("fine." + i)));
            }
            return new ImageFeatures(own(stored.get("embedding")), fine);
        } finally {
            stored.close();
        }
    }

    /** A copy in memory of its own, since the file may be replaced. */
    private static Tensor own(Tensor mapped) {
        return TensorScope.keep(TensorScope.tidy(mapped::clone));
    }

    private void write(ImageFeatures features, Path file) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        named.put("embedding", features.embedding());
        for (int i = 0; i < features.fine().size(); i++) {
            named.put("fine." + i, features.fine().get(i));
        }
        try {
            Safetensors.write(named, Map.of("model", model), file);
            prune();
        } catch (BadInputException | IOException e) {
            // a full or read-only disk costs time, nothing else
        }
    }

    private void prune() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = new ArrayList<>(
                    all.filter(p -> p.toString().endsWith(ENDING)).toList());
        }
        if (files.size() > MOST) {
            Map<Path, FileTime> used = new LinkedHashMap<>();
            for (Path p : files) {
                used.put(p, Files.getLastModifiedTime(p));
            }
            files.sort(Comparator.comparing(used::get));
            for (Path p : files.subList(0, files.size() - MOST)) {
                Files.deleteIfExists(p);
            }
        }
    }

    private String key(Picture picture) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(model.getBytes(StandardCharsets.UTF_8));
            digest.update(ByteBuffer.allocate(9)
                    .put((byte) 0)
                    .putInt(picture.width())
                    .putInt(picture.height())
                    .flip());
            return HexFormat.of().formatHex(digest.digest(picture.rgb()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
