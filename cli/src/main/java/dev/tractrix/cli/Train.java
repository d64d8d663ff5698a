// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.data.PartedPictures;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.reproduction.HeldOutReport;
import dev.tractrix.scene.SceneWriter;
import dev.tractrix.selection.ClickTraining;
import dev.tractrix.training.ControlStage;
import dev.tractrix.training.Stage;
import dev.tractrix.training.Trainer;
import dev.tractrix.training.TrainingChain;
import dev.tractrix.training.TrainingPreset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code tractrix train}: one stage of a model, resumable. */
@Command(
        name = "train",
        header = "Train a model, or one stage of it: vae, features, video, control, completion, fill or refiner.",
        description = {
            "The run's folder holds checkpoints, metrics.jsonl, sheets of validation pictures and, at the end, the model's part.",
            "The same call goes on from the newest checkpoint; Ctrl-C writes one first.",
            "Without a stage all are trained, one after another, from nothing to RUN/model."
        })
final class Train extends Action {
    private static final int CLICK_PICTURES = 240;
    private static final long CLICK_SEED = 20261122;

    @Parameters(
            arity = "0..1",
            paramLabel = "STAGE",
            description = {
                "vae, features, video, control, completion, fill or refiner; all where unset.",
                "Or click: what the selector without weights judges by, learned anew from --steps drawn pictures, and those of"
                        + " --data (NAME.png, NAME-ids.png, NAME.txt with the ids of a thing a line), to RUN/judge.bin."
            })
    private String stage;

    @Option(names = "--run", paramLabel = "DIR", description = "The run's folder.")
    private Path run;

    @Option(
            names = "--preset",
            defaultValue = "embedded",
            paramLabel = "P",
            description =
                    "embedded; paper (control alone, in full size); a preset file; a folder with a file for each stage;"
                            + " ${DEFAULT-VALUE} where unset.")
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

    @Option(
            names = "--device",
            defaultValue = "cpu",
            paramLabel = "D",
            description =
                    "Where it is trained: cpu, cuda, cuda:1, ...; a run may go on on another; ${DEFAULT-VALUE} where unset.")
    private String device;

    @Option(names = "--steps", paramLabel = "N", description = "Updates in all; short for --set options.steps=N.")
    private Long steps;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change a value of the preset, for example options.batch=4; repeatable. Without a stage:"
                    + " STAGE:KEY=VALUE.")
    private List<String> changes = List.of();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = {
                "Train control on an annotated data set instead of scenes: VIPSeg, YouTube-VOS, or a folder of clips; short for",
                "--set data.folder=DIR. Its annotations are in DIR/annotations unless data.annotations says otherwise.",
                "completion, fill and refiner: a pack of true clips beside the scenes."
            })
    private Path data;

    @Option(
            names = "--held-out",
            paramLabel = "N",
            description = {
                "Train nothing: make clips of N scenes that were not trained on with the run's newest checkpoint, from pure noise,",
                "and say how far things are from where they should be, with and without the ControlNet."
            })
    private Integer heldOut;

    @Option(
            names = "--levels",
            paramLabel = "N",
            description = "With --held-out: in how many levels of noise a clip is made; ${DEFAULT-VALUE} where unset.")
    private int levels = 10;

    @Option(names = "--show", description = "Print the preset with all changes, and train nothing.")
    private boolean show;

    @Override
    int run() {
        if (stage == null) {
            return chain();
        }
        if (stage.equals("click")) {
            return click();
        }
        TrainingPreset changed = preset();
        if (show) {
            out().print(SceneWriter.text(changed.json()));
            out().flush();
            return ExitCode.DONE;
        }
        if (run == null) {
            throw new ParameterException(spec.commandLine(), "expected --run DIR");
        }
        if (heldOut != null) {
            return measure(changed);
        }
        long wanted = changed.options().steps();
        long done;
        try (Stage opened = changed.open(base, device)) {
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

    private int chain() {
        if (run == null || show || heldOut != null || which != null || steps != null || !ablate.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "without a stage expected --run DIR, and no option that is of one stage; use --set STAGE:KEY=VALUE");
        }
        Map<String, TrainingPreset> presets = new LinkedHashMap<>();
        for (String name : TrainingChain.STAGES) {
            TrainingPreset p = TrainingPreset.named(preset, name);
            for (String change : changes) {
                if (change.startsWith(name + ":")) {
                    p = changed(p, change.substring(name.length() + 1));
                } else if (TrainingChain.STAGES.stream().noneMatch(s -> change.startsWith(s + ":"))) {
                    throw new ParameterException(
                            spec.commandLine(), "--set expects STAGE:KEY=VALUE without a stage, got '" + change + "'");
                }
            }
            presets.put(name, p);
        }
        Path model = new TrainingChain(run, presets, device, this::say, interruption()::asked).train();
        if (model == null) {
            say("stopped; the same call goes on from there");
            return ExitCode.CANCELLED;
        }
        out().println(model);
        return ExitCode.DONE;
    }

    /** The selector's judge is no network: it is learned in one go. */
    private int click() {
        boolean others = which != null || base != null || heldOut != null || show;
        if (run == null || others || !ablate.isEmpty() || !changes.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "click takes --run DIR, --steps PICTURES (" + CLICK_PICTURES + ") and --data DIR alone");
        }
        long pictures = steps == null ? CLICK_PICTURES : steps;
        if (pictures < 2 || pictures > 100_000) {
            throw new ParameterException(spec.commandLine(), "click learns from 2 to 100000 pictures, got " + pictures);
        }
        Path file = run.resolve("judge.bin");
        try (ProgressDisplay display = progress()) {
            Files.createDirectories(run);
            new ClickTraining(
                            (int) pictures,
                            Optional.ofNullable(data).map(PartedPictures::new),
                            CLICK_SEED,
                            interruption()::asked)
                    .run(file, (done, all) -> display.update("learning", done, all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out().println(file);
        return ExitCode.DONE;
    }

    private int measure(TrainingPreset changed) {
        if (heldOut < 1) {
            throw new ParameterException(spec.commandLine(), "--held-out is at least 1");
        }
        if (levels < 1) {
            throw new ParameterException(spec.commandLine(), "--levels is at least 1");
        }
        try (Stage opened = changed.open(base, device)) {
            if (!(opened instanceof ControlStage control)) {
                throw BadInputException.of("--held-out", "a run of video or control", stage, "name such a run");
            }
            for (HeldOutReport report :
                    HeldOutReport.of(run, control, base, heldOut, levels, run.resolve("held-out.png"))) {
                out().println(report);
                out().flush();
            }
        }
        return ExitCode.DONE;
    }

    private TrainingPreset changed(TrainingPreset p, String change) {
        int equals = change.indexOf('=');
        if (equals < 1) {
            throw new ParameterException(spec.commandLine(), "--set expects KEY=VALUE, got '" + change + "'");
        }
        return p.with(change.substring(0, equals), change.substring(equals + 1));
    }

    private TrainingPreset preset() {
        boolean decoder = stage.equals("vae") && "decoder".equals(which);
        TrainingPreset p = decoder && preset.equals("embedded")
                ? TrainingPreset.embedded("decoder")
                : TrainingPreset.named(preset, stage);
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
            p = changed(p, change);
        }
        p = data == null ? p : p.withData(data);
        return steps == null ? p : p.with("options.steps", steps.toString());
    }

    private void say(String line) {
        err().println("tractrix: " + line);
        err().flush();
    }
}
