// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import java.util.List;

/** What a stage was given to free. */
final class Owned {
    private Owned() {}

    static void close(List<AutoCloseable> all) {
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
