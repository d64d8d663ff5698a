// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;

/** Masks out of what a hand draws: a polygon, a box, a round, strokes of a brush. */
public final class MaskShapes {
    private static final int MOST_POINTS = 20_000;
    private static final double FAR = 100_000;

    private MaskShapes() {}

    /**
     * Draws.
     *
     * @param shape with one of polygon, box, round, strokes
     * @param onto a mask that strokes are painted on, or null
     */
    public static Mask draw(JsonNode shape, int width, int height, Mask onto) {
        if (onto != null && (onto.width() != width || onto.height() != height)) {
            throw BadInputException.of(
                    "onto", width + "x" + height, onto.width() + "x" + onto.height(), "take a mask of this picture");
        }
        if (shape.has("polygon")) {
            double[][] p = points(shape.get("polygon"), "polygon", 3);
            return Masks.polygon(width, height, p[0], p[1]);
        } else if (shape.has("box")) {
            double[] b = numbers(shape.get("box"), 4, "box");
            return Masks.polygon(
                    width, height, new double[] {b[0], b[2], b[2], b[0]}, new double[] {b[1], b[1], b[3], b[3]});
        } else if (shape.has("round")) {
            double[] r = numbers(shape.get("round"), 3, "round");
            return Masks.stroke(width, height, new double[] {r[0]}, new double[] {r[1]}, radius(r[2]));
        } else if (shape.has("strokes")) {
            return strokes(shape.get("strokes"), width, height, onto);
        }
        throw BadInputException.of("shape", "one of polygon, box, round, strokes", shape, "draw something");
    }

    private static Mask strokes(JsonNode strokes, int width, int height, Mask onto) {
        Mask mask = onto == null ? Mask.empty(width, height) : onto;
        for (JsonNode stroke : strokes) {
            double[][] p = points(stroke.path("points"), "points", 1);
            Mask painted = Masks.stroke(
                    width, height, p[0], p[1], radius(stroke.path("radius").asDouble(-1)));
            mask = stroke.path("erase").asBoolean() ? Masks.subtract(mask, painted) : Masks.union(mask, painted);
        }
        return mask;
    }

    private static double radius(double radius) {
        if (!(radius >= 0 && radius <= FAR)) {
            throw BadInputException.of("radius", "0 pixels or more", radius, "correct it");
        }
        return radius;
    }

    private static double[][] points(JsonNode list, String what, int least) {
        if (!list.isArray() || list.size() < least || list.size() > MOST_POINTS) {
            throw BadInputException.of(what, least + " to " + MOST_POINTS + " points", list.size() + "", "correct it");
        }
        double[][] xy = new double[2][list.size()];
        for (int i = 0; i < list.size(); i++) {
            double[] p = numbers(list.get(i), 2, what);
            xy[0][i] = p[0];
            xy[1][i] = p[1];
        }
        return xy;
    }

    private static double[] numbers(JsonNode node, int count, String what) {
        double[] out = new double[count];
        for (int i = 0; i < count; i++) {
            JsonNode value = node.path(i);
            if (node.size() != count || !value.isNumber() || Math.abs(value.doubleValue()) > FAR) {
                throw BadInputException.of(what, count + " numbers within the picture's reach", node, "correct it");
            }
            out[i] = value.doubleValue();
        }
        return out;
    }
}
