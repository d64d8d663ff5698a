// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.media.ClipMetadata;
import dev.tractrix.studio.StudioOptions;
import dev.tractrix.studio.scenes.PictureIntake;
import dev.tractrix.studio.scenes.SceneIntake;
import dev.tractrix.studio.store.ContentFiles;
import dev.tractrix.studio.store.Json;
import dev.tractrix.studio.store.Projects;
import dev.tractrix.studio.store.Quota;
import dev.tractrix.studio.store.StoredClip;
import dev.tractrix.studio.store.StoredMasks;
import dev.tractrix.studio.store.Uploads;
import dev.tractrix.studio.store.Uploads.Upload;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;

/** Uploads in pieces. What is complete becomes a picture, a mask, or a project out of a clip's record. */
final class UploadResource {
    private static final Set<String> PURPOSES = Set.of("image", "mask", "clip");
    private static final String PIECE = "application/offset+octet-stream";

    private final Uploads uploads;
    private final ContentFiles files;
    private final PictureIntake intake;
    private final StoredMasks masks;
    private final Projects projects;
    private final Workshop shop;
    private final Quota quota;
    private final StudioOptions.Limits limits;

    UploadResource(Workshop shop, StudioOptions.Limits limits) {
        this.shop = shop;
        uploads = shop.uploads();
        files = shop.files();
        intake = shop.intake();
        masks = shop.masks();
        projects = shop.projects();
        quota = shop.quota();
        this.limits = limits;
    }

    void register(Routes routes, Gate gate) {
        routes.post("/uploads", this::begin)
                .get("/uploads/{upload}", this::show)
                .patch("/uploads/{upload}", this::append)
                .delete("/uploads/{upload}", this::drop);
        routes.open(HandlerType.HEAD, "/uploads/{upload}", context -> {
            Upload upload = get(context, gate.caller(context));
            offsets(context, upload, uploads.offset(upload)).status(200);
        });
    }

    private Upload get(Context context, Caller caller) {
        return uploads.get(caller.user(), context.pathParam("upload"));
    }

    private static Context offsets(Context context, Upload upload, long offset) {
        return context.header("Upload-Offset", Long.toString(offset))
                .header("Upload-Length", Long.toString(upload.bytes()));
    }

    private void begin(Context context, Caller caller) {
        ObjectNode body = Bodies.json(context, limits.documentBytes());
        String purpose = Bodies.text(body, "purpose", 20, null);
        if (!PURPOSES.contains(purpose)) {
            throw BadInputException.of("purpose", "image, mask or clip", purpose, "use one of them");
        }
        long bytes = body.path("bytes").asLong(-1);
        if (bytes < 1) {
            throw BadInputException.of("bytes", "the file's size", body.path("bytes"), "send it");
        }
        if (bytes > limits.uploadBytes()) {
            throw Bodies.tooLarge(limits.uploadBytes(), bytes + "");
        }
        quota.requireUpload(caller.user(), bytes);
        Upload upload = uploads.begin(caller.user(), purpose, Bodies.text(body, "name", 200, purpose), bytes);
        context.header("Location", Routes.BASE + "/uploads/" + upload.id());
        Bodies.answer(context, 201, upload.json(0));
    }

    private void show(Context context, Caller caller) {
        Upload upload = get(context, caller);
        long offset = uploads.offset(upload);
        offsets(context, upload, offset);
        Bodies.answer(context, upload.json(offset));
    }

    private void append(Context context, Caller caller) throws IOException {
        Bodies.requireType(context, Set.of(PIECE));
        Upload upload = get(context, caller);
        long at;
        try {
            at = Long.parseLong(String.valueOf(context.header("Upload-Offset")));
        } catch (NumberFormatException e) {
            throw BadInputException.of("Upload-Offset", "a number", context.header("Upload-Offset"), "send the header");
        }
        quota.requireDisk(Math.max(0, context.req().getContentLengthLong()));
        long now;
        try (InputStream piece = Bodies.stream(context, limits.uploadBytes())) {
            now = uploads.append(upload, at, piece);
        }
        offsets(context, upload, now);
        if (now < upload.bytes()) {
            context.status(204);
            return;
        }
        ObjectNode json = upload.json(now);
        complete(upload, caller, json);
        uploads.drop(upload);
        Bodies.answer(context, json);
    }

    /** What cannot be used is dropped: a client that sent the wrong file begins again. */
    private void complete(Upload upload, Caller caller, ObjectNode json) {
        Path part = files.part(".upload");
        try {
            Files.copy(uploads.file(upload), part, StandardCopyOption.REPLACE_EXISTING);
            switch (upload.purpose()) {
                case "image" ->
                    json.set(
                            "image",
                            intake.take(caller.user(), upload.name(), part, null)
                                    .json());
                case "mask" ->
                    json.set(
                            "mask",
                            masks.add(caller.user(), MaskResource.read(intake, part))
                                    .json());
                default -> json.set("project", fromClip(upload, part, caller).json());
            }
        } catch (BadInputException e) {
            uploads.drop(upload);
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ContentFiles.deleteQuietly(part);
        }
    }

    /**
     * A clip's ZIP has all that its scene needs, wherever it was made. A clip alone has a record that names its files, which can be
     * found again only where it was made.
     */
    private Projects.Project fromClip(Upload upload, Path part, Caller caller) {
        if (SceneIntake.isZip(part)) {
            String name = upload.name().replaceFirst("(?i)\\.zip$", "");
            ObjectNode scene = shop.sceneFiles().fromZip(caller.user(), name, part);
            shop.scenes().read(caller.user(), scene);
            ObjectNode document = Json.object();
            document.set("scene", scene);
            return projects.add(caller.user(), name, document, caller.client());
        }
        String record = ClipMetadata.read(part)
                .record()
                .orElseThrow(
                        () -> new BadInputException(
                                "clip: expected one with a record inside, got none; only clips that Tractrix made can be opened as a scene"));
        StoredClip clip = shop.clips().list(caller.user(), false, "", null, "", Long.MAX_VALUE, 10_000).stream()
                .filter(c -> c.record().equals(Json.stored(record)))
                .findFirst()
                .orElseThrow(
                        () -> new BadInputException(
                                "clip: expected one of this history, got another's; open its ZIP instead, which has the scene with its picture and masks"));
        ObjectNode document = Json.object();
        document.set("scene", clip.scene());
        return projects.add(caller.user(), clip.name(), document, caller.client());
    }

    private void drop(Context context, Caller caller) {
        uploads.drop(get(context, caller));
        context.status(204);
    }
}
