// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.scene.SceneWriter;
import dev.tractrix.training.Stage;
import dev.tractrix.training.Trainer;
import dev.tractrix.training.TrainingPreset;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code tractrix train}: one stage of a model, resumable. */
@Command(
        name = "train",
        header = "Train a stage of a model: vae, features, video or control.",
        description = {
            "The run's folder holds checkpoints, metrics.jsonl, sheets of validation pictures and, at the end, the model's part.",
            "The same call goes on from the newest checkpoint; Ctrl-C writes one first."
        })
final class Train extends Action {
    @Parameters(paramLabel = "STAGE", description = "vae, features, video or control.")
    private String stage;

    @Option(names = "--run", paramLabel = "DIR", description = "The run's folder.")
    private Path run;

    @Option(
            names = "--preset",
            defaultValue = "embedded",
            paramLabel = "P",
            description = "embedded, or a preset file; ${DEFAULT-VALUE} where unset.")
    private String preset;

    @Option(
            names = "--base",
            paramLabel = "DIR",
            description = "Folder with the parts that earlier stages made: vae, features, unet, ...")
    private Path base;

    @Option(
            names = "--train",
            paramLabel = "W",
            description = {
                "Which weights learn; short for --set train=W. vae: all, or decoder, which is finished on clips while the"
                        + " latents stay what they are (the embedded preset is then decoder's own);",
                "video and control: control, temporal or all."
            })
    private String which;

    @Option(
            names = "--ablate",
            split = ",",
            paramLabel = "A",
            description = {
                "What the ControlNet is shown: none, gaussian, entity, both, point, trajectory or box (short for --set ablation=A);",
                "and whether the error counts in the things' masks only: mask (--set background=0) or nomask (1). Both kinds may be"
                        + " given, with a comma."
            })
    private List<String> ablate = List.of();

    @Option(names = "--steps", paramLabel = "N", description = "Updates in all; short for --set options.steps=N.")
    private Long steps;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change a value of the preset, for example options.batch=4; repeatable.")
    private List<String> changes = List.of();

    @Option(names = "--show", description = "Print the preset with all changes, and train nothing.")
    private boolean show;

    @Override
    int run() {
        TrainingPreset changed = preset();
        if (show) {
            out().print(SceneWriter.text(changed.json()));
            out().flush();
            return ExitCode.DONE;
        }
        if (run == null) {
            throw new ParameterException(spec.commandLine(), "expected --run DIR");
        }
        long wanted = changed.options().steps();
        long done;
        try (Stage opened = changed.open(base)) {
            Trainer trainer = new Trainer(run, changed.options(), this::say, interruption()::asked);
            done = trainer.train(opened);
        }
        if (done < wanted) {
            say("stopped at step " + done + " of " + wanted + "; the same call goes on from there");
            return ExitCode.CANCELLED;
        }
        out().println(run.resolve("model"));
        return ExitCode.DONE;
    }

    private TrainingPreset preset() {
        boolean decoder = stage.equals("vae") && "decoder".equals(which);
        TrainingPreset p = preset.equals("embedded")
                ? TrainingPreset.embedded(decoder ? "decoder" : stage)
                : TrainingPreset.read(Path.of(preset));
        if (!p.stage().equals(stage)) {
            throw BadInputException.of(preset, "a preset of stage " + stage, p.stage(), "name its own stage");
        }
        p = which == null ? p : p.with("train", which);
        for (String word : ablate) {
            p = switch (word.strip()) {
                case "mask" -> p.with("background", "0");
                case "nomask" -> p.with("background", "1");
                default -> p.with("ablation", word.strip());
            };
        }
        for (String change : changes) {
            int equals = change.indexOf('=');
            if (equals < 1) {
                throw new ParameterException(spec.commandLine(), "--set expects KEY=VALUE, got '" + change + "'");
            }
            p = p.with(change.substring(0, equals), change.substring(equals + 1));
        }
        return steps == null ? p : p.with("options.steps", steps.toString());
    }

    private void say(String line) {
        err().println("tractrix: " + line);
        err().flush();
    }
}
