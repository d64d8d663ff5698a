// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.preflight;

import dev.tractrix.scene.LoadedScene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at everything a run depends on before it costs time. Reads; writes nothing. */
public final class Preflight {
    private Preflight() {}

    /** The scene at the network's size: points, masks, discs, order. */
    public static Report scene(LoadedScene scene, Plan plan) {
        return new Report(SceneChecks.of(scene, plan), Optional.empty());
    }

    /** The size against the networks, and memory against what this machine has free. */
    public static Report networks(Networks networks, Plan plan) {
        return networks.check(plan, Machine.now());
    }

    /** Several reports as one. */
    public static Report all(Report... reports) {
        List<Finding> findings = new ArrayList<>();
        Optional<Estimate> estimate = Optional.empty();
        for (Report report : reports) {
            findings.addAll(report.findings());
            estimate = report.estimate().isPresent() ? report.estimate() : estimate;
        }
        return new Report(findings, estimate);
    }

    /**
     * The place of an output.
     *
     * @param file that will be written; an existing one is replaced
     * @param bytes it takes at most
     */
    public static Report output(Path file, long bytes) {
        List<Finding> findings = new ArrayList<>();
        Path target = file.toAbsolutePath().normalize();
        Path folder = target.getParent();
        while (folder != null && !Files.exists(folder)) {
            folder = folder.getParent();
        }
        if (folder == null || !Files.isDirectory(folder)) {
            findings.add(Finding.error("output", "", folder + " is no folder, so " + file + " cannot be in it", "choose another place"));
        } else if (!Files.isWritable(folder)) {
            findings.add(Finding.error("output", "", folder + " must not be written to", "choose another place, or get the right"));
        } else if (Files.exists(target) && !Files.isDirectory(target) && !Files.isWritable(target)) {
            findings.add(Finding.error("output", "", file + " is there and must not be replaced", "choose another name"));
        } else {
            space(folder, bytes).ifPresent(findings::add);
        }
        return new Report(findings, Optional.empty());
    }

    private static Optional<Finding> space(Path folder, long bytes) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < bytes) {
                return Optional.of(Finding.error(
                        "disk-space", "", folder + " has " + (free >> 20) + " MB free, the output may take " + (bytes >> 20) + " MB",
                        "make room or choose another place"));
            }
        } catch (IOException e) {
            return Optional.of(Finding.warning("disk-space", "", "the free space of " + folder + " is not known", ""));
        }
        return Optional.empty();
    }
}
