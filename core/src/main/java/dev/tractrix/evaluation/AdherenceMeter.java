// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.animatic.AnimaticFrames;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Track;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.Resampling;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures one clip. Every thing is looked for twice: in the clip, and in the animatic, in which it goes exactly along its
 * line. What is lost in the animatic is not the clip's fault: it is called untrackable.
 */
final class AdherenceMeter {
    /** Of a thing that looks otherwise than this, little can be said. */
    private static final double LEAST_CONFIDENCE = 0.5;
    /** The instrument's own error on the exact clip, percent of the diagonal, above which it is not believed. */
    private static final double MOST_INSTRUMENT_ERROR = 2.5;

    private final Motion motion;
    private final Picture still;
    private final AnimaticFrames animatic;
    private final double tolerance;
    private final double diagonal;
    private final double sx;
    private final double sy;

    /**
     * @param motion of the framed scene
     * @param still the photograph at the clip's size
     * @param animatic of the clip's size
     */
    AdherenceMeter(Motion motion, Picture still, AnimaticFrames animatic, double tolerance) {
        this.motion = motion;
        this.still = still;
        this.animatic = animatic;
        this.tolerance = tolerance;
        diagonal = Math.hypot(still.width(), still.height());
        sx = (double) still.width() / motion.width();
        sy = (double) still.height() / motion.height();
    }

    Adherence measure(List<Picture> frames) {
        List<EntityAdherence> entities = new ArrayList<>();
        List<String> statements = new ArrayList<>();
        for (Track track : motion.entityTracks()) {
            Mask mask = Resampling.resize(
                            FloatImage.of(track.mask()), still.width(), still.height(), Resampling.Kernel.AREA)
                    .toMask(0.5f);
            if (mask.area() == 0) {
                statements.add("entity " + track.id() + ": its mask is smaller than a pixel of the clip");
            } else if (2 * mask.area() > mask.inside().length) {
                statements.add(
                        "entity " + track.id() + ": covers more than half of the frame, it has no place of its own");
            } else {
                entities.add(entity(track, mask, frames));
            }
        }
        double mean = entities.stream()
                .filter(e -> e.moves() && e.measured())
                .mapToDouble(EntityAdherence::pathErrorPercent)
                .average()
                .orElse(Double.NaN);
        return new Adherence(
                still.width(), still.height(), tolerance, entities, mean, Double.NaN, lockedPsnr(frames), statements);
    }

    private EntityAdherence entity(Track track, Mask mask, List<Picture> frames) {
        TemplateTracker tracker = new TemplateTracker(still, mask);
        Following clip = follow(track, tracker, frames);
        Following exact = follow(track, tracker, animatic.frames());
        EntityAdherence.Verdict verdict;
        String reason;
        double percent = 100 * clip.error / diagonal;
        double own = 100 * exact.error / diagonal;
        if (own > MOST_INSTRUMENT_ERROR) {
            verdict = EntityAdherence.Verdict.UNTRACKABLE;
            reason = "it is lost on the animatic too, where it goes exactly along its line";
        } else if (clip.confidence < LEAST_CONFIDENCE) {
            verdict = EntityAdherence.Verdict.UNTRACKABLE;
            reason = "nothing in the clip looks enough like it";
        } else {
            verdict = percent <= tolerance ? EntityAdherence.Verdict.FOLLOWED : EntityAdherence.Verdict.MISSED;
            reason = "%.2f %% of the diagonal from its line, %s %.1f %%"
                    .formatted(percent, percent <= tolerance ? "within" : "beyond", tolerance);
        }
        boolean known = verdict != EntityAdherence.Verdict.UNTRACKABLE;
        return new EntityAdherence(
                track.id(),
                track.moves(),
                asked(track),
                clip.achieved,
                known ? clip.error : Double.NaN,
                known ? percent : Double.NaN,
                100 * staticError(track) / diagonal,
                Double.NaN,
                Double.NaN,
                Math.max(0, clip.confidence),
                own,
                Leak.NONE,
                verdict,
                reason);
    }

    /** @param error mean distance from the asked path where it is visible, pixels */
    private record Following(double[][] achieved, double error, double confidence) {}

    private Following follow(Track track, TemplateTracker tracker, List<Picture> frames) {
        double x0 = (track.start().x() + 0.5) * sx - 0.5;
        double y0 = (track.start().y() + 0.5) * sy - 0.5;
        double[][] asked = asked(track);
        double[][] achieved = new double[frames.size()][];
        double error = 0;
        double correlation = 0;
        int counted = 0;
        for (int f = 0; f < frames.size(); f++) {
            double[] found = tracker.find(frames.get(f), x0, y0, track.scale()[f]);
            achieved[f] = new double[] {found[0], found[1]};
            if (track.visible()[f]) {
                error += Math.hypot(found[0] - asked[f][0], found[1] - asked[f][1]);
                correlation += found[2];
                counted++;
            }
        }
        return new Following(achieved, error / Math.max(1, counted), correlation / Math.max(1, counted));
    }

    private double[][] asked(Track track) {
        double[][] asked = new double[track.frames()][];
        for (int f = 0; f < asked.length; f++) {
            asked[f] = new double[] {(track.x()[f] + 0.5) * sx - 0.5, (track.y()[f] + 0.5) * sy - 0.5};
        }
        return asked;
    }

    private double staticError(Track track) {
        double sum = 0;
        int counted = 0;
        for (int f = 0; f < track.frames(); f++) {
            if (track.visible()[f]) {
                sum += Math.hypot(
                        sx * (track.x()[f] - track.start().x()),
                        sy * (track.y()[f] - track.start().y()));
                counted++;
            }
        }
        return sum / Math.max(1, counted);
    }

    private double lockedPsnr(List<Picture> frames) {
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
