// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.data.LayeredScenes;
import dev.tractrix.data.PointTrack;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.tracking.PointQuery;
import dev.tractrix.tracking.PointTracker;
import dev.tractrix.tracking.PointTracks;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;

/**
 * How well and how fast a tracker follows points of synthetic scenes, whose tracks are exactly known: a regular grid of
 * points of the first frame, followed to the end.
 *
 * @param tracker its name
 * @param scenes how many
 * @param frames of a scene
 * @param points of a scene
 * @param averageWithinThreshold mean over the scenes of {@link TapVid#averageWithinThreshold}, 0..1
 * @param averageJaccard mean over the scenes, 0..1
 * @param occlusionAccuracy mean over the scenes, 0..1
 * @param framesPerSecond of CPU time of the calling thread, all points of a scene at once
 */
public record TrackerTrial(
        String tracker,
        int scenes,
        int frames,
        int points,
        double averageWithinThreshold,
        double averageJaccard,
        double occlusionAccuracy,
        double framesPerSecond) {

    /**
     * Tries a tracker.
     *
     * @param spec of the scenes
     * @param seed of the scenes
     * @param scenes at least 1
     * @param side of the grid: side x side points
     */
    public static TrackerTrial of(PointTracker tracker, SceneSpec spec, long seed, int scenes, int side) {
        if (scenes < 1 || side < 1) {
            throw new IllegalArgumentException("a trial has at least 1 scene and point, got " + scenes + ", " + side);
        }
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        double within = 0;
        double jaccard = 0;
        double occlusion = 0;
        long nanos = 0;
        for (int s = 0; s < scenes; s++) {
            SyntheticScene scene = LayeredScenes.scene(spec, seed, s);
            List<PointTrack> truth = scene.grid(side, side);
            List<PointQuery> queries = new ArrayList<>();
            truth.forEach(t -> queries.add(new PointQuery(0, t.x()[0], t.y()[0])));
            long start = clock.getCurrentThreadCpuTime();
            PointTracks found = tracker.track(scene.frames(), queries, PointTracker.Reach.FORWARD);
            nanos += clock.getCurrentThreadCpuTime() - start;
            TapVid measured = TapVid.of(tracks(found), tracks(truth), new int[truth.size()], TapVid.QueryMode.FIRST);
            within += measured.averageWithinThreshold();
            jaccard += measured.averageJaccard();
            occlusion += measured.occlusionAccuracy();
        }
        return new TrackerTrial(
                tracker.name(),
                scenes,
                spec.frames(),
                side * side,
                within / scenes,
                jaccard / scenes,
                occlusion / scenes,
                scenes * spec.frames() / (nanos / 1e9));
    }

    private static TapVid.Tracks tracks(PointTracks found) {
        int count = found.queries().size();
        double[][][] points = new double[count][found.frames()][];
        boolean[][] occluded = new boolean[count][found.frames()];
        for (int q = 0; q < count; q++) {
            for (int f = 0; f < found.frames(); f++) {
                points[q][f] = new double[] {found.x()[q][f], found.y()[q][f]};
                occluded[q][f] = !found.visible()[q][f];
            }
        }
        return new TapVid.Tracks(points, occluded);
    }

    private static TapVid.Tracks tracks(List<PointTrack> truth) {
        double[][][] points = new double[truth.size()][][];
        boolean[][] occluded = new boolean[truth.size()][];
        for (int q = 0; q < points.length; q++) {
            PointTrack t = truth.get(q);
            points[q] = new double[t.x().length][];
            occluded[q] = new boolean[t.x().length];
            for (int f = 0; f < points[q].length; f++) {
                points[q][f] = new double[] {t.x()[f], t.y()[f]};
                occluded[q][f] = !t.visible()[f];
            }
        }
        return new TapVid.Tracks(points, occluded);
    }
}
