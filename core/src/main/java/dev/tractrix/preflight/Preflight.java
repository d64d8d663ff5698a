// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.preflight;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.pipeline.ModelDefaults;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at everything a run depends on before it costs time. Reads; writes nothing. */
public final class Preflight {
    private Preflight() {}

    /**
     * Everything a run of a scene depends on.
     *
     * @param scene with the run's settings; its model is the embedded one where none is named
     * @param output the clip that will be written, or null
     */
    public static Report run(LoadedScene scene, Path output) {
        return run(scene, output, Machine.now());
    }

    /**
     * As {@link #run(LoadedScene, Path)} for a machine that may be another, or free at another time.
     *
     * @param machine that will run it
     */
    public static Report run(LoadedScene scene, Path output, Machine machine) {
        List<Finding> findings = new ArrayList<>();
        Optional<Estimate> estimate = Optional.empty();
        Plan plan = Plan.of(scene.scene(), null);
        try {
            Path folder = ModelParts.folder(scene.scene().settings().model());
            plan = Plan.of(scene.scene(), ModelDefaults.of(folder));
            Report report = ModelParts.read(folder).check(plan, machine);
            findings.addAll(report.findings());
            estimate = report.estimate();
            halfOnACpu(scene.scene().settings()).ifPresent(findings::add);
        } catch (BadInputException e) {
            findings.add(Finding.error("weights", "", e.getMessage(), ""));
        }
        findings.addAll(SceneChecks.of(scene, plan));
        if (output != null) {
            // three bytes a pixel is more than any format of ours takes
            long bytes = 3L * (long) plan.clipPixels();
            findings.addAll(output(output, bytes).findings());
        }
        return new Report(findings, estimate);
    }

    private static Optional<Finding> halfOnACpu(Settings asked) {
        boolean cpu = asked.device() == null || asked.device().equals("cpu");
        boolean half = asked.dtype() != null && !asked.dtype().equals("float32");
        return cpu && half
                ? Optional.of(Finding.warning(
                        "dtype",
                        "",
                        "processors compute " + asked.dtype() + " slower than float32, some many times; the predicted"
                                + " time is float32's",
                        "use float32, or --device cuda"))
                : Optional.empty();
    }

    /**
     * The scene with what a preflight decided for it: whether networks that are not in use leave the memory.
     *
     * @param report of {@link #run} on this scene
     */
    public static LoadedScene settled(LoadedScene scene, Report report) {
        if (report.estimate().isEmpty()) {
            return scene;
        }
        String offload = report.estimate().get().offload() ? "always" : "never";
        Settings settings =
                scene.scene().settings().toBuilder().offload(offload).build();
        return new LoadedScene(scene.scene().withSettings(settings), scene.picture(), scene.masks(), scene.warnings());
    }

    /** The scene at the network's size: points, masks, discs, order. */
    public static Report scene(LoadedScene scene, Plan plan) {
        return new Report(SceneChecks.of(scene, plan), Optional.empty());
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
            findings.add(Finding.error(
                    "output", "", folder + " is no folder, so " + file + " cannot be in it", "choose another place"));
        } else if (!Files.isWritable(folder)) {
            findings.add(Finding.error(
                    "output", "", folder + " must not be written to", "choose another place, or get the right"));
        } else if (Files.exists(target) && !Files.isDirectory(target) && !Files.isWritable(target)) {
            findings.add(
                    Finding.error("output", "", file + " is there and must not be replaced", "choose another name"));
        } else if (holdsFiles(target)) {
            findings.add(Finding.error(
                    "output", "", file + " is a folder with files in it", "choose another folder, or empty this one"));
        } else {
            space(folder, bytes).ifPresent(findings::add);
        }
        return new Report(findings, Optional.empty());
    }

    /** Frames go into an empty folder only: what is there is somebody's. */
    private static boolean holdsFiles(Path target) {
        if (!Files.isDirectory(target)) {
            return false;
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.findAny().isPresent();
        } catch (IOException e) {
            // it may be written to and not listed; writing will tell
            return false;
        }
    }

    private static Optional<Finding> space(Path folder, long bytes) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < bytes) {
                return Optional.of(Finding.error(
                        "disk-space",
                        "",
                        folder + " has " + (free >> 20) + " MB free, the output may take " + (bytes >> 20) + " MB",
                        "make room or choose another place"));
            }
        } catch (IOException e) {
            return Optional.of(Finding.warning("disk-space", "", "the free space of " + folder + " is not known", ""));
        }
        return Optional.empty();
    }
}
