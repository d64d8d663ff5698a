// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.animatic.CompareSheet;
import dev.tractrix.evaluation.Adherence;
import dev.tractrix.evaluation.BestOf;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.media.ClipFormat;
import dev.tractrix.media.ClipMetadata;
import dev.tractrix.media.ClipWriter;
import dev.tractrix.pipeline.Clip;
import dev.tractrix.pipeline.DragModel;
import dev.tractrix.pipeline.DragPipeline;
import dev.tractrix.pipeline.Progress;
import dev.tractrix.preflight.Finding;
import dev.tractrix.preflight.Preflight;
import dev.tractrix.preflight.Report;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.SceneWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** From a scene to its files: preflight, model, pipeline, clip, record, comparison. */
final class ClipMaker {
    private static final int LONGEST_PANEL_SIDE = 512;

    private final Action action;
    private final Path output;
    private final Path record;
    private final Path compare;
    private final boolean measured;
    private final int bestOf;

    /**
     * @param source the file the scene comes from, which no output may replace
     * @param compare the comparison to write, or null
     * @param measured whether the clip's adherence goes into the record beside it
     * @param bestOf how many drafts the clip is chosen from; 1 makes none
     */
    ClipMaker(Action action, Path source, Path output, Path compare, boolean measured, int bestOf) {
        ClipFormat.of(output);
        if (compare != null) {
            ClipFormat.of(compare);
        }
        this.action = action;
        this.output = output;
        this.compare = compare;
        this.measured = measured;
        this.bestOf = bestOf;
        record = beside(".json");
        for (Path target : compare == null ? List.of(output, record) : List.of(output, record, compare)) {
            if (same(target, source)) {
                throw BadInputException.of(
                        "output " + output,
                        "another name than the source's",
                        target + " would replace it",
                        "name the clip differently");
            }
        }
    }

    private Path beside(String ending) {
        String name = output.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return output.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ending);
    }

    /** What came of it. @param adherence null where it was not measured */
    record Made(Clip clip, ObjectNode summary, Adherence adherence) {}

    Made make(LoadedScene asked) {
        Report report = Preflight.run(asked, output);
        for (Finding finding : report.warnings()) {
            action.warn(finding.line());
        }
        report.requireNoError();
        if (compare != null) {
            Preflight.output(compare, 0).requireNoError();
        }
        LoadedScene scene = Preflight.settled(asked, report);
        long start = System.nanoTime();
        Finished finished = generate(scene);
        Clip clip = finished.clip;
        double seconds = (System.nanoTime() - start) / 1e9;
        // the clip carries its record inside; the file beside it is for people and for replay without the clip
        ClipWriter.write(clip.frames(), clip.fps(), ClipMetadata.aiGenerated(clip.recordJson()), output);
        long written = System.nanoTime();
        Adherence adherence = measured ? Adherence.of(clip) : null;
        double measuring = (System.nanoTime() - written) / 1e9;
        SceneWriter.writeText(record, withMeasures(clip.recordJson(), adherence, finished.drafts) + "\n");
        Path drafts = beside("-drafts.png");
        if (finished.drafts != null) {
            ImageFiles.writePng(finished.drafts.sheet(), drafts);
        }
        if (compare != null) {
            ClipWriter.write(sheet(clip), clip.fps(), ClipMetadata.aiGenerated(clip.recordJson()), compare);
        }
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        summary.put("clip", output.toString()).put("record", record.toString());
        if (compare != null) {
            summary.put("compare", compare.toString());
        }
        Picture first = clip.frames().get(0);
        summary.put("width", first.width())
                .put("height", first.height())
                .put("frames", clip.frames().size());
        summary.put("seconds", Math.round(seconds * 100) / 100.0).put("peakBytes", peakBytes());
        if (measured) {
            summary.set("adherence", adherence.json());
            summary.put("adherenceSeconds", Math.round(measuring * 100) / 100.0);
        }
        if (finished.drafts != null) {
            summary.set("bestOf", finished.drafts.json());
            summary.put("drafts", drafts.toString());
        }
        return new Made(clip, summary, adherence);
    }

    /** Only beside the clip: the clip's own bytes do not depend on whether it was measured. */
    private static String withMeasures(String recordJson, Adherence adherence, BestOf drafts) {
        ObjectMapper mapper = new ObjectMapper();
        try {
            ObjectNode root = (ObjectNode) mapper.readTree(recordJson);
            if (adherence != null) {
                root.set("adherence", adherence.json());
            }
            if (drafts != null) {
                root.set("bestOf", drafts.json());
            }
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param drafts null where none were made */
    private record Finished(Clip clip, BestOf drafts) {}

    private Finished generate(LoadedScene scene) {
        Interruption interruption = action.interruption();
        try (ProgressDisplay display = action.progress()) {
            display.update("open the model", 0, 0);
            Progress progress = new Progress() {
                @Override
                public void at(String stage, int done, int total) {
                    display.update(stage, done, total);
                }

                @Override
                public boolean cancelled() {
                    return interruption.asked();
                }
            };
            try (DragModel model = DragModel.open(
                    scene.scene().settings().model(), scene.scene().settings())) {
                DragPipeline pipeline = new DragPipeline(model);
                BestOf drafts = bestOf == 1
                        ? null
                        : BestOf.draft(pipeline, scene, model.defaults().settings(), bestOf, progress);
                Clip clip = pipeline.generate(drafts == null ? scene : drafts.finished(scene), progress);
                if (interruption.asked()) {
                    throw new CancelledException("writing " + output);
                }
                return new Finished(clip, drafts);
            }
        }
    }

    private static List<Picture> sheet(Clip clip) {
        Picture first = clip.frames().get(0);
        List<Picture> maps = IntStream.range(0, clip.maps().frames())
                .mapToObj(clip.maps()::picture)
                .toList();
        // three panels beside each other must fit on a screen
        double less = Math.min(1, (double) LONGEST_PANEL_SIDE / Math.max(first.width(), first.height()));
        return CompareSheet.sideBySide(
                clip.framed(),
                clip.motion(),
                (int) Math.max(1, Math.round(less * first.width())),
                (int) Math.max(1, Math.round(less * first.height())),
                List.of(new CompareSheet.Panel("control maps", maps), new CompareSheet.Panel("clip", clip.frames())));
    }

    /** The most memory this process has held, where the system tells (Linux); else 0. */
    private static long peakBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private static boolean same(Path a, Path b) {
        return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
    }
}
