// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/**
 * Random numbers whose sequence is fixed by the seed on every Java version (SplitMix64; Steele, Lea and Flood, OOPSLA
 * 2014). The library's own generators do not promise that for Gaussian numbers.
 */
final class SeededRandom {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    SeededRandom(long seed) {
        state = mix(seed);
    }

    /** A sequence that depends on the seed and the indices only, and that is unrelated to its neighbours'. */
    static SeededRandom of(long seed, long... indices) {
        return new SeededRandom(seedOf(seed, indices));
    }

    /** One seed made from a seed and indices. */
    static long seedOf(long seed, long... indices) {
        long s = mix(seed + GOLDEN_GAMMA);
        for (long index : indices) {
            s = mix(s ^ mix(index + GOLDEN_GAMMA));
        }
        return s;
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1). */
    float unit() {
        return (nextLong() >>> 40) * 0x1p-24f;
    }

    /** Uniform in [low, high). */
    float uniform(float low, float high) {
        return low + (high - low) * unit();
    }

    /** Uniform in the logarithm: as many between 1 and 2 as between 10 and 20. */
    float logUniform(float low, float high) {
        return (float) (low * Math.pow(high / low, unit()));
    }

    /** Uniform in 0..bound-1. */
    int below(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    boolean chance(float probability) {
        return unit() < probability;
    }

    /** Mean 0, variance 1; the sum of four uniform numbers, so never beyond 3.5. */
    float gaussian() {
        long bits = nextLong();
        int sum = (int) (bits & 0xffff)
                + (int) (bits >>> 16 & 0xffff)
                + (int) (bits >>> 32 & 0xffff)
                + (int) (bits >>> 48);
        // four uniform 16-bit numbers: mean 2 * 65535, standard deviation 65536 / sqrt(3)
        return (sum - 131070f) * (1.7320508f / 65536f);
    }

    /** A length r with density proportional to r^-3: a world of things at every distance (Lee et al. 2001). */
    float powerLaw(float low, float high) {
        float a = 1 / (low * low);
        float b = 1 / (high * high);
        return (float) (1 / Math.sqrt(a - (a - b) * unit()));
    }

    /** A random order of 0..n-1. */
    int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
