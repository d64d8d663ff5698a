// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.checkpoint;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/**
 * Weights that are not stored but drawn: a list of names, shapes, scales and offsets, and a seed. Number i of the names
 * in code point order, from 0, is {@code offset + scale * randn(shape)} in float32, from a CPU generator of its own
 * with seed + i, so that a tensor does not depend on those before it.
 */
final class SeededWeights {
    /** 4 GiB of float32: far above any fixture, far below what a lying file could ask for. */
    private static final long MAX_VALUES = 1L << 30;

    private SeededWeights() {}

    private record Draw(long[] shape, double scale, double offset) {}

    /**
     * Draws what the file lists.
     *
     * @return float32 tensors in name order
     * @throws BadInputException for a missing or negative seed, a shape that is none, or too many values in all
     */
    static StateDict read(Path file) {
        ConfigJson json = ConfigJson.read(file);
        long seed = json.integer64("seed", -1);
        if (seed < 0) {
            throw json.wrong("seed", "a whole number from 0", json.node().path("seed"));
        }
        ConfigJson listed = json.object("tensors");
        json.rejectUnread("rule");
        if (listed == null || listed.node().isEmpty()) {
            throw json.wrong("tensors", "an object with one entry a tensor", "nothing");
        }
        Map<String, Draw> draws = new TreeMap<>(SeededWeights::byCodePoint);
        long values = 0;
        for (var names = listed.node().fieldNames(); names.hasNext(); ) {
            String name = names.next();
            Draw draw = draw(listed.object(name));
            draws.put(name, draw);
            values = Math.addExact(values, count(draw.shape()));
            if (values > MAX_VALUES) {
                throw json.wrong("tensors", "at most " + MAX_VALUES + " values in all", "more");
            }
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        TensorScope.inside(() -> {
            long at = seed;
            for (Map.Entry<String, Draw> entry : draws.entrySet()) {
                tensors.put(entry.getKey(), TensorScope.keep(drawn(entry.getValue(), at++)));
            }
            return null;
        });
        return new StateDict(file.toString(), tensors, Map.of());
    }

    private static Tensor drawn(Draw draw, long seed) {
        return TensorScope.tidy(() -> {
            try (Rng rng = new Rng(seed)) {
                return Ops.add(Ops.mul(rng.normal(draw.shape()), draw.scale()), draw.offset());
            }
        });
    }

    private static Draw draw(ConfigJson tensor) {
        List<Integer> shape = tensor.integers("shape", null);
        double scale = tensor.number("scale", 1);
        double offset = tensor.number("offset", 0);
        tensor.rejectUnread();
        if (shape == null || shape.size() > 8 || shape.stream().anyMatch(n -> n < 1)) {
            throw tensor.wrong("shape", "a list of at most 8 positive numbers", String.valueOf(shape));
        }
        return new Draw(shape.stream().mapToLong(Integer::longValue).toArray(), scale, offset);
    }

    private static long count(long[] shape) {
        long count = 1;
        for (long n : shape) {
            count = Math.min(MAX_VALUES + 1, count * n); // both factors are below 2^31: no overflow
        }
        return count;
    }

    private static int byCodePoint(String a, String b) {
        return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
    }
}
