// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.CocoRle;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Masks in files: a PNG or JPEG, inside where it is light, or JSON as COCO has it: runs, {@code {"size": [height, width],
 * "counts": ...}}, alone or as an annotation's {@code segmentation}; an annotation whose segmentation is polygons, with the
 * image's {@code width} and {@code height} beside it; or a whole COCO file with one annotation.
 */
public final class MaskFiles {
    /** Of 256 grey values; JPEG leaves no others than light and dark, but not exactly 255 and 0. */
    private static final int LIGHT = 128;

    private static final ObjectMapper JSON = new ObjectMapper();

    private MaskFiles() {}

    /**
     * Reads a mask.
     *
     * @throws BadInputException when the file cannot be read or is no mask
     */
    public static Mask read(Path file) {
        if (!isJson(file)) {
            return ImageFiles.readMask(file, LIGHT);
        }
        JsonNode root;
        try {
            root = JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new BadInputException(
                    file + ": cannot be read as JSON ("
                            + e.getMessage().lines().findFirst().orElse("") + "); export the mask again",
                    e);
        }
        JsonNode annotation = CocoPolygons.annotation(root, file.toString());
        if (annotation.path("segmentation").isArray()) {
            return CocoPolygons.mask(annotation, file.toString());
        }
        JsonNode rle = annotation.path("segmentation").isObject() ? annotation.get("segmentation") : annotation;
        JsonNode size = rle.path("size");
        JsonNode counts = rle.path("counts");
        if (size.size() != 2
                || !size.get(0).isInt()
                || !size.get(1).isInt()
                || !(counts.isTextual() || counts.isArray())) {
            throw BadInputException.of(
                    file.toString(),
                    "COCO runs, {\"size\": [height, width], \"counts\": a text or a list}, or polygons",
                    "something else",
                    "export the mask as RLE, or as a PNG");
        }
        int height = size.get(0).intValue();
        int width = size.get(1).intValue();
        if (height < 1 || width < 1 || (long) width * height > ImageFiles.MAX_PIXELS) {
            throw BadInputException.of(
                    file + ": size",
                    "1 pixel to " + ImageFiles.MAX_PIXELS,
                    height + " rows of " + width,
                    "export the mask again");
        }
        int[] runs = counts.isTextual() ? CocoRle.decompress(counts.textValue(), file.toString()) : list(counts, file);
        return CocoRle.mask(width, height, runs, file.toString());
    }

    private static int[] list(JsonNode counts, Path file) {
        int[] runs = new int[counts.size()];
        for (int i = 0; i < runs.length; i++) {
            if (!counts.get(i).isInt()) {
                throw BadInputException.of(
                        file + ": counts", "whole numbers", counts.get(i).toString(), "export the mask again");
            }
            runs[i] = counts.get(i).intValue();
        }
        return runs;
    }

    /**
     * Writes a mask by the file's name: {@code .json} as COCO runs, else a PNG, white inside.
     *
     * @param compressed whether runs become a text rather than a list of numbers
     */
    public static void write(Mask mask, Path file, boolean compressed) {
        if (!isJson(file)) {
            ImageFiles.writePng(mask, file);
            return;
        }
        ObjectNode rle = JSON.createObjectNode();
        rle.putArray("size").add(mask.height()).add(mask.width());
        int[] runs = CocoRle.runs(mask);
        if (compressed) {
            rle.put("counts", CocoRle.compress(runs));
        } else {
            ArrayNode counts = rle.putArray("counts");
            for (int run : runs) {
                counts.add(run);
            }
        }
        SceneWriter.writeText(file, rle + "\n");
    }

    private static boolean isJson(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    }
}
