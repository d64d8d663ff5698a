// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.animatic.Animatic;
import dev.tractrix.benchmark.Pack;
import dev.tractrix.benchmark.PackRun;
import dev.tractrix.control.Incircle;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.Picture;
import dev.tractrix.media.ClipMetadata;
import dev.tractrix.media.ClipReader;
import dev.tractrix.media.ClipWriter;
import dev.tractrix.pipeline.Clip;
import dev.tractrix.pipeline.DragModel;
import dev.tractrix.pipeline.DragPipeline;
import dev.tractrix.pipeline.FramedScene;
import dev.tractrix.pipeline.Progress;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.SceneWriter;
import dev.tractrix.scene.Settings;
import dev.tractrix.scene.formats.SceneFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What makes, or fetches, the clips of a pack's items. */
final class PackSystem implements PackRun.Maker, AutoCloseable {
    /** Where clips come from. */
    enum Kind {
        GENERATE,
        ANIMATIC,
        STATIC,
        TRUTH,
        /** Clips of others. */
        IMPORT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Action action;
    private final Pack pack;
    private final Path run;
    private final Kind kind;
    private RunOptions options;
    private Map<String, Path> others = Map.of();
    private DragModel model;

    PackSystem(Action action, Pack pack, Path run, Kind kind) {
        this.action = action;
        this.pack = pack;
        this.run = run;
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** Says in the settings what the clips are made with. @param clips of {@link Kind#IMPORT} */
    void prepare(RunOptions given, Path clips, ObjectNode settings) {
        options = given;
        if (kind == Kind.IMPORT) {
            others = clipsIn(clips);
            List<String> strange = others.keySet().stream()
                    .filter(c -> !pack.items().contains(c))
                    .toList();
            if (!strange.isEmpty()) {
                action.warn(strange.size() + " clips in " + clips + " are of no item of the pack and are left out: "
                        + String.join(", ", strange));
            }
            settings.put("clips", others.size());
        } else if (kind == Kind.GENERATE) {
            settings.setAll((ObjectNode)
                    SceneWriter.json(asked(pack.items().get(0)).scene().withEntities(List.of()), null)
                            .path("settings"));
        }
    }

    private static Map<String, Path> clipsIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw BadInputException.of(folder.toString(), "a folder of clips", "none", "check the path");
        }
        try (Stream<Path> list = Files.list(folder)) {
            Map<String, Path> out = new TreeMap<>();
            for (Path file : list.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith(".") || name.endsWith(".json")) {
                    continue;
                }
                String id = Files.isDirectory(file) ? name : name.replaceFirst("\\.[^.]*$", "");
                if (out.put(id, file) != null) {
                    throw BadInputException.of(
                            folder.toString(), "one clip an item", "two of " + id, "remove the one that is not meant");
                }
            }
            return out;
        } catch (IOException e) {
            throw new BadInputException(folder + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** The clip has the truth's size where there is a truth. */
    private LoadedScene asked(String item) {
        Scene scene = options.applied(pack.scene(item));
        Settings s = scene.settings();
        if (pack.kind().equals("synthetic") && s.width() == null && s.height() == null) {
            scene = scene.withSettings(
                    s.toBuilder().width(scene.width()).height(scene.height()).build());
        }
        return options.load(new SceneFormat.Imported(scene, List.of()));
    }

    @Override
    public PackRun.Output make(String item) {
        if (action.interruption().asked()) {
            throw new CancelledException(item + "; the same call goes on from here");
        }
        if (kind == Kind.GENERATE) {
            return generated(item);
        }
        LoadedScene loaded = LoadedScene.load(pack.scene(item));
        List<Picture> frames = switch (kind) {
            case STATIC -> Collections.nCopies(loaded.scene().frames(), loaded.picture());
            case TRUTH -> pack.truth(item);
            case IMPORT -> imported(item);
            case ANIMATIC, GENERATE ->
                Animatic.frames(
                                loaded,
                                Motion.of(loaded),
                                loaded.scene().width(),
                                loaded.scene().height())
                        .frames();
        };
        if (frames.isEmpty()) {
            throw new BadInputException("the pack holds no true clip of it");
        }
        Picture first = frames.get(0);
        LoadedScene framed = FramedScene.of(loaded, Fidelity.PAPER.resize(), first.width(), first.height());
        Motion motion = Motion.of(framed.scene(), framed.masks(), framed.scene().frames(), Incircle.finder());
        write(item, frames, loaded.scene().fps(), ClipMetadata.NONE);
        return new PackRun.Output(frames, framed, motion);
    }

    private List<Picture> imported(String item) {
        Path file = others.get(item);
        if (file == null) {
            throw new BadInputException("no clip of that name");
        }
        return ClipReader.read(file).frames();
    }

    private PackRun.Output generated(String item) {
        LoadedScene scene = asked(item);
        if (model == null) {
            model = DragModel.open(
                    scene.scene().settings().model(), scene.scene().settings());
        }
        Clip clip = new DragPipeline(model).generate(scene, new Progress() {
            @Override
            public void at(String stage, int done, int total) {
                // what is done is told an item at a time
            }

            @Override
            public boolean cancelled() {
                return action.interruption().asked();
            }
        });
        write(item, clip.frames(), clip.fps(), ClipMetadata.aiGenerated(clip.recordJson()));
        SceneWriter.writeText(clips().resolve(item + ".json"), clip.recordJson() + "\n");
        return new PackRun.Output(clip.frames(), clip.framed(), clip.motion());
    }

    private Path clips() {
        return run.resolve("clips");
    }

    private void write(String item, List<Picture> frames, double fps, ClipMetadata metadata) {
        ClipWriter.write(new ArrayList<>(frames), fps, metadata, clips().resolve(item + ".mp4"));
    }

    @Override
    public void close() {
        if (model != null) {
            model.close();
        }
    }
}
