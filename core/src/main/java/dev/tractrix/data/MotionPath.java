// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/** A smooth way through the plane, eased in time, turning and growing: one similarity a frame, the first identity. */
final class MotionPath {
    private MotionPath() {}

    /** How time runs along the way. */
    private static double ease(int kind, double t) {
        return switch (kind) {
            case 0, 1 -> t;
            case 2 -> t * t * (3 - 2 * t);
            case 3 -> t * t;
            case 4 -> t * (2 - t);
            default -> Math.min(1, t * 1.6) * (2 - Math.min(1, t * 1.6));
        };
    }

    /** A thing's own way from (x, y): as far as {@code spec.motion} allows, mostly staying in the frame. */
    static Similarity[] ofThing(SeededRandom random, SceneSpec spec, double x, double y) {
        double length = spec.motion() * spec.diagonal() * Math.pow(random.unit(), 0.8);
        double endX = x;
        double endY = y;
        boolean mayLeave = random.chance(0.06f);
        double marginX = 0.06 * spec.width();
        double marginY = 0.06 * spec.height();
        for (int attempt = 0; attempt < 12; attempt++) {
            // photographs' things go sideways more than up and down
            double angle = random.uniform(0, 6.2832f);
            endX = x + length * Math.cos(angle);
            endY = y + length * Math.sin(angle);
            if (mayLeave
                    || endX > marginX
                            && endX < spec.width() - marginX
                            && endY > marginY
                            && endY < spec.height() - marginY) {
                break;
            }
            // nowhere to go that far: shorter
            length *= 0.93;
        }
        double bend1 = length * 0.35 * random.gaussian();
        double bend2 = random.chance(0.6f) ? bend1 : length * 0.35 * random.gaussian();
        double dx = endX - x;
        double dy = endY - y;
        double unit = Math.max(1e-9, Math.hypot(dx, dy));
        double nx = -dy / unit;
        double ny = dx / unit;
        double growth = random.chance(0.45f) ? 0 : Math.log(spec.growth()) * random.uniform(-1, 1);
        double turn = random.chance(0.5f) ? 0 : spec.turn() * random.uniform(-1, 1);
        int easing = random.below(6);
        Similarity[] out = new Similarity[spec.frames()];
        for (int f = 0; f < out.length; f++) {
            double t = ease(easing, out.length == 1 ? 0 : f / (out.length - 1.0));
            double s = 1 - t;
            // the cubic curve of Bezier with control points a third and two thirds of the way, pushed sideways
            double w1 = 3 * s * s * t;
            double w2 = 3 * s * t * t;
            double w3 = t * t * t;
            double along = w1 / 3 + w2 * 2 / 3 + w3;
            double aside = w1 * bend1 + w2 * bend2;
            out[f] = Similarity.about(
                    x, y, x + along * dx + aside * nx, y + along * dy + aside * ny, Math.exp(growth * t), turn * t);
        }
        out[0] = Similarity.IDENTITY;
        return out;
    }

    /** The camera's way: a pan, a zoom, or both. */
    static Similarity[] ofCamera(SeededRandom random, SceneSpec spec) {
        double pan = random.chance(0.75f) ? 0.5 * spec.motion() * spec.diagonal() * random.unit() : 0;
        double angle = random.chance(0.6f) ? (random.chance(0.5f) ? 0 : Math.PI) : random.uniform(0, 6.2832f);
        double zoom = pan == 0 || random.chance(0.35f) ? random.uniform(-0.25f, 0.3f) : 0;
        int easing = random.below(5);
        double cx = (0.5 + 0.15 * random.gaussian()) * spec.width();
        double cy = (0.5 + 0.15 * random.gaussian()) * spec.height();
        Similarity[] out = new Similarity[spec.frames()];
        for (int f = 0; f < out.length; f++) {
            double t = ease(easing, out.length == 1 ? 0 : f / (out.length - 1.0));
            out[f] = Similarity.about(
                    cx, cy, cx + t * pan * Math.cos(angle), cy + t * pan * Math.sin(angle), Math.exp(zoom * t), 0);
        }
        out[0] = Similarity.IDENTITY;
        return out;
    }

    /** Nothing moves. */
    static Similarity[] still(int frames) {
        Similarity[] out = new Similarity[frames];
        java.util.Arrays.fill(out, Similarity.IDENTITY);
        return out;
    }
}
