// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.examples;

import dev.tractrix.media.ClipMetadata;
import dev.tractrix.media.ClipWriter;
import dev.tractrix.pipeline.Clip;
import dev.tractrix.pipeline.DragModel;
import dev.tractrix.pipeline.DragPipeline;
import dev.tractrix.pipeline.Progress;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.SceneReader;
import dev.tractrix.scene.Settings;
import java.nio.file.Path;

/** All of Tractrix: read a scene, open a model, make the clip, write it. */
public final class DragAThing {
    private DragAThing() {}

    /** @param args a scene file and the clip to write, for example {@code examples/boat/scene.json out/boat.mp4} */
    public static void main(String[] args) {
        drag(Path.of(args[0]), Path.of(args[1]), Settings.NONE);
    }

    /** Settings win over the scene's own; what neither says is the model's default. */
    static Clip drag(Path scene, Path target, Settings settings) {
        Scene read = SceneReader.read(scene);
        LoadedScene loaded = LoadedScene.load(read.withSettings(settings.or(read.settings())));
        try (DragModel model = DragModel.open("embedded", settings)) {
            Clip clip = new DragPipeline(model).generate(loaded, Progress.SILENT);
            ClipWriter.write(clip.frames(), clip.fps(), ClipMetadata.aiGenerated(clip.recordJson()), target);
            return clip;
        }
    }
}
