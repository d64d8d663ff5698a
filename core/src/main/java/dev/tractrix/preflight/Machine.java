// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.preflight;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What this machine has to give.
 *
 * @param cores that this process may use
 * @param totalBytes of memory, a container's limit included
 * @param availableBytes of memory that can be had without pushing anything out
 */
public record Machine(int cores, long totalBytes, long availableBytes) {
    public Machine {
        if (cores < 1 || totalBytes < 1 || availableBytes < 0) {
            throw new IllegalArgumentException(
                    "a machine has cores and memory, got " + cores + ", " + totalBytes + ", " + availableBytes);
        }
    }

    /** Looks now. */
    public static Machine now() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long total = system.getTotalMemorySize();
        long free = system.getFreeMemorySize();
        long kernelTotal = memInfo("MemTotal:");
        long kernelAvailable = memInfo("MemAvailable:");
        long available = free;
        if (kernelAvailable > 0) {
            // Java's "free" leaves out caches that the kernel gives back; but within a container it knows the limit
            boolean container = total < kernelTotal;
            available = container ? Math.min(free, kernelAvailable) : kernelAvailable;
        }
        return new Machine(Runtime.getRuntime().availableProcessors(), total, Math.max(0, available));
    }

    /** A line of Linux's /proc/meminfo in bytes; 0 on other systems. */
    private static long memInfo(String name) {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc/meminfo"));
            return lines.stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
