// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A trained model as it is shipped: every JSON file as it is, every weight in half precision, and {@code files.sha256},
 * by which whoever unpacks it knows that it is whole.
 */
public final class ModelPack {
    private ModelPack() {}

    /**
     * @param model folder with the parts
     * @param target made when missing; files of the same name are replaced
     * @return how many bytes the weights take
     */
    public static long write(Path model, Path target) {
        long bytes = 0;
        StringBuilder listing = new StringBuilder();
        try (Stream<Path> all = Files.walk(model)) {
            List<Path> files = all.filter(Files::isRegularFile)
                    .filter(f -> f.toString().endsWith(".json") || f.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw BadInputException.of(
                        model.toString(), "a model folder", "no JSON and no safetensors", "train one first");
            }
            for (Path file : files) {
                String name = model.relativize(file).toString().replace('\\', '/');
                Path to = target.resolve(name);
                Files.createDirectories(to.getParent());
                if (name.endsWith(".json")) {
                    Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
                } else {
                    halve(file, to);
                    bytes += Files.size(to);
                }
                listing.append(sha256(to)).append("  ").append(name).append('\n');
            }
            Files.writeString(target.resolve("files.sha256"), listing.toString(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes;
    }

    private static void halve(Path from, Path to) {
        try (StateDict file = Safetensors.read(from)) {
            Map<String, Tensor> half = new LinkedHashMap<>();
            TensorScope.inside(() -> {
                file.tensors()
                        .forEach((name, t) -> half.put(
                                name, t.scalar_type().intern() == ScalarType.Float ? t.to(ScalarType.Half) : t));
                Safetensors.write(half, file.metadata(), to);
                return null;
            });
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
