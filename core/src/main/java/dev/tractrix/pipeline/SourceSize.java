// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.animatic.Animatic;
import dev.tractrix.animatic.AnimaticFrame;
import dev.tractrix.animatic.AnimaticFrames;
import dev.tractrix.animatic.Unseen;
import dev.tractrix.control.Incircle;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.superresolution.ReferenceSuperResolution;
import dev.tractrix.superresolution.Window;
import dev.tractrix.vision.FloatImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A run whose clip has the photograph's size: the whole photograph's animatic, prepared once, guides the network in small
 * and gives the pixels in large, so that both fill alike what is uncovered.
 */
final class SourceSize {
    private final LoadedScene loaded;
    private final Motion motion;
    private final Animatic animatic;
    private final Window window;

    private SourceSize(LoadedScene loaded, Motion motion, Animatic animatic, Window window) {
        this.loaded = loaded;
        this.motion = motion;
        this.animatic = animatic;
        this.window = window;
    }

    /**
     * @param loaded the whole scene
     * @param framed as the network sees it
     * @param width of the network's frames, pixels
     * @param height of the network's frames, pixels
     * @param unseen how what the photograph does not show is made up
     * @param progress is told when the clip will be smaller than the photograph
     */
    static SourceSize prepare(
            LoadedScene loaded, LoadedScene framed, int width, int height, Unseen unseen, Progress progress) {
        int sourceWidth = loaded.scene().width();
        int sourceHeight = loaded.scene().height();
        int[] size = ModelDefaults.sourceSize(sourceWidth, sourceHeight);
        int w = size[0];
        int h = size[1];
        if (w != sourceWidth || h != sourceHeight) {
            progress.warning("the clip is " + w + "x" + h + ", not the photograph's " + sourceWidth + "x" + sourceHeight
                    + ": its longer side is " + Math.max(w, h) + " at most");
        }
        Motion motion = Motion.of(loaded.scene(), loaded.masks(), loaded.scene().frames(), Incircle.finder());
        Window window = Window.centred(
                w,
                h,
                sourceWidth,
                sourceHeight,
                framed.scene().width(),
                framed.scene().height(),
                width,
                height);
        return new SourceSize(loaded, motion, Animatic.prepare(loaded, motion, w, h, unseen, () -> false), window);
    }

    /** What the network is guided by: the large animatic in the network's frame. */
    AnimaticFrames animatic() {
        List<Picture> frames = new ArrayList<>();
        List<float[]> moving = new ArrayList<>();
        List<float[]> uncovered = new ArrayList<>();
        List<float[]> beyond = new ArrayList<>();
        for (int f = 0; f < motion.frames(); f++) {
            AnimaticFrame frame = animatic.frame(motion, f, layer -> null);
            frames.add(window.toSmall(frame.picture()));
            moving.add(small(frame.moving()));
            uncovered.add(small(frame.uncovered()));
            beyond.add(small(frame.beyond()));
        }
        return new AnimaticFrames(frames, moving, uncovered, beyond);
    }

    private float[] small(float[] values) {
        return window.toSmall(new FloatImage(window.width(), window.height(), 1, values))
                .values();
    }

    /** The network's clip at the photograph's size, the whole photograph in it. @param done as in {@link ReferenceSuperResolution} */
    Clip enlarge(Clip clip, IntConsumer done) {
        List<Picture> frames = ReferenceSuperResolution.enlarge(animatic, motion, window, clip.frames(), done);
        return new Clip(frames, clip.fps(), clip.recordJson(), loaded, motion, clip.maps());
    }
}
