// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Npy;
import dev.tractrix.image.Npz;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The statistics of many pictures or clips, item by item, that can go on after a stop. Memory depends on the number of
 * features, not of items; only where clips make the vectors these are kept too, for the kernel distance.
 */
public final class FeatureRun {
    /** Items between two states on disk; a state of 2048 features is some 30 MB. */
    private static final int SAVE_EVERY = 500;

    private final Path file;
    private final String identity;
    private final boolean keeps;
    private final Set<String> items = new LinkedHashSet<>();
    private final List<double[]> vectors = new ArrayList<>();
    private FeatureStatistics.Accumulator statistics;
    private int unsaved;

    /**
     * Begins, or goes on with what {@code state} holds.
     *
     * @param state file for restarts ({@code .npz}); null for none
     * @throws BadInputException when the state is damaged or of another network, weights or preprocessing
     */
    public FeatureRun(Path state, FeatureNetwork network) {
        file = state;
        identity = network.identity();
        keeps = network.clipFrames() > 0;
        statistics = new FeatureStatistics.Accumulator(network.dimension());
        if (state != null && Files.exists(state)) {
            restore(Npz.read(state), network.dimension());
        }
    }

    private void restore(Map<String, Npy.Array> arrays, int n) {
        if (!arrays.keySet().containsAll(Set.of("identity", "items", "count", "mean", "scatter", "vectors"))) {
            throw BadInputException.of(file.toString(), "a state of features", arrays.keySet(), "name another file");
        }
        if (!text(arrays.get("identity")).equals(identity)) {
            throw BadInputException.of(
                    file.toString(), identity, text(arrays.get("identity")), "delete the state or name another file");
        }
        double[] kept = arrays.get("vectors").doubles();
        double[] mean = arrays.get("mean").doubles();
        double[] scatter = arrays.get("scatter").doubles();
        long count = (long) arrays.get("count").get(0);
        if (mean.length != n || scatter.length != n * n || count < 0 || keeps && kept.length != count * n) {
            throw BadInputException.of(file.toString(), "statistics of " + n + " features", "others", "delete it");
        }
        statistics = new FeatureStatistics.Accumulator(count, mean, scatter);
        text(arrays.get("items")).lines().forEach(items::add);
        for (int at = 0; at < kept.length; at += n) {
            vectors.add(java.util.Arrays.copyOfRange(kept, at, at + n));
        }
    }

    /** Whether an item was taken, in this run or before. */
    public boolean has(String item) {
        return items.contains(item);
    }

    /**
     * Takes the vectors of an item, all or none.
     *
     * @param item its name, one line
     * @throws BadInputException for a number that is not finite
     */
    public void add(String item, List<double[]> features) {
        for (double[] f : features) {
            for (double v : f) {
                if (!Double.isFinite(v)) {
                    throw BadInputException.of(item, "finite features", v, "look at the picture and the weights");
                }
            }
        }
        features.forEach(statistics::add);
        if (keeps) {
            vectors.addAll(features);
        }
        items.add(item);
        if (++unsaved == SAVE_EVERY) {
            save();
        }
    }

    /** Writes the state, where there is a file for it. */
    public void save() {
        unsaved = 0;
        if (file == null) {
            return;
        }
        double[] mean = statistics.mean();
        int n = mean.length;
        double[] kept =
                vectors.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
        Map<String, Npy.Array> arrays = new LinkedHashMap<>();
        arrays.put("identity", bytes(identity));
        arrays.put("items", bytes(String.join("\n", items)));
        arrays.put("count", Npy.Array.of(new double[] {statistics.count()}, 1));
        arrays.put("mean", Npy.Array.of(mean, n));
        arrays.put("scatter", Npy.Array.of(statistics.scatter(), n, n));
        arrays.put("vectors", Npy.Array.of(kept, kept.length / n, n));
        Npz.write(arrays, file);
    }

    private static Npy.Array bytes(String text) {
        byte[] utf = text.getBytes(StandardCharsets.UTF_8);
        return new Npy.Array(
                Npy.Type.UINT8, new int[] {utf.length}, ByteBuffer.wrap(utf).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static String text(Npy.Array array) {
        byte[] utf = new byte[array.size()];
        for (int i = 0; i < utf.length; i++) {
            utf[i] = (byte) array.get(i);
        }
        return new String(utf, StandardCharsets.UTF_8);
    }

    /** How many items were taken. */
    public int items() {
        return items.size();
    }

    /** How many vectors were taken. */
    public long samples() {
        return statistics.count();
    }

    /** Those of clips, in order; empty where frames make the vectors. */
    public List<double[]> vectors() {
        return List.copyOf(vectors);
    }

    /** Mean and covariance. @throws BadInputException with less than two vectors */
    public FeatureStatistics statistics() {
        return statistics.statistics();
    }
}
