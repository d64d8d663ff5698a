// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.data.IdMap;
import dev.tractrix.data.Similarity;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import java.util.List;

/**
 * The first frame's mask carried through a clip by what is seen in it, against the true masks.
 *
 * @param maskIou mean intersection over union of frames after the first in which the thing is truly seen, 0..1; 0 where it
 *     was not found; NaN when it is truly seen in none
 * @param boxIou the same of the bounding boxes
 * @param frames compared
 */
public record CarriedMask(double maskIou, double boxIou, int frames) {
    /** Truly fewer pixels count as not seen. */
    private static final int LEAST_AREA = 12;

    /**
     * @param frames the clip
     * @param mask the thing in the first frame, of the clip's size
     * @param truth a frame: who is where, of the clip's size
     * @param id the thing's in the truth
     */
    public static CarriedMask of(List<Picture> frames, Mask mask, List<IdMap> truth, int id) {
        Following following = new ThingTracker(frames.get(0), mask).follow(frames, new Similarity[frames.size()]);
        double masks = 0;
        double boxes = 0;
        int n = 0;
        for (int f = 1; f < frames.size(); f++) {
            Mask is = truth.get(f).mask(id);
            if (is.area() < LEAST_AREA) {
                continue;
            }
            n++;
            Similarity pose = following.pose()[f];
            if (pose != null) {
                Mask carried = carried(mask, pose);
                masks += iou(carried, is);
                boxes += boxIou(box(carried), box(is));
            }
        }
        return new CarriedMask(n == 0 ? Double.NaN : masks / n, n == 0 ? Double.NaN : boxes / n, n);
    }

    private static Mask carried(Mask mask, Similarity pose) {
        Similarity back = pose.inverse();
        Mask out = Mask.empty(mask.width(), mask.height());
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                long u = Math.round(back.x(x, y));
                long v = Math.round(back.y(x, y));
                out.inside()[y * mask.width() + x] =
                        u >= 0 && v >= 0 && u < mask.width() && v < mask.height() && mask.at((int) u, (int) v);
            }
        }
        return out;
    }

    static double iou(Mask a, Mask b) {
        int both = 0;
        int either = 0;
        for (int i = 0; i < a.inside().length; i++) {
            both += a.inside()[i] && b.inside()[i] ? 1 : 0;
            either += a.inside()[i] || b.inside()[i] ? 1 : 0;
        }
        return either == 0 ? 0 : (double) both / either;
    }

    /** Left, top, right, bottom, the last two beyond; null when empty. */
    private static int[] box(Mask mask) {
        int[] out = {mask.width(), mask.height(), 0, 0};
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                if (mask.at(x, y)) {
                    out[0] = Math.min(out[0], x);
                    out[1] = Math.min(out[1], y);
                    out[2] = Math.max(out[2], x + 1);
                    out[3] = Math.max(out[3], y + 1);
                }
            }
        }
        return out[2] == 0 ? null : out;
    }

    private static double boxIou(int[] a, int[] b) {
        if (a == null || b == null) {
            return 0;
        }
        long w = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
        long h = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
        long both = w * h;
        long all = (long) (a[2] - a[0]) * (a[3] - a[1]) + (long) (b[2] - b[0]) * (b[3] - b[1]) - both;
        return (double) both / all;
    }
}
