// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.animatic.CompareSheet;
import dev.tractrix.benchmark.Pack;
import dev.tractrix.evaluation.Adherence;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.media.ClipMetadata;
import dev.tractrix.media.ClipReader;
import dev.tractrix.media.ClipWriter;
import dev.tractrix.media.Footage;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.SceneWriter;
import dev.tractrix.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code tractrix study create}. */
@Command(
        name = "create",
        header = "Make a study of the clips of two or more systems.",
        description = {
            "Clips of one name are one scene; a scene that not every system has is left out and told. The clips are copied,",
            "so that the folder holds all that raters see, with a picture of what was asked: from the pack, or from the records",
            "inside the clips. They vote in the studio."
        })
final class StudyCreate extends Action {
    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "The study's folder.")
    private Path output;

    @Option(
            names = "--system",
            required = true,
            paramLabel = "NAME=DIR",
            description = "A system and the folder of its clips; give two or more.")
    private Map<String, Path> systems;

    @Option(
            names = "--pack",
            paramLabel = "PACK",
            description =
                    "The pack whose scenes the clips are of; where unset the records inside the clips tell the lines.")
    private Path pack;

    @Option(names = "--name", paramLabel = "NAME", defaultValue = "study", description = "For people.")
    private String name;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "0", description = "Order and sides are drawn from it.")
    private long seed;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "3",
            description = "Pairs that each rater sees again with the sides exchanged, to tell who does not look;"
                    + " ${DEFAULT-VALUE} where unset.")
    private int repeats;

    @Option(
            names = "--checks",
            paramLabel = "N",
            defaultValue = "1",
            description = "Attention checks: a clip beside its own first frame held; ${DEFAULT-VALUE} where unset.")
    private int checks;

    @Option(names = "--no-ties", description = "Do not allow \"same\" as an answer.")
    private boolean noTies;

    @Override
    int run() {
        if (systems.size() < 2 || repeats < 0 || checks < 0) {
            throw new ParameterException(
                    spec.commandLine(), "give --system NAME=DIR at least twice, and no negative --repeats or --checks");
        }
        if (Files.exists(output.resolve("study.json"))) {
            throw BadInputException.of(output.toString(), "a folder without a study", "one", "choose another folder");
        }
        Map<String, Map<String, Path>> clips = new LinkedHashMap<>();
        systems.forEach((system, folder) -> clips.put(system, in(folder)));
        TreeSet<String> scenes = new TreeSet<>();
        clips.values().forEach(c -> scenes.addAll(c.keySet()));
        List<Study.Item> items = new ArrayList<>();
        Pack asked = pack == null ? null : Pack.open(pack);
        List<String> unseen = new ArrayList<>();
        int number = 0;
        for (String scene : scenes) {
            List<String> without = clips.keySet().stream()
                    .filter(s -> !clips.get(s).containsKey(scene))
                    .toList();
            if (!without.isEmpty()) {
                warn("scene " + scene + " is left out: no clip of " + String.join(", ", without));
                continue;
            }
            Map<String, String> own = new LinkedHashMap<>();
            for (String system : clips.keySet()) {
                // a number: the name of a file that a rater may see tells nothing
                own.put(system, copy(clips.get(system).get(scene), "clip-" + ++number));
            }
            String lines = asked(scene, asked, clips, "asked/asked-" + (items.size() + 1) + ".png");
            if (lines.isEmpty()) {
                unseen.add(scene);
            }
            items.add(new Study.Item(scene, lines, own, null));
        }
        if (!unseen.isEmpty()) {
            warn("no picture of what was asked in " + String.join(", ", unseen)
                    + ": who follows the lines better can be told only where they are seen; give --pack");
        }
        if (items.isEmpty()) {
            throw BadInputException.of(
                    "study", "a scene that every system has a clip of", "none", "name the clips of one scene alike");
        }
        int scenesOnly = items.size();
        for (int c = 0; c < Math.min(checks, scenesOnly); c++) {
            items.add(check(items.get(c), "check-" + (c + 1)));
        }
        List<Study.Question> questions = List.of(Study.Question.MOTION, Study.Question.QUALITY);
        Study study = new Study(name, seed, questions, !noTies, repeats, items);
        SceneWriter.writeText(output.resolve("study.json"), study.json() + "\n");
        out().println(scenesOnly + " scenes, " + (items.size() - scenesOnly) + " attention checks, "
                + (scenes.size() - scenesOnly) + " left out: " + output.resolve("study.json"));
        return ExitCode.DONE;
    }

    /** A clip that moves beside one that does not: asked for motion, everyone who looks prefers the first. */
    private Study.Item check(Study.Item item, String id) {
        String moving = item.clips().values().iterator().next();
        Footage footage = ClipReader.read(output.resolve(moving));
        Path held = output.resolve("clips").resolve(id + ".mp4");
        ClipWriter.write(
                Collections.nCopies(footage.frames().size(), footage.frames().get(0)),
                footage.fps(),
                ClipMetadata.NONE,
                held);
        return new Study.Item(id, item.asked(), Map.of("moving", moving, "held", "clips/" + id + ".mp4"), "moving");
    }

    /** Draws what was asked. @return the picture's path in the study; empty where nobody tells the lines */
    private String asked(String scene, Pack asked, Map<String, Map<String, Path>> clips, String as) {
        Picture drawn = null;
        if (asked != null && asked.items().contains(scene)) {
            LoadedScene loaded = LoadedScene.load(asked.scene(scene));
            drawn = drawn(loaded, Motion.of(loaded));
        }
        for (Map<String, Path> own : clips.values()) {
            if (drawn == null) {
                drawn = fromRecord(own.get(scene));
            }
        }
        if (drawn == null) {
            return "";
        }
        ImageFiles.writePng(drawn, output.resolve(as));
        return as;
    }

    private static Picture drawn(LoadedScene loaded, Motion motion) {
        return CompareSheet.asked(
                loaded, motion, loaded.picture().width(), loaded.picture().height());
    }

    /** Null for a clip without a record, or whose record names files that are gone. */
    private static Picture fromRecord(Path clip) {
        String record = ClipReader.read(clip).metadata().record().orElse(null);
        if (record == null) {
            return null;
        }
        try {
            Adherence.Asked asked =
                    Adherence.Asked.of(record, clip.toAbsolutePath().getParent());
            return drawn(asked.framed(), asked.motion());
        } catch (BadInputException e) {
            return null; // another system's clip may still tell
        }
    }

    /** Written anew: a file's own metadata says what made it. */
    private String copy(Path clip, String as) {
        Footage footage = ClipReader.read(clip);
        String name = "clips/" + as + ".mp4";
        ClipWriter.write(footage.frames(), footage.fps(), ClipMetadata.NONE, output.resolve(name));
        return name;
    }

    private static Map<String, Path> in(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw BadInputException.of(folder.toString(), "a folder of clips", "none", "check the path");
        }
        try (Stream<Path> list = Files.list(folder)) {
            Map<String, Path> out = new TreeMap<>();
            list.filter(f -> f.getFileName().toString().matches(".*\\.(mp4|webm|gif|webp)"))
                    .sorted()
                    .forEach(f -> out.put(f.getFileName().toString().replaceFirst("\\.[^.]*$", ""), f));
            return out;
        } catch (IOException e) {
            throw new BadInputException(folder + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }
}
