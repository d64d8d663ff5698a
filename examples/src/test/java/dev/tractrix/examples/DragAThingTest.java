// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.image.Picture;
import dev.tractrix.media.ClipReader;
import dev.tractrix.pipeline.Clip;
import dev.tractrix.pipeline.EmbeddedModel;
import dev.tractrix.scene.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example runs: with the embedded model, on few steps and a small frame. */
class DragAThingTest {
    @Test
    void makesTheClipOfTheBoat(@TempDir Path folder) {
        Assumptions.assumeTrue(EmbeddedModel.isPresent(), "the embedded model is not on the class path");
        Path target = folder.resolve("boat.mp4");

        Clip clip = DragAThing.drag(
                Path.of("boat", "scene.json"),
                target,
                Settings.builder().steps(2).build());

        assertThat(clip.frames()).hasSize(14);
        assertThat(changed(clip.frames().get(0), clip.frames().get(13)))
                .as("part of the picture that is another at the end")
                .isBetween(0.005, 0.9);
        assertThat(Files.exists(target)).isTrue();
        assertThat(ClipReader.read(target).frames()).hasSize(14);
    }

    /** Part of the pixels whose green differs by more than 24 of 255. */
    private static double changed(Picture a, Picture b) {
        int count = 0;
        for (int i = 1; i < a.rgb().length; i += 3) {
            if (Math.abs((a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff)) > 24) {
                count++;
            }
        }
        return count / (a.rgb().length / 3.0);
    }
}
