// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.animatic.Animatic;
import dev.tractrix.animatic.AnimaticFrames;
import dev.tractrix.animatic.GroundFill;
import dev.tractrix.animatic.ThingCompletion;
import dev.tractrix.animatic.Unseen;
import dev.tractrix.data.DeadLeaves;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Settings;
import dev.tractrix.scene.Trajectory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disc that the left edge cuts comes into the picture: what its guide shows that the picture does not. */
class UnseenGuideTest {
    private static final int W = 96;
    private static final int H = 64;

    @TempDir
    private Path folder;

    @Test
    void aWholeGuideWithItsDetailHasTheThingsThatTheModelCompletes() {
        TinyModel.write(folder);
        TinyModel.writeCompletion(folder);
        Settings.Builder whole =
                Settings.builder().seed(0).guideInside(1.0).guideOutside(1.0).guideDetail(1.0);
        try (DragModel model = DragModel.open(folder.toString(), Settings.NONE)) {
            // this one's weights say anything, so all that is possible is asked for
            Clip clip = new DragPipeline(model)
                    .generate(scene(whole.guideComplete(1.0).build()), Progress.SILENT);
            AnimaticFrames cut = Animatic.frames(clip.framed(), clip.motion(), W, H);
            AnimaticFrames completed = Animatic.frames(
                    clip.framed(),
                    clip.motion(),
                    W,
                    H,
                    new Unseen(GroundFill.EXEMPLAR, model.completion().completion(1)));
            assertThat(completed.frames().get(2).rgb())
                    .isNotEqualTo(cut.frames().get(2).rgb());
            assertThat(clip.frames().get(2).rgb())
                    .isEqualTo(completed.frames().get(2).rgb());
        }
    }

    @Test
    void itsGroundIsFilledByTheModel() {
        TinyModel.write(folder);
        TinyModel.writeFill(folder);
        Settings.Builder whole =
                Settings.builder().seed(0).guideInside(1.0).guideOutside(1.0).guideDetail(1.0);
        try (DragModel model = DragModel.open(folder.toString(), Settings.NONE)) {
            Clip clip =
                    new DragPipeline(model).generate(scene(whole.guideFill(1.0).build()), Progress.SILENT);
            AnimaticFrames bare = Animatic.frames(clip.framed(), clip.motion(), W, H);
            AnimaticFrames judged = Animatic.frames(
                    clip.framed(), clip.motion(), W, H, new Unseen(model.fill().fill(1), ThingCompletion.NONE));
            assertThat(judged.frames().get(2).rgb())
                    .isNotEqualTo(bare.frames().get(2).rgb());
            assertThat(clip.frames().get(2).rgb())
                    .isEqualTo(judged.frames().get(2).rgb());
        }
    }

    @Test
    void aModelWithoutThemRefusesToCompleteAndToFill() {
        TinyModel.write(folder);
        Settings asked = Settings.builder().guideInside(1.0).guideComplete(0.5).build();
        try (DragModel model = DragModel.open(folder.toString(), Settings.NONE)) {
            assertThatThrownBy(() -> new DragPipeline(model).generate(scene(asked), Progress.SILENT))
                    .isInstanceOf(BadInputException.class)
                    .hasMessage("guideComplete: expected 0, for this model has no completion, got 0.5; leave it out");
        }
    }

    private LoadedScene scene(Settings settings) {
        Path file = folder.resolve("photo.png");
        Picture picture = DeadLeaves.picture(W, H, 3);
        ImageFiles.writePng(picture, file);
        Entity disc = Entity.thing("disc", new Region.Round(4, 32, 14), Trajectory.line(4, 32, 44, 32));
        Scene scene = new Scene(file, W, H, 3, 7, List.of(disc), List.of(), false, settings);
        return LoadedScene.of(scene, picture, 128);
    }
}
