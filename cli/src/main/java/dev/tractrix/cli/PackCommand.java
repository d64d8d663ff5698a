// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.benchmark.HeldOutScenes;
import dev.tractrix.benchmark.Pack;
import dev.tractrix.benchmark.PackWriter;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.tracking.TrackFiles;
import dev.tractrix.training.TrainingPreset;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code tractrix pack}: scenes to measure systems by. */
@Command(
        name = "pack",
        header = "Make a pack: scenes to be generated, what is true of them, and a manifest with every file's hash.",
        description = {
            "Of scenes that are at hand, or made up from a seed with the true clip, masks and ways.",
            "'tractrix evaluate' runs systems over a pack and compares them."
        })
final class PackCommand extends Action {
    @Parameters(
            arity = "0..*",
            paramLabel = "SCENE",
            description = "Scenes in any format that 'generate' reads, or folders with such scenes at any depth.")
    private List<Path> scenes = List.of();

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "The pack's folder.")
    private Path output;

    @Option(names = "--name", paramLabel = "NAME", description = "The pack's name; its folder's where unset.")
    private String name;

    @Option(names = "--synthetic", paramLabel = "N", description = "Make N scenes up instead, with the truth.")
    private Integer synthetic;

    @Option(
            names = "--vipseg",
            paramLabel = "DIR",
            description =
                    "Videos in VIPSeg's layout instead, as the paper evaluates: 256x256, 14 frames, every instance.")
    private Path vipSeg;

    @Option(
            names = "--tracks",
            paramLabel = "PATH",
            description =
                    "With --vipseg: the instances' tracks, a folder or zip of <video>.json; our tracker where unset.")
    private Path tracks;

    @Mixin
    private MadeUpScenes made;

    @Option(
            names = "--things",
            defaultValue = "1-2",
            paramLabel = "MIN-MAX",
            description = "Things of a made-up scene; ${DEFAULT-VALUE} where unset.")
    private String things;

    @Option(
            names = "--like",
            paramLabel = "PRESET",
            description = {
                "With --synthetic: scenes as a preset of stage control trains on, camera still, in place of --size,",
                "--frames and --things: ablation, embedded, or a file."
            })
    private String like;

    @Override
    int run() {
        if ((synthetic == null ? 0 : 1) + (scenes.isEmpty() ? 0 : 1) + (vipSeg == null ? 0 : 1) != 1) {
            throw new ParameterException(spec.commandLine(), "give one of SCENE..., --synthetic and --vipseg");
        }
        if (synthetic != null && synthetic < 1) {
            throw new ParameterException(spec.commandLine(), "--synthetic is at least 1");
        }
        if (like != null && synthetic == null) {
            throw new ParameterException(spec.commandLine(), "--like goes with --synthetic");
        }
        made.require(2);
        Pack pack;
        if (synthetic != null) {
            try (ProgressDisplay progress = progress()) {
                pack = PackWriter.synthetic(output, synthetic, made.seed(HeldOutScenes.SEED), madeUp(), done -> {
                    progress.update("scenes", done, synthetic);
                    if (interruption().asked()) {
                        throw new CancelledException("scene " + done + "/" + synthetic);
                    }
                });
            }
        } else if (vipSeg != null) {
            pack = PackWriter.vipSeg(
                    output,
                    vipSeg,
                    tracks == null ? Map.of() : TrackFiles.read(tracks),
                    why -> warn("left out: " + why));
        } else {
            Map<String, LoadedScene> loaded = loaded();
            String called = name == null
                    ? output.toAbsolutePath().normalize().getFileName().toString()
                    : name;
            pack = PackWriter.scenes(output, called, loaded);
        }
        out().println(pack.items().size() + " scenes, manifest " + pack.sha256());
        return ExitCode.DONE;
    }

    /** By id. What a folder holds and cannot be read is left out and told; what was named itself is an error. */
    private Map<String, LoadedScene> loaded() {
        Map<String, LoadedScene> loaded = new LinkedHashMap<>();
        for (Path scene : SceneTree.found(scenes)) {
            String id = id(scene);
            LoadedScene read;
            try {
                read = LoadedScene.load(SceneSource.read(scene).scene());
            } catch (BadInputException e) {
                if (scenes.contains(scene)) {
                    throw e;
                }
                warn("left out: " + e.getMessage());
                continue;
            }
            if (loaded.put(id, read) != null) {
                throw BadInputException.of(
                        scene.toString(), "scenes of different names", id + " twice", "rename its folder");
            }
        }
        if (loaded.isEmpty()) {
            throw BadInputException.of(scenes.toString(), "a scene that can be read", "none", "see what was left out");
        }
        return loaded;
    }

    private SceneSpec madeUp() {
        if (like != null) {
            return TrainingPreset.named(like, "control").scenes().withCamera(0);
        }
        Matcher range = Pattern.compile("([1-8])(?:-([1-8]))?").matcher(things);
        if (!range.matches()) {
            throw new ParameterException(spec.commandLine(), "--things is a range from 1 to 8 such as 1-5");
        }
        int least = Integer.parseInt(range.group(1));
        int most = range.group(2) == null ? least : Integer.parseInt(range.group(2));
        if (most < least) {
            throw new ParameterException(spec.commandLine(), "--things " + things + ": the smaller number comes first");
        }
        return HeldOutScenes.spec(made.width(), made.height(), made.frames()).withEntities(least, most);
    }

    /** Its file's name; scene.json is named by its folder. */
    private static String id(Path scene) {
        Path whole = scene.toAbsolutePath().normalize();
        String file = whole.getFileName().toString();
        String named = file.matches("(scene|demo)\\d*\\.json|traj\\.npy|scene\\.yaml")
                ? whole.getParent().getFileName() + "-" + file.replaceFirst("\\.[^.]*$", "")
                : file.replaceFirst("\\.[^.]*$", "");
        return named.replaceAll("[^A-Za-z0-9._-]+", "_").replaceAll("_+(-|$)", "$1");
    }
}
