// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;

/**
 * COCO annotations whose segmentation is a list of polygons, {@code [[x, y, x, y, ...], ...]} in pixels from the image's left
 * top corner, so that (0.5, 0.5) is the middle of the first pixel. Several polygons are parts of one thing.
 */
final class CocoPolygons {
    private CocoPolygons() {}

    /** The annotation itself, or the only one of a whole COCO file, with its image's size. */
    static JsonNode annotation(JsonNode root, String file) {
        JsonNode all = root.path("annotations");
        if (!all.isArray()) {
            return root;
        }
        if (all.size() != 1 || !all.get(0).isObject()) {
            throw BadInputException.of(
                    file, "a COCO file with one annotation", all.size(), "export the thing that shall move alone");
        }
        ObjectNode annotation = all.get(0).deepCopy();
        for (JsonNode image : root.path("images")) {
            if (image.path("id").equals(annotation.path("image_id"))) {
                annotation.set("width", image.path("width"));
                annotation.set("height", image.path("height"));
            }
        }
        return annotation;
    }

    static Mask mask(JsonNode annotation, String file) {
        JsonNode width = annotation.path("width");
        JsonNode height = annotation.path("height");
        if (!width.isInt() || !height.isInt()) {
            throw BadInputException.of(
                    file,
                    "\"width\" and \"height\" of the image beside the polygons",
                    "none: polygons do not tell the image's size",
                    "add both numbers, or take a whole COCO file");
        }
        int w = width.intValue();
        int h = height.intValue();
        if (w < 1 || h < 1 || (long) w * h > ImageFiles.MAX_PIXELS) {
            throw BadInputException.of(
                    file + ": size", "1 pixel to " + ImageFiles.MAX_PIXELS, w + "x" + h, "export the mask again");
        }
        Mask out = Mask.empty(w, h);
        for (JsonNode polygon : annotation.get("segmentation")) {
            double[] xs = new double[polygon.size() / 2];
            double[] ys = new double[xs.length];
            if (polygon.size() < 6 || polygon.size() % 2 != 0) {
                throw BadInputException.of(
                        file + ": segmentation",
                        "polygons of x,y pairs, three or more",
                        "one of " + polygon.size() + " numbers",
                        "export the mask again");
            }
            for (int i = 0; i < xs.length; i++) {
                xs[i] = corner(polygon.get(2 * i), w, file);
                ys[i] = corner(polygon.get(2 * i + 1), h, file);
            }
            out = Masks.union(out, Masks.polygon(w, h, xs, ys));
        }
        return out;
    }

    /** From edges of pixels, as COCO counts, to their middles, as {@link Masks} does. */
    private static double corner(JsonNode value, int size, String file) {
        double v = value.asDouble(Double.NaN);
        // annotations run a little over the border now and then, not by a whole image
        if (!value.isNumber() || !(v >= -size && v <= 2.0 * size)) {
            throw BadInputException.of(
                    file + ": segmentation",
                    "corners in the image of " + size,
                    value.toString(),
                    "export the mask again");
        }
        return v - 0.5;
    }
}
