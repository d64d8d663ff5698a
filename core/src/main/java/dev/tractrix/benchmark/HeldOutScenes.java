// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.benchmark;

import dev.tractrix.data.LayeredScenes;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.data.SyntheticEntity;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.scene.Easing;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Keyframe;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Settings;
import dev.tractrix.scene.Trajectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Made-up clips as scenes to be generated: what their things do is asked, and their frames are the truth. */
public final class HeldOutScenes {
    /**
     * Training takes its scenes from other seeds ({@link dev.tractrix.training.HeldOut} refuses the training's own).
     */
    public static final long SEED = 20_261_122;

    /** Below this many pixels in the first frame a thing is left to itself. */
    private static final int LEAST_AREA = 40;

    private HeldOutScenes() {}

    /** One or two things; no turning, which a scene cannot ask for, and no shadows, which would come along unasked. */
    public static SceneSpec spec(int width, int height, int frames) {
        return SceneSpec.of(width, height, frames)
                .withEntities(1, 2)
                .withTurnAndGrowth(0, 1.4)
                .withCamera(0)
                .withShadowAndGrain(0, 0.4);
    }

    /** Clip {@code index} of the endless series of a seed. */
    public static SyntheticScene clip(SceneSpec spec, long seed, int index) {
        return LayeredScenes.scene(spec, seed, index);
    }

    /**
     * What is asked so that the truth would be the answer.
     *
     * @param image the first frame's file, whether there yet or not
     */
    public static Scene asked(SyntheticScene truth, Path image) {
        int frames = truth.frames().size();
        List<Entity> entities = new ArrayList<>();
        for (SyntheticEntity thing : truth.entities()) {
            if (thing.visibleMasks().get(0).area() < LEAST_AREA) {
                continue;
            }
            List<Keyframe> keyframes = new ArrayList<>();
            for (int f = 0; f < frames && thing.moves(); f++) {
                keyframes.add(new Keyframe(
                        Trajectory.evenTime(f, frames),
                        thing.x()[f],
                        thing.y()[f],
                        thing.motion().get(f).scale(),
                        Easing.LINEAR,
                        thing.visible()[f]));
            }
            entities.add(new Entity(
                    "thing-" + thing.id(),
                    "",
                    new Region.Pixels(thing.visibleMasks().get(0)),
                    Entity.Kind.THING,
                    thing.id(),
                    keyframes.isEmpty() ? Trajectory.hold() : new Trajectory(keyframes, Trajectory.Anchor.OFFSET)));
        }
        return new Scene(
                image,
                truth.spec().width(),
                truth.spec().height(),
                frames,
                Scene.DEFAULT_FPS,
                entities,
                List.of(),
                false,
                Settings.NONE);
    }
}
