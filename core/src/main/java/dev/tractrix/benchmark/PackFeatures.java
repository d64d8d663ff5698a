// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.benchmark;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.evaluation.EmbeddedFeatures;
import dev.tractrix.evaluation.FeatureNetwork;
import dev.tractrix.evaluation.FeatureStatistics;
import dev.tractrix.evaluation.FrechetDistance;
import dev.tractrix.evaluation.I3dFeatures;
import dev.tractrix.evaluation.InceptionFeatures;
import dev.tractrix.evaluation.KernelDistance;
import dev.tractrix.evaluation.MetricWeights;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Npy;
import dev.tractrix.image.Npz;
import dev.tractrix.image.Picture;
import dev.tractrix.metricnets.VideoFit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The networks whose features a run's clips and the pack's true clips are compared by: FID and FVD where their weights are
 * at hand; where FID's are not, the embedded model's features under their own name. By the latter each clip is compared to
 * its own true clip, too.
 *
 * <p>Features are taken from the frames as they were made, before any file, and kept an item each, so that a run can go on
 * after a stop. Both sides have the same items: what is left out of one is left out of the other.
 */
public final class PackFeatures implements AutoCloseable {
    private static final String MADE = "made ";
    private static final String REAL = "real ";

    private final List<FeatureNetwork> networks;
    private final Map<String, String> missing;
    /** One of the networks or beside them; null for no distances. */
    private final EmbeddedFeatures embedded;

    private PackFeatures(List<FeatureNetwork> networks, Map<String, String> missing, EmbeddedFeatures embedded) {
        this.embedded = embedded;
        this.networks = networks;
        this.missing = missing;
    }

    /** No distances. */
    public static PackFeatures none() {
        return new PackFeatures(List.of(), Map.of(), null);
    }

    /**
     * Opens the networks.
     *
     * @param inception weights of FID; null where they are not at hand
     * @param i3d weights or program of FVD; null where they are not at hand
     * @param fit how frames come to I3D
     * @param clipFrames of a clip for FVD
     */
    public static PackFeatures open(Path inception, Path i3d, VideoFit fit, int clipFrames) {
        List<FeatureNetwork> networks = new ArrayList<>();
        Map<String, String> missing = new LinkedHashMap<>();
        EmbeddedFeatures embedded = new EmbeddedFeatures();
        try {
            if (inception == null) {
                missing.put("FID", MetricWeights.FID.missing("--fid-weights"));
                networks.add(embedded);
            } else {
                networks.add(new InceptionFeatures(inception, 2048));
            }
            if (i3d == null) {
                missing.put("FVD", MetricWeights.FVD.missing("--fvd-weights"));
            } else {
                networks.add(new I3dFeatures(i3d, fit, clipFrames));
            }
            return new PackFeatures(networks, missing, embedded);
        } catch (RuntimeException e) {
            close(networks, embedded);
            throw e;
        }
    }

    /** What the distances depend on, for a run's settings. */
    public ObjectNode settings() {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        networks.forEach(n -> out.put(n.measure(), n.identity()));
        if (embedded != null) {
            out.put(Metric.FEATURE_ERROR.key(), embedded.identity());
        }
        return out;
    }

    /** {@link EmbeddedFeatures#error}; NaN where there is no truth, or no distances are asked for. */
    double error(List<Picture> frames, List<Picture> truth) {
        return embedded == null || truth.size() != frames.size() ? Double.NaN : embedded.error(frames, truth);
    }

    boolean isEmpty() {
        return networks.isEmpty() && missing.isEmpty();
    }

    /**
     * Writes the features of an item.
     *
     * @param truth empty where it is not known: nothing is written then
     * @return whether there are any
     */
    boolean write(Path file, List<Picture> frames, List<Picture> truth, List<String> statements) {
        Map<String, Npy.Array> arrays = new LinkedHashMap<>();
        for (FeatureNetwork network : networks) {
            int wanted = network.clipFrames();
            if (truth.isEmpty()) {
                continue;
            }
            if (frames.size() < wanted) {
                statements.add(
                        "left out of " + network.measure() + ": " + frames.size() + " frames, it takes " + wanted);
                continue;
            }
            arrays.put(MADE + network.measure(), array(network, frames));
            arrays.put(REAL + network.measure(), array(network, truth));
        }
        if (!arrays.isEmpty()) {
            Npz.write(arrays, file);
        }
        return !arrays.isEmpty();
    }

