// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.annotation;

/**
 * How far two annotations of one clip agree.
 *
 * @param points that both saw, but for those in which a track begins
 * @param meanDistance of those, pixels; NaN without one
 * @param within share of those less than 4 pixels apart, 0..1; NaN without one
 * @param sameSight share of all compared frames that both call seen or both do not, 0..1; NaN without one
 */
public record Agreement(long points, double meanDistance, double within, double sameSight) {
    private static final double NEAR = 4;

    /** Over the entities that both have. */
    public static Agreement of(ClipAnnotation a, ClipAnnotation b) {
        long points = 0;
        long all = 0;
        long near = 0;
        long same = 0;
        double distance = 0;
        for (EntityTrack p : a.entities()) {
            for (EntityTrack q : b.entities()) {
                if (p.id() != q.id()) {
                    continue;
                }
                for (int f = 0; f < a.frames(); f++) {
                    if (f == p.frame() || f == q.frame()) {
                        continue;
                    }
                    boolean seenByA = p.sight().get(f) == Sight.SEEN;
                    boolean seenByB = q.sight().get(f) == Sight.SEEN;
                    all++;
                    same += seenByA == seenByB ? 1 : 0;
                    if (seenByA && seenByB) {
                        double d = Math.hypot(p.x()[f] - q.x()[f], p.y()[f] - q.y()[f]);
                        points++;
                        distance += d;
                        near += d < NEAR ? 1 : 0;
                    }
                }
            }
        }
        return new Agreement(points, distance / points, (double) near / points, (double) same / all);
    }
}
