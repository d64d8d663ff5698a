// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.control.Incircle;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import dev.tractrix.pipeline.Clip;
import dev.tractrix.pipeline.FramedScene;
import dev.tractrix.pipeline.RunRecord;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Settings;
import dev.tractrix.scene.Track;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a clip did of what was asked. The instrument sees pixels only: it does not know the lines when it looks for the
 * things.
 *
 * @param width of the clip, pixels
 * @param height of the clip, pixels
 * @param tolerancePercent up to which path error, in percent of the diagonal, a thing counts as having followed
 * @param entities one an entity whose mask can be seen at the clip's size
 * @param meanPathErrorPercent mean over the moving, trackable entities; NaN without one
 * @param driftPercent how far what should be still went, mean over its points and frames, percent of the diagonal; NaN
 *     where it shows nothing to hold on to
 * @param lockedPsnr dB, of what nothing moves over or uncovers, nor anything that the picture's edge cuts may go on over, against the
 *     photograph; infinite when equal
 * @param statements what was left out and why, one line each
 */
public record Adherence(
        int width,
        int height,
        double tolerancePercent,
        List<EntityAdherence> entities,
        double meanPathErrorPercent,
        double driftPercent,
        double lockedPsnr,
        List<String> statements) {
    /** Percent of the diagonal, the figure that the main job promises. */
    public static final double DEFAULT_TOLERANCE_PERCENT = 5;

    public Adherence {
        entities = List.copyOf(entities);
        statements = List.copyOf(statements);
    }

    /** A clip against its own scene, within the default tolerance. */
    public static Adherence of(Clip clip) {
        return of(clip, DEFAULT_TOLERANCE_PERCENT);
    }

    /** A clip against its own scene. */
    public static Adherence of(Clip clip, double tolerancePercent) {
        return of(clip.framed(), clip.motion(), clip.frames(), tolerancePercent);
    }

    /**
     * Frames against the scene they were made from.
     *
     * @param framed the scene as the clip shows it, see {@link Clip}
     * @param motion of the framed scene
     * @param frames the clip, any size of that aspect
     * @throws BadInputException when the clip has another number of frames than the motion
     */
    public static Adherence of(LoadedScene framed, Motion motion, List<Picture> frames, double tolerancePercent) {
        if (frames.size() != motion.frames()) {
            throw BadInputException.of(
                    "clip", motion.frames() + " frames as its scene asks", frames.size(), "measure the whole clip");
        }
        int w = frames.get(0).width();
        int h = frames.get(0).height();
        return new AdherenceMeter(framed, motion, w, h, tolerancePercent).measure(frames);
    }

    /**
     * What a record asks for, to measure frames against that are at hand.
     *
     * @param framed the scene as the clip shows it, see {@link Clip}
     * @param motion of the framed scene
     */
    public record Asked(LoadedScene framed, Motion motion) {
        /**
         * Reads the scene of a record with its picture and masks.
         *
         * @param recordJson see {@link RunRecord}
         * @param folder what relative paths in it stand beside
         * @throws BadInputException when it is no record, or a file that it names is gone
         */
        public static Asked of(String recordJson, Path folder) {
            Scene scene = RunRecord.scene(recordJson, folder);
            Settings settings = scene.settings();
            LoadedScene loaded = LoadedScene.load(scene);
            LoadedScene framed = settings.output() == Settings.Output.SOURCE
                    ? loaded
                    : FramedScene.of(loaded, settings.fidelity().resize(), settings.width(), settings.height());
            Motion motion =
                    Motion.of(framed.scene(), framed.masks(), framed.scene().frames(), Incircle.finder());
            return new Asked(framed, motion);
        }
    }

    /** Whether everything that can be tracked followed; false also where nothing could be. */
    public boolean passed() {
        return entities.stream().anyMatch(EntityAdherence::measured)
                && entities.stream()
                        .filter(EntityAdherence::measured)
                        .allMatch(e -> e.verdict() == EntityAdherence.Verdict.FOLLOWED);
    }

    /** For records and machines; what is not known is null. */
    public ObjectNode json() {
        return AdherenceJson.of(this);
    }

    /**
     * The achieved paths for a contact sheet: one an entity track of the motion, source pixels; null where it was not
     * measured.
     */
    public List<double[][]> achieved(Motion motion) {
        List<double[][]> all = new ArrayList<>();
        for (Track track : motion.entityTracks()) {
            all.add(entities.stream()
                    .filter(e -> e.id().equals(track.id()) && e.measured())
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
}