    private static Npy.Array array(FeatureNetwork network, List<Picture> frames) {
        int wanted = network.clipFrames();
        List<double[]> rows = network.features(wanted == 0 ? frames : frames.subList(0, wanted));
        int n = network.dimension();
        float[] all = new float[rows.size() * n];
        for (int r = 0; r < rows.size(); r++) {
            for (int i = 0; i < n; i++) {
                double v = rows.get(r)[i];
                if (!Double.isFinite(v)) {
                    throw BadInputException.of(
                            network.measure(), "finite features", v, "look at the clip and the weights");
                }
                all[r * n + i] = (float) v;
            }
        }
        return Npy.Array.of(all, rows.size(), n);
    }

    /**
     * The distances over the items that have features.
     *
     * @param files of {@link #write}, an item each
     * @param items of the run, whether they have features or not
     */
    List<Distance> distances(List<Path> files, int items) {
        List<Distance> out = new ArrayList<>();
        networks.forEach(n -> out.add(distance(n, files, items)));
        missing.forEach((measure, why) -> out.add(Distance.unknown(measure, why)));
        return out;
    }

    private static Distance distance(FeatureNetwork network, List<Path> files, int items) {
        String measure = network.measure();
        Side made = new Side(network);
        Side real = new Side(network);
        int taken = 0;
        for (Path file : files) {
            Map<String, Npy.Array> arrays = Npz.read(file);
            if (arrays.containsKey(MADE + measure)) {
                made.add(arrays.get(MADE + measure), file);
                real.add(arrays.get(REAL + measure), file);
                taken++;
            }
        }
        if (made.statistics.count() < 2) {
            return Distance.unknown(
                    measure,
                    measure + " not computed: " + made.statistics.count()
                            + " samples, a covariance needs 2; it takes scenes with true clips"
                            + (network.clipFrames() > 0 ? " of " + network.clipFrames() + " frames or more" : ""));
        }
        List<String> notes = new ArrayList<>();
        if (taken < items) {
            notes.add("over " + taken + " of the run's " + items
                    + " scenes: the others were left out, or have no true clip or too short a one");
        }
        if (made.statistics.count() <= network.dimension()) {
            notes.add(made.statistics.count() + " samples for " + network.dimension()
                    + " features: the covariance is singular and the distance too large by an amount that depends on the"
                    + " number; compare equal numbers only");
        }
        return new Distance(
                measure,
                FrechetDistance.between(made.statistics.statistics(), real.statistics.statistics()),
                network.clipFrames() > 0 ? KernelDistance.between(made.vectors, real.vectors) : Double.NaN,
                made.statistics.count(),
                network.identity(),
                notes);
    }

    /** Vectors are kept only where clips make them: there are few, and the kernel distance is over all pairs. */
    private static final class Side {
        private final FeatureStatistics.Accumulator statistics;
        private final boolean keeps;
        private final int dimension;
        private final List<double[]> vectors = new ArrayList<>();

        Side(FeatureNetwork network) {
            dimension = network.dimension();
            statistics = new FeatureStatistics.Accumulator(dimension);
            keeps = network.clipFrames() > 0;
        }

        void add(Npy.Array rows, Path file) {
            double[] all = rows.doubles();
            if (all.length % dimension != 0) {
                throw BadInputException.of(
                        file.toString(), "rows of " + dimension + " features", all.length, "run the pack again");
            }
            for (int at = 0; at < all.length; at += dimension) {
                double[] row = java.util.Arrays.copyOfRange(all, at, at + dimension);
                statistics.add(row);
                if (keeps) {
                    vectors.add(row);
                }
            }
        }
    }

    @Override
    public void close() {
        close(networks, embedded);
    }

    private static void close(List<FeatureNetwork> networks, EmbeddedFeatures embedded) {
        networks.forEach(FeatureNetwork::close);
        if (embedded != null && !networks.contains(embedded)) {
            embedded.close();
        }
    }
}
