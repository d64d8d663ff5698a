// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.reproduction;

import dev.tractrix.data.SyntheticEntity;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.image.Picture;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * ObjMC on scenes whose truth is known: the mean distance between where a moving thing's centre is and where it is found
 * in a clip by its pixels ({@link PathFinder}), both sides scaled to 256x256. Frames after the first count in which the
 * centre is seen and the finder finds it in the true clip: a thing that looks like the ground, or is nearly covered,
 * measures nothing.
 */
final class TrackError {
    private static final double SIDE = 256;

    /** What the finder may be wrong by on the true clip, at 256x256. */
    private static final double TRUSTED = 12;

    /** A thing in a frame. */
    private record Point(SyntheticEntity entity, int frame, double ofFinder) {}

    private final Map<SyntheticScene, List<Point>> points = new IdentityHashMap<>();
    private final Map<SyntheticScene, PathFinder> finders = new IdentityHashMap<>();
    private double still;
    private double ofFinder;
    private long counted;
    private long leftOut;

    /** @param scenes camera still */
    TrackError(List<SyntheticScene> scenes) {
        for (SyntheticScene scene : scenes) {
            PathFinder finder = new PathFinder(scene);
            List<Point> trusted = new ArrayList<>();
            for (SyntheticEntity entity : scene.entities()) {
                if (!entity.moves() || !entity.visible()[0]) {
                    continue;
                }
                double[][] path = finder.follow(entity, scene.frames());
                for (int f = 1; f < scene.frames().size(); f++) {
                    if (!entity.visible()[f]) {
                        continue;
                    }
                    double error = distance(scene, entity, f, path[f]);
                    if (error > TRUSTED) {
                        leftOut++;
                        continue;
                    }
                    trusted.add(new Point(entity, f, error));
                    still += distance(scene, entity, f, new double[] {entity.x()[0], entity.y()[0]});
                    ofFinder += error;
                    counted++;
                }
            }
            finders.put(scene, finder);
            points.put(scene, trusted);
        }
    }

    private static double distance(SyntheticScene scene, SyntheticEntity entity, int f, double[] at) {
        return Math.hypot(
                (at[0] - entity.x()[f]) * SIDE / scene.spec().width(),
                (at[1] - entity.y()[f]) * SIDE / scene.spec().height());
    }

    /** One set of clips. */
    final class Sum {
        private double found;
        private long seen;

        /** @param scene one of {@link TrackError}'s, the same object @param frames a clip of it */
        void add(SyntheticScene scene, List<Picture> frames) {
            Map<SyntheticEntity, double[][]> paths = new IdentityHashMap<>();
            for (Point p : points.get(scene)) {
                double[][] path =
                        paths.computeIfAbsent(p.entity, e -> finders.get(scene).follow(e, frames));
                found += distance(scene, p.entity, p.frame, path[p.frame]);
                seen++;
            }
        }

        /** Mean distance; NaN without a point. */
        double objMc() {
            return found / seen;
        }
    }

    /** That of clips in which every thing stays at its first place. */
    double staticObjMc() {
        return still / counted;
    }

    /** That of the true clips: the finder's own error. */
    double finderObjMc() {
        return ofFinder / counted;
    }

    long points() {
        return counted;
    }

    /** Points in sight that the finder does not find in the true clip. */
    long leftOut() {
        return leftOut;
    }
}
