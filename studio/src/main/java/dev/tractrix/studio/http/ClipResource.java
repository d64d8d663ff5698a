// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.studio.clips.ClipMedia;
import dev.tractrix.studio.clips.FrameArchive;
import dev.tractrix.studio.problem.RefusedException;
import dev.tractrix.studio.scenes.Strips;
import dev.tractrix.studio.store.Clips;
import dev.tractrix.studio.store.ContentFiles;
import dev.tractrix.studio.store.Json;
import dev.tractrix.studio.store.StoredClip;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Results and their history. */
final class ClipResource {
    private static final int PATCH_BYTES = 4096;

    private final Workshop shop;
    private final Clips clips;
    private final ClipMedia media;

    ClipResource(Workshop shop) {
        this.shop = shop;
        clips = shop.clips();
        media = shop.media();
    }

    void register(Routes routes) {
        routes.get("/clips", this::list)
                .get("/clips/{clip}", (c, who) -> Bodies.answer(c, get(c, who).json()))
                .patch("/clips/{clip}", this::change)
                .delete("/clips/{clip}", this::delete)
                .post("/clips/{clip}/restore", this::restore)
                .get("/clips/{clip}/media/{format}", this::media)
                .get("/clips/{clip}/animatic/{format}", this::animatic)
                .get("/clips/{clip}/strip", this::strip)
                .get("/clips/{clip}/frames/{frame}", this::frame)
                .get(
                        "/clips/{clip}/record",
                        (c, who) -> Bodies.answer(c, get(c, who).record()))
                .get("/clips/{clip}/report", this::report)
                .post("/clips/{clip}/scene", this::openAsScene)
                .get("/clips/{clip}/export", this::export);
    }

    private StoredClip get(Context context, Caller caller) {
        return clips.get(caller.user(), context.pathParam("clip"));
    }

    private void list(Context context, Caller caller) {
        int limit = Bodies.limit(context);
        Boolean starred = context.queryParam("starred") == null ? null : (Boolean) Bodies.flag(context, "starred");
        List<StoredClip> page = clips.list(
                caller.user(),
                Bodies.flag(context, "bin"),
                Optional.ofNullable(context.queryParam("search")).orElse(""),
                starred,
                Optional.ofNullable(context.queryParam("project")).orElse(""),
                Bodies.before(context),
                limit);
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("clips");
        page.forEach(clip -> list.add(clip.json()));
        json.put(
                "next",
                page.size() < limit ? null : Long.toString(page.get(limit - 1).seq()));
        Bodies.answer(context, json);
    }

    private void change(Context context, Caller caller) {
        ObjectNode body = Bodies.json(context, PATCH_BYTES);
        JsonNode starred = body.path("starred");
        if (!starred.isMissingNode() && !starred.isBoolean()) {
            throw BadInputException.of("starred", "true or false", starred, "correct it");
        }
        String name = body.has("name") ? Bodies.text(body, "name", 200, null) : null;
        StoredClip clip = get(context, caller);
        Boolean star = starred.isMissingNode() ? null : (Boolean) starred.booleanValue();
        Bodies.answer(
                context, clips.change(caller.user(), clip.id(), name, star).json());
    }

    private void delete(Context context, Caller caller) {
        StoredClip clip = get(context, caller);
        if (Bodies.flag(context, "forever")) {
            clips.delete(caller.user(), clip.id());
        } else {
            clips.bin(caller.user(), clip.id(), true);
        }
        context.status(204);
    }

    private void restore(Context context, Caller caller) {
        StoredClip clip = get(context, caller);
        Bodies.answer(context, clips.bin(caller.user(), clip.id(), false).json());
    }

    private void media(Context context, Caller caller) throws IOException {
        StoredClip clip = get(context, caller);
        String format = context.pathParam("format");
        Path file = media.clip(clip, format);
        if (Bodies.flag(context, "download")) {
            attach(context, clip, format.equals("frames") ? "-frames.zip" : "." + format);
        }
        Bodies.file(context, file, ClipMedia.TYPES.get(format));
    }

    /** A name that every file system takes. */
    private static void attach(Context context, StoredClip clip, String ending) {
        String name = clip.name().replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[.-]+", "");
        context.header(
                "Content-Disposition", "attachment; filename=\"" + (name.isEmpty() ? "clip" : name) + ending + "\"");
    }

    private void animatic(Context context, Caller caller) throws IOException {
        String format = context.pathParam("format");
        Bodies.file(context, media.animatic(get(context, caller), format), ClipMedia.TYPES.get(format));
    }

    private void strip(Context context, Caller caller) throws IOException {
        StoredClip clip = get(context, caller);
        Path file = media.strip(
                clip, Optional.ofNullable(context.queryParam("kind")).orElse("clip"));
        context.header("Tractrix-Frames", Integer.toString(clip.frames()))
                .header("Tractrix-Columns", Integer.toString(Strips.columns(clip.width(), clip.frames())));
        Bodies.file(context, file, "image/jpeg");
    }

    private void frame(Context context, Caller caller) {
        StoredClip clip = get(context, caller);
        String text = context.pathParam("frame");
        byte[] png = text.matches("\\d{1,5}") ? FrameArchive.png(media.archive(clip), Integer.parseInt(text)) : null;
        if (png == null) {
            throw RefusedException.of(404, "not-found", "Not here", "frames are 0 to " + (clip.frames() - 1));
        }
        context.header("Cache-Control", "private, max-age=31536000, immutable")
                .contentType("image/png")
                .result(png);
    }

    private void report(Context context, Caller caller) {
        JsonNode report = get(context, caller).report();
        if (report == null) {
            throw RefusedException.of(404, "not-found", "Not here", "this clip was not measured");
        }
        Bodies.answer(context, report);
    }

    private void openAsScene(Context context, Caller caller) {
        StoredClip clip = get(context, caller);
        ObjectNode document = Json.object();
        document.set("scene", clip.scene());
        ProjectResource.answer(
                context, 201, shop.projects().add(caller.user(), clip.name(), document, caller.client()));
    }

    private void export(Context context, Caller caller) throws IOException {
        StoredClip clip = get(context, caller);
        Path folder = shop.derived()
                .get(
                        ContentFiles.sha256("export " + clip.id() + " " + clip.name()),
                        part -> shop.share().write(clip, part.resolve("clip.zip")));
        attach(context, clip, ".zip");
        context.header("Cache-Control", "no-store");
        Path file = folder.resolve("clip.zip");
        Bodies.content(context, file, "application/zip");
    }
}
