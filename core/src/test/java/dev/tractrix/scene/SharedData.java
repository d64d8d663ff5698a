// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Outside data that is no part of this repository: tests that want it are skipped where it is absent. */
public final class SharedData {
    private SharedData() {}

    /** A file or folder of {@code ../shared/data}; skips the test where it is not there. */
    public static Path require(String name) {
        String property = System.getProperty("tractrix.shared");
        Path found = property != null ? Path.of(property, name) : null;
        for (Path up = Path.of("").toAbsolutePath(); found == null && up != null; up = up.getParent()) {
            if (Files.isDirectory(up.resolve("shared/data"))) {
                found = up.resolve("shared/data").resolve(name);
            }
        }
        Assumptions.assumeTrue(
                found != null && Files.exists(found), "../shared/data/" + name + " is not on this machine");
        return found;
    }
}
