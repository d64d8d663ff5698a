// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tractrix.animatic.ThingCompletion;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.image.Picture;
import dev.tractrix.pipeline.EmbeddedCompletion;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Trajectory;
import dev.tractrix.studio.store.ContentFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatesTest {
    private static final int WIDTH = 240;
    private static final int HEIGHT = 160;
    /** A ball of which a third is beyond the left edge. */
    private static final Mask BALL = Masks.stroke(WIDTH, HEIGHT, new double[] {14}, new double[] {80}, 36);

    @TempDir
    Path folder;

    /** The page shows a thing whole that the clip will show whole. */
    @Test
    void aThingThatTheEdgeCutsGoesOn() throws IOException {
        LoadedScene scene = scene();
        DerivedFiles derived = new DerivedFiles(new ContentFiles(null, folder), folder, 50_000_000);
        try (EmbeddedCompletion completion = new EmbeddedCompletion()) {
            JsonNode whole = layer(new Plates(derived, completion), scene);
            assertThat(whole.path("x").asInt()).isLessThan(-8);
            assertThat(whole.path("x").asInt() + whole.path("width").asInt()).isBetween(49, 54);
        }
        DerivedFiles others = new DerivedFiles(new ContentFiles(null, folder), folder.resolve("o"), 50_000_000);
        assertThat(layer(new Plates(others, ThingCompletion.NONE), scene)
                        .path("x")
                        .asInt())
                .isZero();
    }

    private static JsonNode layer(Plates plates, LoadedScene scene) {
        return plates.of("someone", null, scene, Set.of(), 800).path("layers").path(0);
    }

    private LoadedScene scene() {
        Picture picture = Picture.black(WIDTH, HEIGHT);
        for (int i = 0; i < BALL.inside().length; i++) {
            int grain = i * 7919 % 97 % 12;
            double shade = 1 - 0.3 * Math.hypot(i % WIDTH - 4, i / WIDTH - 66.0) / 40;
            picture.rgb()[3 * i] = (byte) ((BALL.inside()[i] ? 200 * shade : 110) + grain);
            picture.rgb()[3 * i + 1] = (byte) ((BALL.inside()[i] ? 60 * shade : 130) + grain);
            picture.rgb()[3 * i + 2] = (byte) ((BALL.inside()[i] ? 50 * shade : 90) + grain);
        }
        Path image = folder.resolve("photo.png");
        Path mask = folder.resolve("ball.png");
        ImageFiles.writePng(picture, image);
        ImageFiles.writePng(BALL, mask);
        Entity ball = Entity.thing("ball", new Region.MaskFile(mask), Trajectory.line(20, 80, 120, 80));
        return LoadedScene.load(Scene.of(image, WIDTH, HEIGHT, List.of(ball)));
    }
}
