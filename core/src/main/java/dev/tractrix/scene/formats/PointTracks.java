// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.scene.Easing;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Keyframe;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Track;
import dev.tractrix.scene.Trajectory;
import java.util.ArrayList;
import java.util.List;

/**
 * Points over time without masks, as most drag formats store them. An imported point becomes an entity with a round
 * mask about its start, {@link #RADIUS} of the frame's shorter side, moved inside where it starts outside; its
 * trajectory is absolute ({@link Trajectory.Anchor#PATH}), its points lie evenly in time.
 */
final class PointTracks {
    /** Of the shorter side: 32 px at 576x320, a middling disc of the authors' scenes. */
    static final double RADIUS = 0.1;

    private PointTracks() {}

    /**
     * One entity a point.
     *
     * @param tracks track x frame x (x, y), source pixels
     * @param visible track x frame, or null where all are
     * @param where what errors name
     */
    static List<Entity> entities(
            double[][][] tracks, boolean[][] visible, int width, int height, String where, List<String> warnings) {
        if (tracks.length == 0 || tracks.length > Scene.MAX_ENTITIES) {
            throw BadInputException.of(
                    where, "1 to " + Scene.MAX_ENTITIES + " tracks", tracks.length, "keep the ones that matter");
        }
        double radius = Math.max(1, RADIUS * Math.min(width, height));
        List<Entity> entities = new ArrayList<>();
        for (int n = 0; n < tracks.length; n++) {
            Trajectory trajectory = trajectory(tracks[n], visible == null ? null : visible[n], where + ", track " + n);
            Keyframe start = trajectory.keyframes().get(0);
            double x = Math.min(width - 1, Math.max(0, start.x()));
            double y = Math.min(height - 1, Math.max(0, start.y()));
            if (x != start.x() || y != start.y()) {
                warnings.add(where + ", track " + n + ": starts outside the frame; its mask is taken at the border");
            }
            Entity.Kind kind = trajectory.isHold() ? Entity.Kind.LOCK : Entity.Kind.THING;
            entities.add(new Entity("track-" + (n + 1), "", new Region.Round(x, y, radius), kind, n, trajectory));
        }
        return entities;
    }

    /** Points evenly in time, hidden ones marked. */
    static Trajectory trajectory(double[][] points, boolean[] visible, String where) {
        if (points.length == 0) {
            throw BadInputException.of(where, "at least one point", "none", "leave the track out");
        }
        List<Keyframe> keyframes = new ArrayList<>(points.length);
        for (int f = 0; f < points.length; f++) {
            double x = points[f][0];
            double y = points[f][1];
            if (!(Math.abs(x) <= Keyframe.MAX_COORDINATE && Math.abs(y) <= Keyframe.MAX_COORDINATE)) {
                throw BadInputException.of(
                        where + ", point " + f, "coordinates within 100000 px", "(" + x + ", " + y + ")", "correct it");
            }
            double time = points.length == 1 ? 0 : (double) f / (points.length - 1);
            keyframes.add(new Keyframe(time, x, y, 1, Easing.LINEAR, visible == null || visible[f]));
        }
        return new Trajectory(keyframes, Trajectory.Anchor.PATH);
    }

    /** How long a clip with tracks of that many points is. */
    static int frames(int points) {
        return Math.min(Scene.MAX_FRAMES, Math.max(1, points));
    }

    /** What a format of points alone loses of a motion. */
    static List<String> lost(Motion motion) {
        List<String> lost = new ArrayList<>();
        lost.add("masks, z order and settings are not stored in this format");
        for (Track track : motion.tracks()) {
            double[] scale = track.scale();
            for (double s : scale) {
                if (s != scale[0]) {
                    lost.add(track.id() + ": its change of size is not stored in this format");
                    break;
                }
            }
        }
        return lost;
    }
}
