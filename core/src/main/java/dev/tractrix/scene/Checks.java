// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import dev.tractrix.fault.BadInputException;

/** Range checks of the scene's records; the messages name the value, the range and what was found. */
final class Checks {
    private Checks() {}

    static double within(String what, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw BadInputException.of(
                    what, "a number from " + text(low) + " to " + text(high), text(value), "correct it");
        }
        return value;
    }

    static int within(String what, int value, int low, int high) {
        within(what, (double) value, low, high);
        return value;
    }

    /** A number as people write it: no trailing ".0". */
    static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
