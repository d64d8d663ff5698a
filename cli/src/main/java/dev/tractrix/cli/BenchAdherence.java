// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.animatic.CompareSheet;
import dev.tractrix.evaluation.Adherence;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.pipeline.Clip;
import dev.tractrix.pipeline.DragModel;
import dev.tractrix.pipeline.DragPipeline;
import dev.tractrix.pipeline.Progress;
import dev.tractrix.scene.LoadedScene;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tractrix bench adherence}: how well the things of some scenes follow their lines. */
@Command(
        name = "adherence",
        header = "Generate scenes and measure how well each thing followed its line, and whether the rest stayed.",
        description = {
            "The thing is found again in each frame by its colours and outline, without knowing the line. Path error",
            "is the mean distance from the asked place in percent of the frame's diagonal; locked is the PSNR, against the",
            "photograph, of what nothing moves over or uncovers."
        })
final class BenchAdherence extends Action {
    @Parameters(arity = "1..*", paramLabel = "SCENE", description = "Scenes in any format that 'generate' reads.")
    private List<Path> scenes;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Write a contact sheet of each scene there.")
    private Path output;

    @Mixin
    private RunOptions options;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    int run() {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        List<Double> paths = new ArrayList<>();
        List<Double> locked = new ArrayList<>();
        DragModel model = null;
        try {
            for (Path path : scenes) {
                LoadedScene scene = options.load(SceneSource.read(path));
                if (model == null) {
                    model = DragModel.open(
                            scene.scene().settings().model(), scene.scene().settings());
                }
                long start = System.nanoTime();
                Clip clip = new DragPipeline(model).generate(scene, cancellable());
                double seconds = (System.nanoTime() - start) / 1e9;
                Adherence adherence = Adherence.of(clip);
                row(rows, path, clip, seconds, adherence);
                if (!Double.isNaN(adherence.meanPathErrorPercent())) {
                    paths.add(adherence.meanPathErrorPercent());
                }
                if (Double.isFinite(adherence.lockedPsnr())) {
                    locked.add(adherence.lockedPsnr());
                }
            }
        } finally {
            if (model != null) {
                model.close();
            }
        }
        double meanPath = paths.stream().mapToDouble(p -> p).average().orElse(Double.NaN);
        double meanLocked = locked.stream().mapToDouble(p -> p).average().orElse(Double.NaN);
        if (json) {
            ObjectNode all = JsonNodeFactory.instance.objectNode();
            all.set("scenes", rows);
            print(all.put("meanPathErrorPercent", meanPath).put("meanLockedPsnr", meanLocked));
        } else {
            out().printf(Locale.ROOT, "mean: path error %.2f %%, locked %.1f dB%n", meanPath, meanLocked);
        }
        return ExitCode.DONE;
    }

    private void row(ArrayNode rows, Path path, Clip clip, double seconds, Adherence adherence) {
        Picture first = clip.frames().get(0);
        String name = path.toAbsolutePath().normalize().getParent().getFileName() + "/" + path.getFileName();
        rows.addObject()
                .put("scene", name)
                .put("width", first.width())
                .put("height", first.height())
                .put("frames", clip.frames().size())
                .put("seconds", seconds)
                .put("pathErrorPercent", adherence.meanPathErrorPercent())
                .put("lockedPsnr", adherence.lockedPsnr());
        if (!json) {
            out().printf(
                            Locale.ROOT,
                            "%-40s %dx%dx%d  %5.1f s  path error %5.2f %%  locked %.1f dB%n",
                            name,
                            first.width(),
                            first.height(),
                            clip.frames().size(),
                            seconds,
                            adherence.meanPathErrorPercent(),
                            adherence.lockedPsnr());
            out().flush();
        }
        if (output != null) {
            List<double[][]> achieved = adherence.achieved(clip.motion());
            String file = name.replaceAll("[^A-Za-z0-9._-]+", "_") + ".png";
            ImageFiles.writePng(
                    CompareSheet.contactSheet(clip.motion(), clip.frames(), achieved), output.resolve(file));
        }
    }

    private Progress cancellable() {
        return new Progress() {
            @Override
            public void at(String stage, int done, int total) {
                if (interruption().asked()) {
                    throw new CancelledException(stage + " " + done + "/" + total);
                }
            }
        };
    }
}
