// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.animatic.Animatic;
import dev.tractrix.animatic.AnimaticFrames;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.pipeline.Clip;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Track;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.Resampling;
import java.util.ArrayList;
import java.util.List;

/**
 * What a clip did of what was asked.
 *
 * @param entities one a moving entity
 * @param meanPathErrorPercent mean over the entities, percent of the frame's diagonal; NaN without a moving entity
 * @param lockedPsnr dB, of what nothing moves over or uncovers, against the photograph; infinite when equal
 */
public record Adherence(List<EntityPath> entities, double meanPathErrorPercent, double lockedPsnr) {
    /**
     * @param id the entity's
     * @param asked a frame: x, y in the clip's pixels
     * @param achieved a frame: x, y in the clip's pixels, found by {@link TemplateTracker}
     * @param pathErrorPercent mean distance of the two, percent of the diagonal
     * @param correlation mean of the tracker's, -1..1: how much the thing still looks like itself
     */
    public record EntityPath(
            String id, double[][] asked, double[][] achieved, double pathErrorPercent, double correlation) {}

    /** Measures a clip against its own scene. */
    public static Adherence of(Clip clip) {
        int w = clip.frames().get(0).width();
        int h = clip.frames().get(0).height();
        return of(
                clip.motion(),
                clip.frames(),
                Resampling.resize(clip.framed().picture(), w, h),
                Animatic.frames(clip.framed(), clip.motion(), w, h));
    }

    /**
     * The achieved paths for a contact sheet: one an entity track of the motion, source pixels; null where it was not
     * measured.
     */
    public List<double[][]> achieved(Motion motion, int width, int height) {
        List<double[][]> all = new ArrayList<>();
        for (Track track : motion.entityTracks()) {
            all.add(entities.stream()
                    .filter(e -> e.id().equals(track.id()))
                    .findFirst()
                    .map(e ->
                            toSource(e.achieved(), (double) motion.width() / width, (double) motion.height() / height))
                    .orElse(null));
        }
        return all;
    }

    private static double[][] toSource(double[][] path, double sx, double sy) {
        double[][] out = new double[path.length][];
        for (int f = 0; f < out.length; f++) {
            out[f] = new double[] {(path[f][0] + 0.5) * sx - 0.5, (path[f][1] + 0.5) * sy - 0.5};
        }
        return out;
    }

    /**
     * Measures a clip.
     *
     * @param motion of the scene in the clip's aspect
     * @param frames the clip
     * @param still the photograph at the clip's size
     * @param animatic says what moves and what is uncovered; of the clip's size
     */
    public static Adherence of(Motion motion, List<Picture> frames, Picture still, AnimaticFrames animatic) {
        int w = still.width();
        int h = still.height();
        double diagonal = Math.hypot(w, h);
        double sx = (double) w / motion.width();
        double sy = (double) h / motion.height();
        List<EntityPath> paths = new ArrayList<>();
        for (Track track : motion.entityTracks()) {
            if (!track.moves() || 2 * track.mask().area() > track.mask().inside().length) {
                continue; // a background has no place of its own
            }
            Mask mask = Resampling.resize(FloatImage.of(track.mask()), w, h, Resampling.Kernel.AREA)
                    .toMask(0.5f);
            if (mask.area() == 0) {
                continue;
            }
            paths.add(path(track, new TemplateTracker(still, mask), frames, sx, sy, diagonal));
        }
        double mean = paths.stream()
                .mapToDouble(EntityPath::pathErrorPercent)
                .average()
                .orElse(Double.NaN);
        return new Adherence(paths, mean, lockedPsnr(frames, still, animatic));
    }

    private static EntityPath path(
            Track track, TemplateTracker tracker, List<Picture> frames, double sx, double sy, double diagonal) {
        double x0 = (track.start().x() + 0.5) * sx - 0.5;
        double y0 = (track.start().y() + 0.5) * sy - 0.5;
        double[][] asked = new double[frames.size()][];
        double[][] achieved = new double[frames.size()][];
        double error = 0;
        double correlation = 0;
        int counted = 0;
        for (int f = 0; f < frames.size(); f++) {
            asked[f] = new double[] {(track.x()[f] + 0.5) * sx - 0.5, (track.y()[f] + 0.5) * sy - 0.5};
            double[] found = tracker.find(frames.get(f), x0, y0, track.scale()[f]);
            achieved[f] = new double[] {found[0], found[1]};
            if (track.visible()[f]) {
                error += Math.hypot(found[0] - asked[f][0], found[1] - asked[f][1]);
                correlation += found[2];
                counted++;
            }
        }
        return new EntityPath(
                track.id(),
                asked,
                achieved,
                100 * error / Math.max(1, counted) / diagonal,
                correlation / Math.max(1, counted));
    }

    private static double lockedPsnr(List<Picture> frames, Picture still, AnimaticFrames animatic) {
        double sum = 0;
        long count = 0;
        for (int f = 0; f < frames.size(); f++) {
            float[] moving = animatic.movingMask().get(f);
            float[] uncovered = animatic.uncovered().get(f);
            byte[] a = frames.get(f).rgb();
            byte[] b = still.rgb();
            for (int i = 0; i < moving.length; i++) {
                if (moving[i] < 0.02f && uncovered[i] < 0.02f) {
                    for (int c = 0; c < 3; c++) {
                        double d = (a[3 * i + c] & 0xff) - (b[3 * i + c] & 0xff);
                        sum += d * d;
                    }
                    count += 3;
                }
            }
        }
        return count == 0 ? Double.NaN : 10 * Math.log10(255.0 * 255 / (sum / count));
    }
}
