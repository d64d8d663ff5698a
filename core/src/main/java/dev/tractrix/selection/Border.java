// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

/** Where two regions meet. */
final class Border {
    /** Pairs of pixels. */
    int length;
    /** The edge's strength, summed over the pairs. */
    double strength;

    void add(Border other) {
        length += other.length;
        strength += other.strength;
    }

    double meanStrength() {
        return strength / length;
    }
}
