// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/** An endless series over a fixed number of items: each epoch has every item once, in an order of its own. */
public final class EpochOrder {
    private EpochOrder() {}

    /**
     * The item at a place of the series; depends on the arguments only.
     *
     * @param place 0 or more
     * @param size how many items, at least 1
     * @return 0..size-1
     */
    public static int at(long place, int size, long seed) {
        return SeededRandom.of(seed, place / size).permutation(size)[(int) (place % size)];
    }
}
