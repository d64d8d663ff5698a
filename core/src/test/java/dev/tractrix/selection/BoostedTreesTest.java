// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoostedTreesTest {
    private static final BoostedTrees.Settings SETTINGS = new BoostedTrees.Settings(80, 4, 0.2, 1, 0.7, 1, 3);

    /** A step in one feature times a slope in another, with a third that says nothing: learned well on what was not seen. */
    @Test
    void whatDependsOnTwoFeaturesIsLearned() {
        Random random = new Random(5);
        BoostedTrees trees = fitted(random, SETTINGS);

        double error = 0;
        double spread = 0;
        for (int i = 0; i < 1000; i++) {
            float[] x = example(random);
            error += Math.pow(trees.of(x) - truth(x), 2);
            spread += Math.pow(truth(x) - 0.5, 2);
        }
        assertThat(error).isLessThan(0.02 * spread);
    }

    @Test
    void whatIsWrittenIsRead(@TempDir Path folder) throws IOException {
        BoostedTrees trees = fitted(new Random(5), SETTINGS);
        Path file = folder.resolve("trees.bin");
        trees.save(file);
        BoostedTrees again = BoostedTrees.load(file);

        Random random = new Random(6);
        for (int i = 0; i < 100; i++) {
            float[] x = example(random);
            assertThat(again.of(x)).isEqualTo(trees.of(x));
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
        Files.write(file, new byte[20]);
        assertThatThrownBy(() -> BoostedTrees.load(file)).isInstanceOf(UncheckedIOException.class);
    }

    /** Examples without weight change nothing. */
    @Test
    void weightsCount() {
        float[][] x = {{0}, {0}, {1}, {1}};
        float[] y = {0, 8, 1, 8};
        float[] weight = {1, 1e-6f, 1, 1e-6f};
        BoostedTrees trees = BoostedTrees.fit(x, y, weight, new BoostedTrees.Settings(60, 1, 0.5, 1e-3, 1, 1, 1));
        assertThat(trees.of(x[0])).isBetween(-0.05, 0.05);
        assertThat(trees.of(x[2])).isBetween(0.95, 1.05);
    }

    /** What differs most between groups says nothing within them: as many trees that learn to choose find what does. */
    @Test
    void choosingLooksWithinGroups() {
        Random random = new Random(8);
        float[][] x = new float[4000][];
        float[] y = new float[x.length];
        float[] weight = new float[x.length];
        int[] group = new int[x.length];
        for (int i = 0; i < x.length; i++) {
            group[i] = i / 4;
            float common = i % 4 == 0 ? random.nextFloat() : x[i - 1][0];
            x[i] = new float[] {common, random.nextFloat()};
            y[i] = (float) Math.sin(20 * x[i][0]) + 0.1f * x[i][1];
            weight[i] = 1;
        }
        BoostedTrees.Settings few = new BoostedTrees.Settings(20, 2, 0.1, 1, 0.7, 1, 3);
        BoostedTrees.Settings many = new BoostedTrees.Settings(40, 2, 0.1, 1, 0.7, 1, 3);
        double near = chosen(BoostedTrees.fit(x, y, weight, many), x);
        double best = chosen(BoostedTrees.fitToChoose(x, y, weight, group, 20, few), x);
        // the largest of four is 0.8 on average, any of them 0.5
        assertThat(near).isLessThan(0.6);
        assertThat(best).isGreaterThan(0.75);
    }

    /** The second feature of what is taken, on average. */
    private static double chosen(BoostedTrees trees, float[][] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i += 4) {
            int best = i;
            for (int k = i; k < i + 4; k++) {
                best = trees.of(x[k]) > trees.of(x[best]) ? k : best;
            }
            sum += x[best][1];
        }
        return sum / (x.length / 4);
    }

    private static BoostedTrees fitted(Random random, BoostedTrees.Settings settings) {
        float[][] x = new float[4000][];
        float[] y = new float[x.length];
        float[] weight = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = example(random);
            y[i] = (float) truth(x[i]);
            weight[i] = 1;
        }
        return BoostedTrees.fit(x, y, weight, settings);
    }

    private static float[] example(Random random) {
        return new float[] {random.nextFloat(), 10 * random.nextFloat(), random.nextFloat()};
    }

    private static double truth(float[] x) {
        return x[0] > 0.5 ? x[1] / 10 : 0.5;
    }
}
