// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.reproduction;

import dev.tractrix.data.Similarity;
import dev.tractrix.data.SyntheticEntity;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.vision.Filters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Follows a thing of a synthetic scene with a still camera through a clip. In each frame every place is given how nearly what
 * stands out from the bare ground there has the shape and the hue of the thing: the correlation of the frame's difference from
 * the ground with that which the thing would make, over the thing and a rim in which there should be none, so that a thing
 * that is made faint is found where it is and needs no texture. The path is the one that gathers most of it, where a leap
 * costs its square. It begins where the thing is in the first frame, which is given; what the thing and the ground look
 * like and how far the thing is turned and grown is known, nothing of the asked path is.
 */
final class PathFinder {
    private static final int UNKNOWN = -1;
    /** Pixels of a thing with its rim that are compared, at most. */
    private static final int SAMPLES = 400;
    /** Width in pixels of the rim around a thing in the first frame. */
    private static final int RIM = 2;
    /** Squared difference of a pixel, three channels, that may be grain: alone it correlates with nothing. */
    private static final double GRAIN = 3 * 12 * 12;

    /** What a leap by the frame's diagonal costs: a step of a tenth of it costs a twentieth of a perfect match. */
    private static final double LEAP = 5;

    /** A pixel of the thing or its rim: offset from the centre, and its colour, UNKNOWN for the rim. */
    private record Part(int dx, int dy, int colour) {}

    private final SyntheticScene scene;
    private final int width;
    private final int height;
    /** rgb a pixel as the ground has it when nothing covers it, UNKNOWN where it always is covered. */
    private final int[] ground;

    PathFinder(SyntheticScene scene) {
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

    /**
     * Where the thing's first centre goes.
     *
     * @param frames of a clip of the scene's size, the first one as in the scene
     * @return x, y in pixels for each frame, the first as given
     */
    double[][] follow(SyntheticEntity entity, List<Picture> frames) {
        double[] gathered = new double[ground.length];
        Arrays.fill(gathered, Double.NEGATIVE_INFINITY);
        int start = (int) Math.round(entity.y()[0]) * width + (int) Math.round(entity.x()[0]);
        gathered[Math.min(ground.length - 1, start)] = 0;
        int[][] before = new int[frames.size()][];
        for (int f = 1; f < frames.size(); f++) {
            before[f] = new int[ground.length];
            gathered = reached(gathered, before[f]);
            double[] here = correlations(entity, frames.get(f), f);
            for (int i = 0; i < gathered.length; i++) {
                gathered[i] += here[i];
            }
        }
        double[][] path = new double[frames.size()][];
        int at = best(gathered);
        for (int f = frames.size() - 1; f > 0; f--) {
            path[f] = new double[] {at % width, at / width};
            at = before[f][at];
        }
        path[0] = new double[] {entity.x()[0], entity.y()[0]};
        return path;
    }

    private static int best(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    /**
     * The most that can be had at each place after a leap from anywhere.
     *
     * @param before gets from where
     */
    private double[] reached(double[] gathered, int[] before) {
        double cost = LEAP / (width * width + height * height);
        double[] alongRows = new double[gathered.length];
        int[] column = new int[gathered.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double most = Double.NEGATIVE_INFINITY;
                for (int from = 0; from < width; from++) {
                    double value = gathered[y * width + from] - cost * (x - from) * (x - from);
                    if (value > most) {
                        most = value;
                        column[y * width + x] = from;
                    }
                }
                alongRows[y * width + x] = most;
            }
        }
        double[] out = new double[gathered.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double most = Double.NEGATIVE_INFINITY;
                for (int from = 0; from < height; from++) {
                    double value = alongRows[from * width + x] - cost * (y - from) * (y - from);
                    if (value > most) {
                        most = value;
                        before[y * width + x] = from * width + column[from * width + x];
                    }
                }
                out[y * width + x] = most;
            }
        }
        return out;
    }

    /** For each place of the frame how well the thing fits there, -1 to 1. */
    private double[] correlations(SyntheticEntity entity, Picture frame, int f) {
        int[] difference = new int[3 * ground.length];
        for (int i = 0; i < ground.length; i++) {
            if (ground[i] != UNKNOWN) {
                int colour = colour(frame, i);
                for (int c = 0; c < 3; c++) {
                    difference[3 * i + c] = channel(colour, c) - channel(ground[i], c);
                }
            }
        }
        List<Part> parts = parts(entity, f);
        double[] out = new double[ground.length];
        for (int at = 0; at < ground.length; at++) {
            out[at] = correlation(difference, at, parts);
        }
        return out;
    }

    /** Some of the thing's first-frame pixels and of those around it, as turned and grown in a frame. */
    private List<Part> parts(SyntheticEntity entity, int f) {
        Similarity m = entity.motion().get(f);
        double x0 = entity.x()[0];
        double y0 = entity.y()[0];
        Mask thing = entity.visibleMasks().get(0);
        Mask with = Filters.dilate(thing, RIM);
        int every = Math.max(1, with.area() / SAMPLES);
        List<Part> out = new ArrayList<>();
        int n = 0;
        for (int i = 0; i < ground.length; i++) {
            if (with.inside()[i] && n++ % every == 0) {
                int dx = (int) Math.round(m.x(i % width, i / width) - m.x(x0, y0));
                int dy = (int) Math.round(m.y(i % width, i / width) - m.y(x0, y0));
                out.add(new Part(
                        dx, dy, thing.inside()[i] ? colour(scene.frames().get(0), i) : UNKNOWN));
            }
        }
        return out;
    }

    /** From -1 to 1, over the parts in the frame, of which there must be a third: else -1. */
    private double correlation(int[] difference, int at, List<Part> parts) {
        double product = 0;
        double asked = 0;
        double found = 0;
        int count = 0;
        for (Part p : parts) {
            int x = at % width + p.dx;
            int y = at / width + p.dy;
            if (x < 0 || y < 0 || x >= width || y >= height) {
                continue;
            }
            count++;
            int i = y * width + x;
            found += GRAIN;
            for (int c = 0; c < 3; c++) {
                int d = difference[3 * i + c];
                found += d * d;
                if (p.colour != UNKNOWN && ground[i] != UNKNOWN) {
                    int e = channel(p.colour, c) - channel(ground[i], c);
                    product += d * e;
                    asked += e * e;
                }
            }
        }
        return 3 * count < parts.size() || asked == 0 ? -1 : product / Math.sqrt(found * asked);
    }

    private static int channel(int colour, int c) {
        return colour >> 16 - 8 * c & 0xff;
    }

    private static int colour(Picture picture, int pixel) {
        byte[] rgb = picture.rgb();
        return (rgb[3 * pixel] & 0xff) << 16 | (rgb[3 * pixel + 1] & 0xff) << 8 | rgb[3 * pixel + 2] & 0xff;
    }
}
