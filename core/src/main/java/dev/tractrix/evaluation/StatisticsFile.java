// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Npy;
import dev.tractrix.image.Npz;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Statistics as pytorch-fid keeps them: an {@code .npz} with {@code mu} (n) and {@code sigma} (n, n), float64. */
public final class StatisticsFile {
    private StatisticsFile() {}

    /** @throws BadInputException when the file is damaged or holds something else */
    public static FeatureStatistics read(Path file) {
        Map<String, Npy.Array> arrays = Npz.read(file);
        Npy.Array mu = arrays.get("mu");
        Npy.Array sigma = arrays.get("sigma");
        if (mu == null || sigma == null) {
            throw BadInputException.of(
                    file.toString(), "arrays mu and sigma", arrays.keySet(), "write it with --save or pytorch-fid");
        }
        int n = mu.size();
        if (mu.shape().length != 1
                || n == 0
                || sigma.shape().length != 2
                || sigma.shape()[0] != n
                || sigma.shape()[1] != n) {
            throw BadInputException.of(
                    file.toString(),
                    "mu of n numbers and sigma of n x n",
                    mu.shapeText() + " and " + sigma.shapeText(),
                    "write it again");
        }
        return new FeatureStatistics(mu.doubles(), sigma.doubles());
    }

    /** Writes beside, then renames. */
    public static void write(FeatureStatistics statistics, Path file) {
        int n = statistics.mean().length;
        Map<String, Npy.Array> arrays = new LinkedHashMap<>();
        arrays.put("mu", Npy.Array.of(statistics.mean(), n));
        arrays.put("sigma", Npy.Array.of(statistics.covariance(), n, n));
        Npz.write(arrays, file);
    }
}
