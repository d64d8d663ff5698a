// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.animatic.Animatic;
import dev.tractrix.animatic.AnimaticFrames;
import dev.tractrix.animatic.Unseen;
import dev.tractrix.control.Incircle;
import dev.tractrix.data.SyntheticEntity;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.image.Mask;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Keyframe;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Trajectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a user would get without a network who asks for a scene's true motion: exactly the guide that a run starts from. */
final class AskedAnimatic {
    private AskedAnimatic() {}

    /** @param named whose ways are asked; each has visible pixels in the first frame */
    static AnimaticFrames of(SyntheticScene synthetic, List<SyntheticEntity> named) {
        return of(synthetic, named, UnaryOperator.identity(), Unseen.BY_EXAMPLES);
    }

    /**
     * As above.
     *
     * @param drawn from a thing's true mask to the one that the user drew, not empty
     * @param unseen how what the first frame does not show is made up
     */
    static AnimaticFrames of(
            SyntheticScene synthetic, List<SyntheticEntity> named, UnaryOperator<Mask> drawn, Unseen unseen) {
        int f = synthetic.frames().size();
        List<Entity> entities = new ArrayList<>();
        List<Mask> masks = new ArrayList<>();
        for (SyntheticEntity entity : named) {
            List<Keyframe> keyframes = new ArrayList<>();
            for (int i = 0; i < f; i++) {
                double scale = Math.max(0.05, Math.min(20, entity.radius()[i] / entity.radius()[0]));
                keyframes.add(Keyframe.at(Trajectory.evenTime(i, f), entity.x()[i], entity.y()[i])
                        .scaled(scale));
            }
            Mask mask = drawn.apply(entity.visibleMasks().get(0));
            entities.add(new Entity(
                    "thing-" + entity.id(),
                    "",
                    new Region.Pixels(mask),
                    Entity.Kind.THING,
                    entity.id(),
                    new Trajectory(keyframes, Trajectory.Anchor.OFFSET)));
            masks.add(mask);
        }
        Scene scene = Scene.of(
                        Path.of("synthetic"),
                        synthetic.spec().width(),
                        synthetic.spec().height(),
                        entities)
                .withFrames(f);
        return of(new LoadedScene(scene, synthetic.frames().get(0), masks, List.of()), unseen);
    }

    /** @param drawn as above @param unseen as above */
    static AnimaticFrames of(LoadedScene loaded, UnaryOperator<Mask> drawn, Unseen unseen) {
        List<Mask> masks = loaded.masks().stream().map(drawn).toList();
        return of(new LoadedScene(loaded.scene(), loaded.picture(), masks, loaded.warnings()), unseen);
    }

    private static AnimaticFrames of(LoadedScene loaded, Unseen unseen) {
        Scene scene = loaded.scene();
        Motion motion = Motion.of(scene, loaded.masks(), scene.frames(), Incircle.finder());
        return Animatic.frames(loaded, motion, scene.width(), scene.height(), unseen);
    }
}
