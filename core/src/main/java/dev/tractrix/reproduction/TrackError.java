// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.reproduction;

import dev.tractrix.data.SyntheticEntity;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.image.Picture;
import java.util.List;

/**
 * ObjMC on scenes whose truth is known: the mean distance between where a moving thing's centre is and where it is found
 * in a clip by its pixels ({@link PlaceFinder}), both sides scaled to 256x256. Frames after the first in which the centre is seen count, each as
 * much as any other. The finder has an error of its own, which {@link #add} with the true frames measures.
 */
final class TrackError {
    private static final double SIDE = 256;

    private double found;
    private double still;
    private long points;

    /** Measures a clip of a scene. */
    void add(SyntheticScene scene, List<Picture> frames) {
        double sx = SIDE / scene.spec().width();
        double sy = SIDE / scene.spec().height();
        PlaceFinder finder = new PlaceFinder(scene);
        for (SyntheticEntity entity : scene.entities()) {
            if (!entity.moves()
                    || !entity.visible()[0]
                    || entity.visibleMasks().get(0).area() == 0) {
                continue;
            }
            double x0 = entity.x()[0];
            double y0 = entity.y()[0];
            for (int f = 1; f < frames.size(); f++) {
                if (!entity.visible()[f]) {
                    continue;
                }
                double[] at = finder.find(entity, frames.get(f), f);
                found += Math.hypot((at[0] - entity.x()[f]) * sx, (at[1] - entity.y()[f]) * sy);
                still += Math.hypot((x0 - entity.x()[f]) * sx, (y0 - entity.y()[f]) * sy);
                points++;
            }
        }
    }

    /** Mean distance; NaN without a point. */
    double objMc() {
        return found / points;
    }

    /** That of a clip in which every thing stays at its first place. */
    double staticObjMc() {
        return still / points;
    }

    long points() {
        return points;
    }
}
