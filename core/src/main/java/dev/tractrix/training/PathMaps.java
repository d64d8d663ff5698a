// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.control.ControlMaps;
import dev.tractrix.image.Mask;
import dev.tractrix.pipeline.ControlTensors;
import dev.tractrix.scene.Disc;
import dev.tractrix.tensor.Ops;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Moving discs drawn as other methods show motion to a network, to be compared with the Gaussian map in its own place:
 * (F, 3, H, W). A disc that cannot be seen in a frame draws nothing there.
 */
final class PathMaps {
    /** MotionCtrl and DragNUWA spread by 10 pixels at a height of 320. */
    private static final double SPREAD = 10.0 / 320;

    /** So that a typical step between frames is about 1. */
    private static final double PIXELS_A_UNIT = 8;

    private PathMaps() {}

    /** The map that a row of the ablation shows. @param regions a layer: its first-frame mask */
    static Tensor of(ControlPreset.Ablation ablation, ControlMaps maps, List<Mask> regions) {
        return switch (ablation) {
            case POINT -> points(maps);
            case TRAJECTORY -> trajectories(maps);
            case BOX -> boxes(maps, regions);
            case GAUSSIAN, BOTH -> ControlTensors.gaussians(maps);
            case NONE, ENTITY -> throw new IllegalArgumentException(ablation + " has no map");
        };
    }

    /** 1 at the pixel of each disc's centre, 0 elsewhere; three equal channels. */
    private static Tensor points(ControlMaps maps) {
        return grey(maps, (disc, layer, frame, values) -> fill(maps, values, disc.x(), disc.y(), disc.x(), disc.y()));
    }

    /**
     * 1 in the box of the thing's first-frame mask, carried and scaled with its disc; a disc on the ground, which has no
     * thing, is its own box. Three equal channels.
     */
    private static Tensor boxes(ControlMaps maps, List<Mask> regions) {
        return grey(maps, (disc, layer, frame, values) -> {
            Disc first = maps.layers().get(layer).discs()[0];
            double r = disc.radius();
            double[] box = {-r, -r, r, r};
            if (maps.layers().get(layer).entity() >= 0 && first != null && first.radius() > 0) {
                box = box(regions.get(layer), first, r / first.radius());
            }
            fill(maps, values, disc.x() + box[0], disc.y() + box[1], disc.x() + box[2], disc.y() + box[3]);
        });
    }

    /** Left, top, right, bottom about the disc's centre. */
    private static double[] box(Mask mask, Disc about, double scale) {
        double[] box = {Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                if (mask.at(x, y)) {
                    box[0] = Math.min(box[0], (x - about.x()) * scale);
                    box[1] = Math.min(box[1], (y - about.y()) * scale);
                    box[2] = Math.max(box[2], (x - about.x()) * scale);
                    box[3] = Math.max(box[3], (y - about.y()) * scale);
                }
            }
        }
        return box;
    }

    /**
     * At each disc's centre the way from its place in the frame before, spread by a Gaussian with peak 1; the first
     * frame is empty. Channels: x, y (eighths of pixels), 0.
     *
     * @see <a href="https://arxiv.org/abs/2312.03641">MotionCtrl, section 3.3</a>
     */
    private static Tensor trajectories(ControlMaps maps) {
        int w = maps.width();
        int h = maps.height();
        double sigma = SPREAD * h;
        int reach = (int) Math.ceil(3 * sigma);
        float[] all = new float[Math.multiplyExact(maps.frames() * 3, w * h)];
        for (ControlMaps.Layer layer : maps.layers()) {
            for (int f = 1; f < maps.frames(); f++) {
                Disc now = layer.discs()[f];
                Disc before = layer.discs()[f - 1];
                if (now == null || before == null) {
                    continue;
                }
                double dx = (now.x() - before.x()) / PIXELS_A_UNIT;
                double dy = (now.y() - before.y()) / PIXELS_A_UNIT;
                int x1 = (int) Math.max(0, Math.round(now.x()) - reach);
                int x2 = (int) Math.min(w - 1, Math.round(now.x()) + reach);
                int y1 = (int) Math.max(0, Math.round(now.y()) - reach);
                int y2 = (int) Math.min(h - 1, Math.round(now.y()) + reach);
                for (int y = y1; y <= y2; y++) {
                    for (int x = x1; x <= x2; x++) {
                        double d2 = (x - now.x()) * (x - now.x()) + (y - now.y()) * (y - now.y());
                        double weight = Math.exp(-d2 / (2 * sigma * sigma));
                        int at = f * 3 * w * h + y * w + x;
                        all[at] += (float) (weight * dx);
                        all[at + w * h] += (float) (weight * dy);
                    }
                }
            }
        }
        return Ops.tensor(all, maps.frames(), 3, h, w);
    }

    /** Draws a visible disc into a frame's values, height x width. */
    @FunctionalInterface
    private interface Pen {
        void draw(Disc disc, int layer, int frame, float[] values);
    }

    private static Tensor grey(ControlMaps maps, Pen pen) {
        int size = maps.width() * maps.height();
        float[] all = new float[Math.multiplyExact(maps.frames(), size)];
        for (int f = 0; f < maps.frames(); f++) {
            float[] values = new float[size];
            for (int k = 0; k < maps.layers().size(); k++) {
                Disc disc = maps.layers().get(k).discs()[f];
                if (disc != null) {
                    pen.draw(disc, k, f, values);
                }
            }
            System.arraycopy(values, 0, all, f * size, size);
        }
        return Ops.tensor(all, maps.frames(), 1, maps.height(), maps.width()).expand(-1, 3, -1, -1);
    }

    /** Sets all pixels whose centres lie between the corners, both rounded to pixels. */
    private static void fill(ControlMaps maps, float[] values, double left, double top, double right, double bottom) {
        int x1 = (int) Math.max(0, Math.round(left));
        int x2 = (int) Math.min(maps.width() - 1, Math.round(right));
        int y1 = (int) Math.max(0, Math.round(top));
        int y2 = (int) Math.min(maps.height() - 1, Math.round(bottom));
        for (int y = y1; y <= y2; y++) {
            for (int x = x1; x <= x2; x++) {
                values[y * maps.width() + x] = 1;
            }
        }
    }
}
