// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.reproduction;

import dev.tractrix.data.Similarity;
import dev.tractrix.data.SyntheticEntity;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.image.Picture;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds a thing of a synthetic scene with a still camera in a clip by colours: the place at which the thing explains the
 * frame most better than the bare ground does. It knows what the thing and the ground look like and how far the thing is
 * turned and grown, and nothing of its path. Unlike a correlation it needs no texture in the thing.
 */
final class PlaceFinder {
    private static final int UNKNOWN = -1;
    /** Pixels of a thing that are compared, at most. */
    private static final int SAMPLES = 200;
    /** Squared colour distance above which a pixel is simply another: what covers a thing must not outvote it. */
    private static final int CAP = 3 * 60 * 60;

    private final SyntheticScene scene;
    private final int width;
    private final int height;
    /** rgb a pixel as the ground has it when nothing covers it, UNKNOWN where it always is covered. */
    private final int[] ground;

    PlaceFinder(SyntheticScene scene) {
        this.scene = scene;
        width = scene.spec().width();
        height = scene.spec().height();
        ground = new int[width * height];
        for (int i = 0; i < ground.length; i++) {
            ground[i] = UNKNOWN;
            for (int f = 0; f < scene.frames().size() && ground[i] == UNKNOWN; f++) {
                if (scene.layers().get(f)[i] == 0) {
                    ground[i] = colour(scene.frames().get(f), i);
                }
            }
        }
    }

    /** Where the thing's first centre is in frame {@code f} of a clip: x, y in pixels. */
    double[] find(SyntheticEntity entity, Picture frame, int f) {
        int[] groundCost = new int[ground.length];
        for (int i = 0; i < ground.length; i++) {
            groundCost[i] = ground[i] == UNKNOWN ? 0 : cost(frame, i, ground[i]);
        }
        List<int[]> thing = offsets(entity, f);
        double best = Double.MAX_VALUE;
        int place = 0;
        for (int at = 0; at < ground.length; at++) {
            double score = score(frame, at, thing, groundCost);
            if (score < best) {
                best = score;
                place = at;
            }
        }
        return new double[] {place % width, place / width};
    }

    /** Offset from the centre, and colour, of some of the thing's first-frame pixels as turned and grown in a frame. */
    private List<int[]> offsets(SyntheticEntity entity, int f) {
        Similarity m = entity.motion().get(f);
        double x0 = entity.x()[0];
        double y0 = entity.y()[0];
        boolean[] inside = entity.visibleMasks().get(0).inside();
        int every = Math.max(1, entity.visibleMasks().get(0).area() / SAMPLES);
        List<int[]> out = new ArrayList<>();
        int n = 0;
        for (int i = 0; i < inside.length; i++) {
            if (inside[i] && n++ % every == 0) {
                int dx = (int) Math.round(m.x(i % width, i / width) - m.x(x0, y0));
                int dy = (int) Math.round(m.y(i % width, i / width) - m.y(x0, y0));
                out.add(new int[] {dx, dy, colour(scene.frames().get(0), i)});
            }
        }
        return out;
    }

    /** Mean over the thing's pixels in the frame, of which there must be a third. */
    private double score(Picture frame, int at, List<int[]> thing, int[] groundCost) {
        long sum = 0;
        int count = 0;
        int cx = at % width;
        int cy = at / width;
        for (int[] p : thing) {
            int x = cx + p[0];
            int y = cy + p[1];
            if (x >= 0 && y >= 0 && x < width && y < height) {
                int i = y * width + x;
                sum += cost(frame, i, p[2]) - groundCost[i];
                count++;
            }
        }
        return 3 * count < thing.size() ? Double.MAX_VALUE : (double) sum / count;
    }

    private static int colour(Picture picture, int pixel) {
        byte[] rgb = picture.rgb();
        return (rgb[3 * pixel] & 0xff) << 16 | (rgb[3 * pixel + 1] & 0xff) << 8 | rgb[3 * pixel + 2] & 0xff;
    }

    private static int cost(Picture picture, int pixel, int colour) {
        byte[] rgb = picture.rgb();
        int r = (rgb[3 * pixel] & 0xff) - (colour >> 16);
        int g = (rgb[3 * pixel + 1] & 0xff) - (colour >> 8 & 0xff);
        int b = (rgb[3 * pixel + 2] & 0xff) - (colour & 0xff);
        return Math.min(CAP, r * r + g * g + b * b);
    }
}
