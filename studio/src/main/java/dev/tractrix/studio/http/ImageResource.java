// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.scene.MaskRuns;
import dev.tractrix.selection.Candidate;
import dev.tractrix.selection.Prompt;
import dev.tractrix.selection.Proposal;
import dev.tractrix.studio.StudioOptions;
import dev.tractrix.studio.scenes.DerivedFiles;
import dev.tractrix.studio.scenes.PictureIntake;
import dev.tractrix.studio.scenes.Plates;
import dev.tractrix.studio.scenes.Selections;
import dev.tractrix.studio.store.ContentFiles;
import dev.tractrix.studio.store.Events;
import dev.tractrix.studio.store.Images;
import dev.tractrix.studio.store.Json;
import dev.tractrix.studio.store.Quota;
import dev.tractrix.studio.store.StoredMasks;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Pictures, their thumbnails, and the things that are clicked in them. */
final class ImageResource {
    private static final int THUMBNAIL = 320;
    private static final int PROMPT_BYTES = 64 << 10;
    /** A mask of more runs is not sent with the answer: its file is smaller. */
    private static final int MOST_RUNS = 20_000;

    private static final Set<String> TYPES = Set.of("image/png", "image/jpeg", "image/gif", "image/bmp");

    private final Images images;
    private final StoredMasks masks;
    private final ContentFiles files;
    private final PictureIntake intake;
    private final DerivedFiles derived;
    private final Selections selections;
    private final Plates plates;
    private final Quota quota;
    private final Events events;
    private final StudioOptions.Limits limits;

    ImageResource(Workshop shop, StudioOptions.Limits limits) {
        images = shop.images();
        masks = shop.masks();
        files = shop.files();
        intake = shop.intake();
        derived = shop.derived();
        selections = shop.selections();
        plates = shop.plates();
        quota = shop.quota();
        events = shop.events();
        this.limits = limits;
    }

    void register(Routes routes) {
        routes.get("/images", this::list)
                .post("/images", this::add)
                .get("/images/{image}", (c, who) -> Bodies.answer(c, get(c, who).json()))
                .get("/images/{image}/file", this::file)
                .get("/images/{image}/thumbnail", this::thumbnail)
                .post("/images/{image}/segmentations", this::segment)
                .post("/images/{image}/proposals", this::propose);
    }

    private Images.Image get(Context context, Caller caller) {
        return images.get(caller.user(), context.pathParam("image"));
    }

    private void list(Context context, Caller caller) {
        int limit = Bodies.limit(context);
        List<Images.Image> page = images.list(caller.user(), Bodies.before(context), limit);
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("images");
        page.forEach(image -> list.add(image.json()));
        json.put(
                "next",
                page.size() < limit ? null : Long.toString(page.get(limit - 1).seq()));
        Bodies.answer(context, json);
    }

    private void add(Context context, Caller caller) {
        String type = Bodies.requireType(context, TYPES);
        quota.require(caller.user(), Math.max(0, context.req().getContentLengthLong()));
        String name = Optional.ofNullable(context.queryParam("name")).orElse("picture");
        Path part = files.part(".upload");
        try {
            Bodies.toFile(context, limits.uploadBytes(), part);
            Images.Image image =
                    intake.take(caller.user(), name.substring(0, Math.min(200, name.length())), part, type);
            events.publish(caller.user(), "image", Json.object().put("id", image.id()));
            Bodies.answer(context, 201, image.json());
        } finally {
            ContentFiles.deleteQuietly(part);
        }
    }

    private void file(Context context, Caller caller) throws IOException {
        Images.Image image = get(context, caller);
        Bodies.file(context, images.file(image), image.type());
    }

    private void thumbnail(Context context, Caller caller) throws IOException {
        Images.Image image = get(context, caller);
        Path folder = derived.get(
                ContentFiles.sha256("thumbnail " + image.hash()),
                part -> Thumbnails.write(ImageFiles.readPicture(images.file(image)), THUMBNAIL, part));
        Bodies.file(context, folder.resolve(Thumbnails.NAME), "image/jpeg");
    }

    private void segment(Context context, Caller caller) {
        Images.Image image = get(context, caller);
        ObjectNode body = Bodies.json(context, PROMPT_BYTES);
        ObjectNode json = Json.object();
        long start = System.nanoTime();
        ArrayNode list = json.putArray("candidates");
        String previous = Bodies.text(body, "previous", 40, "");
        Optional<Prompt.Box> box = box(body.path("box"));
        Prompt prompt = new Prompt(points(body, "positive"), points(body, "negative"), box);
        if (!body.path("prepare").asBoolean() || !prompt.positive().isEmpty() || box.isPresent()) {
            Mask refined = previous.isEmpty() ? null : masks.read(caller.user(), previous);
            // what the click finds changes the plate
            plates.giveUp(caller.user(), caller.client());
            Selections.Found found = selections.select(image, prompt, refined);
            List<Mask> all = found.candidates().stream().map(Candidate::mask).toList();
            List<StoredMasks.StoredMask> stored = masks.addAll(caller.user(), all);
            for (int i = 0; i < all.size(); i++) {
                ObjectNode candidate = stored.get(i)
                        .json()
                        .put("score", found.candidates().get(i).score());
                List<Integer> runs = MaskRuns.of(all.get(i));
                if (runs.size() <= MOST_RUNS) {
                    runs.forEach(candidate.putArray("runs")::add);
                }
                list.add(candidate);
            }
            json.put("selector", found.selector());
        } else {
            json.put("selector", selections.prepare(image));
        }
        json.put("seconds", (System.nanoTime() - start) / 1e9);
        Bodies.answer(context, json);
    }

    private void propose(Context context, Caller caller) {
        long start = System.nanoTime();
        Selections.Proposed found = selections.propose(get(context, caller));
        ObjectNode json = Json.object().put("selector", found.selector());
        ArrayNode list = json.putArray("proposals");
        List<StoredMasks.StoredMask> stored = masks.addAll(
                caller.user(), found.proposals().stream().map(Proposal::mask).toList());
        for (int i = 0; i < stored.size(); i++) {
            Proposal proposal = found.proposals().get(i);
            list.add(stored.get(i).json().put("score", proposal.score()).put("stability", proposal.stability()));
        }
        Bodies.answer(context, json.put("seconds", (System.nanoTime() - start) / 1e9));
    }

    private static List<Prompt.Point> points(JsonNode body, String name) {
        List<Prompt.Point> points = new ArrayList<>();
        for (JsonNode point : body.path(name)) {
            double[] xy = numbers(point, 2, name);
            points.add(new Prompt.Point(xy[0], xy[1]));
        }
        return points;
    }

    private static Optional<Prompt.Box> box(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        double[] b = numbers(node, 4, "box");
        return Optional.of(new Prompt.Box(b[0], b[1], b[2], b[3]));
    }

    static double[] numbers(JsonNode node, int count, String what) {
        if (!node.isArray() || node.size() != count) {
            throw BadInputException.of(what, count + " numbers", node, "send an array");
        }
        double[] out = new double[count];
        for (int i = 0; i < count; i++) {
            if (!node.get(i).isNumber()) {
                throw BadInputException.of(what, "numbers", node.get(i), "correct it");
            }
            out[i] = node.get(i).doubleValue();
        }
        return out;
    }
}
