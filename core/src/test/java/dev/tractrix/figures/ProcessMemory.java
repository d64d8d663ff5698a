// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.figures;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux says of this process, bytes. */
final class ProcessMemory {
    private ProcessMemory() {}

    /** In physical memory now, mapped files' pages included. */
    static long resident() {
        return field("VmRSS:");
    }

    /** The most that was ever in physical memory. */
    static long peak() {
        return field("VmHWM:");
    }

    private static long field(String name) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("this figure is measured on Linux", e);
        }
    }
}
