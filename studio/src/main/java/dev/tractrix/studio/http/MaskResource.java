// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.studio.StudioOptions;
import dev.tractrix.studio.scenes.MaskShapes;
import dev.tractrix.studio.scenes.PictureIntake;
import dev.tractrix.studio.store.ContentFiles;
import dev.tractrix.studio.store.Quota;
import dev.tractrix.studio.store.StoredMasks;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Masks: uploaded, drawn, and made from each other. */
final class MaskResource {
    private static final int MOST = 64;

    private final StoredMasks masks;
    private final ContentFiles files;
    private final PictureIntake intake;
    private final Quota quota;
    private final StudioOptions.Limits limits;

    MaskResource(Workshop shop, StudioOptions.Limits limits) {
        masks = shop.masks();
        files = shop.files();
        intake = shop.intake();
        quota = shop.quota();
        this.limits = limits;
    }

    void register(Routes routes) {
        routes.post("/masks", this::add)
                .post("/masks/combine", this::combine)
                .post("/masks/draw", this::draw)
                .get("/masks/{mask}", (c, who) -> Bodies.answer(c, get(c, who).json()))
                .get("/masks/{mask}/file", this::file);
    }

    private StoredMasks.StoredMask get(Context context, Caller caller) {
        return masks.get(caller.user(), context.pathParam("mask"));
    }

    private void file(Context context, Caller caller) throws IOException {
        Bodies.file(context, masks.file(get(context, caller)), "image/png");
    }

    private void add(Context context, Caller caller) {
        Bodies.requireType(context, Set.of("image/png"));
        Path part = files.part(".upload");
        try {
            Bodies.toFile(context, limits.uploadBytes(), part);
            answer(context, caller, read(intake, part));
        } finally {
            ContentFiles.deleteQuietly(part);
        }
    }

    /** A mask out of an uploaded PNG, its size checked before it is decoded. */
    static Mask read(PictureIntake intake, Path part) {
        if (PictureIntake.Type.of(part) != PictureIntake.Type.PNG) {
            throw BadInputException.of("mask", "a PNG", "another type", "save it as PNG");
        }
        intake.requirePixels(part);
        return ImageFiles.readMask(part, 128);
    }

    private void answer(Context context, Caller caller, Mask mask) {
        quota.require(caller.user(), 0);
        Bodies.answer(context, 201, masks.add(caller.user(), mask).json());
    }

    private void combine(Context context, Caller caller) {
        ObjectNode body = Bodies.json(context, limits.documentBytes());
        List<Mask> all = new ArrayList<>();
        JsonNode named = body.path("masks");
        if (!named.isArray() || named.isEmpty() || named.size() > MOST) {
            throw BadInputException.of("masks", "1 to " + MOST + " ids", named.size() + "", "name the masks");
        }
        named.forEach(id -> all.add(masks.read(caller.user(), id.asText())));
        Mask first = all.get(0);
        for (Mask mask : all) {
            if (mask.width() != first.width() || mask.height() != first.height()) {
                throw BadInputException.of(
                        "masks",
                        first.width() + "x" + first.height() + " as the first",
                        mask.width() + "x" + mask.height(),
                        "take masks of one picture");
            }
        }
        double radius = body.path("radius").asDouble(0);
        if (!(radius >= 0 && radius <= 200)) {
            throw BadInputException.of("radius", "0 to 200 pixels", radius, "correct it");
        }
        answer(context, caller, combined(Bodies.text(body, "operation", 20, null), all, radius));
    }

    private static Mask combined(String operation, List<Mask> all, double radius) {
        Mask first = all.get(0);
        int whole = (int) Math.round(radius);
        return switch (operation) {
            case "union" -> all.stream().reduce(Masks::union).orElseThrow();
            case "intersect" -> all.stream().reduce(Masks::intersect).orElseThrow();
            case "subtract" -> all.stream().reduce(Masks::subtract).orElseThrow();
            case "invert" -> first.inverted();
            case "grow" -> Filters.dilate(first, whole);
            case "shrink" -> Filters.erode(first, whole);
            case "smooth" ->
                radius == 0
                        ? first
                        : Filters.gaussian(FloatImage.of(first), radius).toMask(0.5f);
            case "fill-holes" -> Masks.fillHoles(first);
            case "largest-part" -> Masks.largestPart(first);
            default ->
                throw BadInputException.of(
                        "operation",
                        "union, intersect, subtract, invert, grow, shrink, smooth, fill-holes or largest-part",
                        operation,
                        "use one of them");
        };
    }

    private void draw(Context context, Caller caller) {
        ObjectNode body = Bodies.json(context, limits.documentBytes());
        int width = Bodies.whole(body, "width", 0, 1, 32_768);
        int height = Bodies.whole(body, "height", 0, 1, 32_768);
        if ((long) width * height > limits.imagePixels()) {
            throw BadInputException.of(
                    "size", "at most " + limits.imagePixels() + " pixels", width + "x" + height, "scale it down");
        }
        String onto = Bodies.text(body, "onto", 40, "");
        Mask base = onto.isEmpty() ? null : masks.read(caller.user(), onto);
        answer(context, caller, MaskShapes.draw(body.path("shape"), width, height, base));
    }
}
