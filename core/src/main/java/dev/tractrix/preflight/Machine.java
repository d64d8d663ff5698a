// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.preflight;

import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

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

    /** How much of the machine's memory may be used, such as {@code 8g}; all where it is not set. */
    private static final String LIMIT = "tractrix.memory";

    /**
     * Looks now. The system property {@code tractrix.memory} ({@code 512m}, {@code 8g}) says how much of the memory is
     * meant for this process, where others share the machine.
     *
     * @throws BadInputException for a property that is no such size
     */
    public static Machine now() {
        long limit = limit(System.getProperty(LIMIT));
        Machine whole = whole();
        return new Machine(whole.cores, Math.min(limit, whole.totalBytes), Math.min(limit, whole.availableBytes));
    }

    /** The same once nothing else uses its memory. */
    public Machine idle() {
        return new Machine(cores, totalBytes, totalBytes);
    }

    private static long limit(String asked) {
        if (asked == null) {
            return Long.MAX_VALUE;
        }
        if (!asked.matches("[1-9]\\d{0,6}[mgMG]")) {
            throw BadInputException.of("-D" + LIMIT, "megabytes or gigabytes such as 512m or 8g", asked, "correct it");
        }
        long number = Long.parseLong(asked.substring(0, asked.length() - 1));
        return number << (asked.toLowerCase(Locale.ROOT).endsWith("g") ? 30 : 20);
    }

    private static Machine whole() {
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
