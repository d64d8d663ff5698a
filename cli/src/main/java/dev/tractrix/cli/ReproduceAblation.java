// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.pipeline.EmbeddedModel;
import dev.tractrix.reproduction.AblationResult;
import dev.tractrix.reproduction.AblationRow;
import dev.tractrix.reproduction.AblationStudy;
import dev.tractrix.scene.Words;
import dev.tractrix.training.TrainingPreset;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tractrix reproduce ablation}. */
@Command(
        name = "ablation",
        header = "What the network is shown of the lines, and the loss mask: the paper's Tables 2 and 3, and more.",
        description = {
            "All rows start from one video model, which is trained first, and train equally long on the same scenes from one",
            "seed; then each makes clips of scenes it has not seen, from pure noise. The table has the paper's figures beside.",
            "The same call goes on where it was stopped; Ctrl-C stops after the update, with a checkpoint."
        })
final class ReproduceAblation extends Action {
    @Option(names = "--run", required = true, paramLabel = "DIR", description = "The study's folder.")
    private Path run;

    @Option(
            names = "--base",
            paramLabel = "DIR",
            description = "Folder with the autoencoder (vae) and features; the embedded model's where unset.")
    private Path base;

    @Option(
            names = "--preset",
            paramLabel = "FILE",
            description = "A row's preset; where unset one for two processor cores, clips of 64x48x6.")
    private Path preset;

    @Option(
            names = "--start",
            defaultValue = "400",
            paramLabel = "N",
            description = "Updates of the common start; ${DEFAULT-VALUE} where unset.")
    private long start;

    @Option(names = "--updates", paramLabel = "N", description = "Updates of each row; the preset's where unset.")
    private Long updates;

    @Option(
            names = "--rows",
            split = ",",
            paramLabel = "ROW",
            description = {
                "none, gaussian, entity, both, both-with-mask, both-without-mask, point, trajectory, box; where unset all in this",
                "order, but of the two with their own mask that which is not the preset's."
            })
    private List<String> rows;

    @Option(
            names = "--scenes",
            defaultValue = "128",
            paramLabel = "N",
            description = "Scenes to measure on; ${DEFAULT-VALUE} where unset.")
    private int scenes;

    @Option(
            names = "--seeds",
            defaultValue = "3",
            paramLabel = "N",
            description = "Seeds of the noise that clips are made from; ${DEFAULT-VALUE} where unset.")
    private int seeds;

    @Option(
            names = "--steps",
            defaultValue = "5",
            paramLabel = "N",
            description = "Noise levels of a clip; ${DEFAULT-VALUE} where unset.")
    private int steps;

    @Option(
            names = "--device",
            defaultValue = "cpu",
            paramLabel = "D",
            description = "Where it is trained: cpu, cuda, cuda:1, ...; ${DEFAULT-VALUE} where unset.")
    private String device;

    @Option(names = "--show", description = "Print the table as far as it is, and train nothing.")
    private boolean show;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    int run() {
        TrainingPreset row = preset == null ? TrainingPreset.ablation() : TrainingPreset.read(preset);
        long rowSteps = updates == null ? row.options().steps() : updates;
        List<AblationRow> wanted = rows == null
                ? AblationRow.all(row.json().path("background").asDouble(1))
                : rows.stream()
                        .map(word -> Words.parse(AblationRow.class, word.strip(), "--rows"))
                        .toList();
        AblationStudy.Settings settings = new AblationStudy.Settings(
                run,
                base == null ? EmbeddedModel.folder() : base,
                row,
                start,
                rowSteps,
                scenes,
                seeds,
                steps,
                wanted,
                device);
        List<AblationResult> results;
        try (AblationStudy study = new AblationStudy(settings, this::say, interruption()::asked)) {
            results = show ? study.results() : study.run();
        }
        if (json) {
            print(json(results));
        } else {
            out().print(AblationResult.table(results));
            out().flush();
        }
        if (show || results.size() == wanted.size()) {
            return ExitCode.DONE;
        }
        say("stopped with " + results.size() + " of " + wanted.size() + " rows; the same call goes on from there");
        return ExitCode.CANCELLED;
    }

    private static ArrayNode json(List<AblationResult> results) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (AblationResult r : results) {
            ObjectNode one = all.addObject()
                    .put("row", r.row().word())
                    .put("updates", r.updates())
                    .put("scenes", r.scenes())
                    .put("meanObjMc", r.meanObjMc())
                    .put("spread", r.spread())
                    .put("staticObjMc", r.staticObjMc())
                    .put("finderObjMc", r.finderObjMc())
                    .put("thingsError", r.meanThingsError())
                    .put("staticThingsError", r.staticThingsError());
            r.objMc().forEach(one.putArray("objMc")::add);
            if (!Double.isNaN(r.row().paper())) {
                one.put("paperObjMc", r.row().paper());
            }
        }
        return all;
    }

    private void say(String line) {
        err().println("tractrix: " + line);
        err().flush();
    }
}
