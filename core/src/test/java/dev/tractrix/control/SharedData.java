// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Data of others that must not enter the repository: at {@code ../shared/data}, where it is there at all. */
public final class SharedData {
    private SharedData() {}

    /** The folder or file; the test is skipped where it is absent. */
    public static Path need(String relative) {
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path found = up.resolve("shared/data").resolve(relative);
            if (Files.exists(found)) {
                return found;
            }
        }
        return Assumptions.abort("../shared/data/" + relative + " is not on this machine");
    }
}
