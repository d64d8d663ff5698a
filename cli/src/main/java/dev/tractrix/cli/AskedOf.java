// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.control.Incircle;
import dev.tractrix.evaluation.Adherence;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.media.Footage;
import dev.tractrix.pipeline.FramedScene;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What was asked of a clip: from the record inside it, a record beside it, or a scene. */
final class AskedOf {
    private static final long MAX_RECORD = 64 << 20;

    private AskedOf() {}

    /** @param given a record or scene, or null for the record inside */
    static Adherence.Asked clip(Path clip, Footage footage, Path given) {
        if (given == null) {
            String inside = footage.metadata()
                    .record()
                    .orElseThrow(() ->
                            new BadInputException(clip + ": no record in it; say with --record what was asked of it"));
            return Adherence.Asked.of(inside, clip.toAbsolutePath().getParent());
        }
        String text = recordText(given);
        if (text != null) {
            return Adherence.Asked.of(text, given.toAbsolutePath().getParent());
        }
        LoadedScene loaded = LoadedScene.load(SceneSource.read(given).scene());
        int frames = footage.frames().size();
        LoadedScene framed = FramedScene.of(
                loaded,
                Fidelity.PAPER.resize(),
                footage.frames().get(0).width(),
                footage.frames().get(0).height());
        return new Adherence.Asked(framed, Motion.of(framed.scene(), framed.masks(), frames, Incircle.finder()));
    }

    /** The text of a record, or null where the file is something else. */
    private static String recordText(Path file) {
        try {
            if (!Files.isRegularFile(file) || !file.toString().endsWith(".json") || Files.size(file) > MAX_RECORD) {
                return null;
            }
            String text = Files.readString(file);
            return new ObjectMapper().readTree(text).has("record") ? text : null;
        } catch (JsonProcessingException e) {
            return null; // whoever reads the scene says what is wrong with it
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }
}
