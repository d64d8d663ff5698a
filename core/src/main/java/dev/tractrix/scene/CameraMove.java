// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import dev.tractrix.fault.BadInputException;
import java.util.List;
import java.util.Objects;

/**
 * The camera moves over a part of the clip, then stays where it came to. Several moves are composed in their order:
 * each acts on what the earlier ones show.
 *
 * @param from time of its start, 0..1
 * @param to time of its end, later than from, at most 1
 * @param panX how far the view goes to the right, source pixels: what is seen goes to the left
 * @param panY how far the view goes down, source pixels: what is seen goes up
 * @param zoom above 1 comes nearer, below 1 goes away, 1 keeps; 0.05..20
 * @param centreX the point that stays in place while zooming, source pixels
 * @param centreY as centreX
 * @param easing how time passes within the move
 */
public record CameraMove(
        double from, double to, double panX, double panY, double zoom, double centreX, double centreY, Easing easing) {
    public static final double MIN_ZOOM = 0.05;
    public static final double MAX_ZOOM = 20;

    public CameraMove {
        Objects.requireNonNull(easing, "easing");
        Checks.within("camera from", from, 0, 1);
        Checks.within("camera to", to, 0, 1);
        if (to <= from) {
            throw BadInputException.of(
                    "camera to",
                    "later than from (" + Checks.text(from) + ")",
                    Checks.text(to),
                    "swap or correct the two");
        }
        double max = Keyframe.MAX_COORDINATE;
        Checks.within("camera panX", panX, -max, max);
        Checks.within("camera panY", panY, -max, max);
        Checks.within("camera zoom", zoom, MIN_ZOOM, MAX_ZOOM);
        Checks.within("camera centreX", centreX, -max, max);
        Checks.within("camera centreY", centreY, -max, max);
    }

    /** A steady pan over the whole clip. */
    public static CameraMove pan(double panX, double panY) {
        return new CameraMove(0, 1, panX, panY, 1, 0, 0, Easing.LINEAR);
    }

    /** A steady zoom about a point over the whole clip. */
    public static CameraMove zoom(double zoom, double centreX, double centreY) {
        return new CameraMove(0, 1, 0, 0, zoom, centreX, centreY, Easing.LINEAR);
    }

    /**
     * What this move alone does at a time. The zoom grows by the same ratio every moment, so that it looks steady.
     *
     * @param time 0..1
     */
    public Pose at(double time) {
        double u = easing.apply(Math.min(1, Math.max(0, (time - from) / (to - from))));
        double z = Math.pow(zoom, u);
        return new Pose(z, centreX * (1 - z) - u * panX, centreY * (1 - z) - u * panY);
    }

    /** All moves together at a time: source pixels to the frame's. */
    public static Pose at(List<CameraMove> moves, double time) {
        Pose pose = Pose.IDENTITY;
        for (CameraMove move : moves) {
            pose = pose.then(move.at(time));
        }
        return pose;
    }
}
