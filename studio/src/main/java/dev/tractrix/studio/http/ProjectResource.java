// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.studio.StudioOptions;
import dev.tractrix.studio.problem.Problem;
import dev.tractrix.studio.problem.RefusedException;
import dev.tractrix.studio.scenes.DerivedFiles;
import dev.tractrix.studio.scenes.Gallery;
import dev.tractrix.studio.store.ConflictException;
import dev.tractrix.studio.store.ContentFiles;
import dev.tractrix.studio.store.Json;
import dev.tractrix.studio.store.Projects;
import dev.tractrix.studio.store.Projects.Project;
import dev.tractrix.studio.store.Quota;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Projects, and the examples that become one. */
final class ProjectResource {
    private static final int THUMBNAIL = 480;
    private static final String MINIMAL = "return=minimal";

    private final Projects projects;
    private final Gallery gallery;
    private final DerivedFiles derived;
    private final ContentFiles files;
    private final Quota quota;
    private final StudioOptions.Limits limits;

    ProjectResource(Workshop shop, StudioOptions.Limits limits) {
        projects = shop.projects();
        gallery = shop.gallery();
        derived = shop.derived();
        files = shop.files();
        quota = shop.quota();
        this.limits = limits;
    }

    void register(Routes routes) {
        routes.get("/projects", this::list)
                .post("/projects", this::add)
                .get("/projects/{project}", this::show)
                .put("/projects/{project}", this::save)
                .delete("/projects/{project}", this::delete)
                .post("/projects/{project}/restore", this::restore)
                .get("/gallery", this::examples)
                .get("/gallery/{example}/thumbnail", this::exampleThumbnail)
                .post("/gallery/{example}/open", this::openExample);
    }

    static void answer(Context context, int status, Project project) {
        context.header("ETag", tag(project.version()));
        Bodies.answer(context, status, project.json());
    }

    private static String tag(long version) {
        return "\"v" + version + "\"";
    }

    private void list(Context context, Caller caller) {
        int limit = Bodies.limit(context);
        String search = Optional.ofNullable(context.queryParam("search")).orElse("");
        List<Project> page =
                projects.list(caller.user(), Bodies.flag(context, "bin"), search, Bodies.before(context), limit);
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("projects");
        page.forEach(project -> list.add(project.json()));
        json.put(
                "next",
                page.size() < limit ? null : Long.toString(page.get(limit - 1).changed()));
        Bodies.answer(context, json);
    }

    private void add(Context context, Caller caller) {
        ObjectNode body = document(context);
        answer(context, 201, projects.add(caller.user(), name(body), document(body), caller.client()));
    }

    private ObjectNode document(Context context) {
        quota.requireDisk(Math.max(0, context.req().getContentLengthLong()));
        return Bodies.json(context, limits.documentBytes());
    }

    private static String name(ObjectNode body) {
        String name = Bodies.text(body, "name", 200, null).strip();
        if (name.isEmpty()) {
            throw BadInputException.of("name", "a name", "only blanks", "give it one");
        }
        return name;
    }

    private static JsonNode document(ObjectNode body) {
        JsonNode document = body.path("document");
        if (!document.isObject()) {
            throw BadInputException.of(
                    "document", "an object", document.isMissingNode() ? "nothing" : document.getNodeType(), "send it");
        }
        return document;
    }

    private void show(Context context, Caller caller) {
        Project project = projects.get(caller.user(), context.pathParam("project"));
        if (tag(project.version()).equals(context.header("If-None-Match"))) {
            context.header("ETag", tag(project.version())).status(304);
        } else {
            answer(context, 200, project);
        }
    }

    private void save(Context context, Caller caller) {
        String match = context.header("If-Match");
        if (match == null) {
            throw RefusedException.of(
                    428,
                    "version-needed",
                    "Which version?",
                    "If-Match: expected the version that the change is based on, got none; send its ETag");
        }
        if (!match.matches("\"v\\d{1,15}\"")) {
            throw BadInputException.of("If-Match", "an ETag like \"v7\"", match, "send the one that was answered");
        }
        ObjectNode body = document(context);
        long version = Long.parseLong(match.substring(2, match.length() - 1));
        try {
            Project saved = projects.save(
                    caller.user(), context.pathParam("project"), version, name(body), document(body), caller.client());
            // RFC 7240: the page has the document, and with its undo steps it may be megabytes
            if (MINIMAL.equals(context.header("Prefer"))) {
                context.header("Preference-Applied", MINIMAL);
                saved = saved.with(null);
            }
            answer(context, 200, saved);
        } catch (ConflictException e) {
            throw new RefusedException(Problem.of(412, "conflict", "Changed meanwhile", e.getMessage())
                    .with("version", e.now()));
        }
    }

    private void delete(Context context, Caller caller) {
        String id = context.pathParam("project");
        if (Bodies.flag(context, "forever")) {
            projects.delete(caller.user(), id, caller.client());
        } else {
            projects.bin(caller.user(), id, true, caller.client());
        }
        context.status(204);
    }

    private void restore(Context context, Caller caller) {
        answer(context, 200, projects.bin(caller.user(), context.pathParam("project"), false, caller.client()));
    }

    private void examples(Context context, Caller caller) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("examples");
        for (String name : Gallery.names()) {
            list.addObject()
                    .put("id", name)
                    .put("title", title(name))
                    .put("entities", Gallery.scene(name).path("entities").size())
                    .put("thumbnail", Routes.BASE + "/gallery/" + name + "/thumbnail");
        }
        Bodies.answer(context, json);
    }

    private static String title(String example) {
        return example.substring(0, 1).toUpperCase(Locale.ROOT) + example.substring(1);
    }

    private void exampleThumbnail(Context context, Caller caller) throws IOException {
        String name = context.pathParam("example");
        byte[] picture = Gallery.picture(name);
        Path folder = derived.get(ContentFiles.sha256("example " + name + " " + picture.length), part -> {
            Path file = files.part(".picture");
            Files.write(file, picture);
            Thumbnails.write(ImageFiles.readPicture(file), THUMBNAIL, part);
            ContentFiles.deleteQuietly(file);
        });
        Bodies.file(context, folder.resolve(Thumbnails.NAME), "image/jpeg");
    }

    private void openExample(Context context, Caller caller) {
        String name = context.pathParam("example");
        ObjectNode document = Json.object();
        document.set("scene", gallery.open(caller.user(), name));
        answer(context, 201, projects.add(caller.user(), title(name), document, caller.client()));
    }
}
