// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.preflight;

import dev.tractrix.pipeline.ModelDefaults;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Settings;
import java.util.Objects;

/**
 * What a run will do, with nothing left open.
 *
 * @param width network's frame, pixels
 * @param height network's frame, pixels
 * @param clipWidth of the frames that are written, pixels: the network's, or up to the photograph's
 * @param clipHeight of the frames that are written, pixels
 * @param frames of the clip
 * @param steps denoising steps that run the networks; those that an animatic replaces are not among them
 * @param animatic whether an animatic guides
 * @param refine whether the animatic is mended before
 * @param detail whether the animatic is decoded, too, for its fine detail
 * @param guided whether each step runs the networks twice
 * @param ensemble noises averaged for the entity features
 * @param decodeChunk frames decoded at a time
 * @param offload {@code auto}, {@code never} or {@code always}, see {@link Settings}
 * @param fidelity every switch
 */
public record Plan(
        int width,
        int height,
        int clipWidth,
        int clipHeight,
        int frames,
        int steps,
        boolean animatic,
        boolean refine,
        boolean detail,
        boolean guided,
        int ensemble,
        int decodeChunk,
        String offload,
        Fidelity fidelity) {
    private static final Settings RELEASED = Settings.builder()
            .width(576)
            .height(320)
            .steps(25)
            .guidanceMin(1.0)
            .guidanceMax(3.0)
            .guideInside(0.0)
            .guideOutside(0.0)
            .guideDetail(0.0)
            .guideFill(0.0)
            .guideComplete(0.0)
            .guideRefine(0.0)
            .featureEnsemble(8)
            .decodeChunk(4)
            .offload("auto")
            .fidelity(Fidelity.PAPER)
            .build();

    public Plan {
        Objects.requireNonNull(offload, "offload");
        Objects.requireNonNull(fidelity, "fidelity");
        if (width < 1
                || height < 1
                || clipWidth < 1
                || clipHeight < 1
                || frames < 1
                || steps < 0
                || ensemble < 1
                || decodeChunk < 1) {
            throw new IllegalArgumentException("a plan's numbers are at least 1, steps 0, got " + width + "x" + height
                    + " for " + clipWidth + "x" + clipHeight + ", " + frames + " frames, " + steps + " steps, "
                    + ensemble + " noises, " + decodeChunk
                    + " frames a chunk");
        }
    }

    /** Whether the network's clip is enlarged with the photograph's own pixels. */
    boolean enlarged() {
        return clipWidth != width || clipHeight != height;
    }

    /** Of the written clip, all frames together. */
    double clipPixels() {
        return (double) clipWidth * clipHeight * frames;
    }

    /**
     * What a scene asks for, and the model's own where it says nothing.
     *
     * @param model null where it is not there: the released demo's numbers stand in for it
     */
    public static Plan of(Scene scene, ModelDefaults model) {
        Settings asked = scene.settings();
        Settings s = model == null ? asked.or(RELEASED) : asked.or(model.settings());
        int[] size =
                model == null ? new int[] {s.width(), s.height()} : model.size(asked, scene.width(), scene.height());
        int[] clip = model == null ? size : model.clipSize(asked, scene.width(), scene.height());
        long held = Math.round(Math.min(s.guideInside(), s.guideOutside()) * s.steps());
        boolean guide = s.guideInside() > 0 || s.guideOutside() > 0;
        return new Plan(
                size[0],
                size[1],
                clip[0],
                clip[1],
                scene.frames(),
                (int) (s.steps() - held),
                guide,
                guide && s.guideRefine() > 0,
                guide && s.guideDetail() > 0 && clip[0] == size[0] && clip[1] == size[1],
                s.guidanceMin() != 1 || s.guidanceMax() != 1,
                s.featureEnsemble(),
                s.decodeChunk(),
                s.offload(),
                s.fidelity());
    }
}
