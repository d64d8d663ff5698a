// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.models.ModelCheck;
import dev.tractrix.models.ModelStore;
import dev.tractrix.pipeline.ModelDefaults;
import dev.tractrix.studio.problem.RefusedException;
import dev.tractrix.studio.scenes.InstalledModels;
import dev.tractrix.studio.store.Json;
import dev.tractrix.studio.store.Pulls;
import io.javalin.http.Context;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The models that are here, and fetching more. */
final class ModelResource {
    private static final int MOST = 64 << 10;
    private static final List<String> PARTS =
            List.of("vae", "unet", "controlnet", "image_encoder", "features/unet", "scheduler");

    private final Workshop shop;

    ModelResource(Workshop shop) {
        this.shop = shop;
    }

    void register(Routes routes) {
        routes.get("/models", this::list)
                .get("/models/pulls", this::pulls)
                .post("/models/pulls", this::pull)
                .delete("/models/pulls/{pull}", this::cancel)
                .post("/models/{model}/check", this::check);
    }

    private void list(Context context, Caller caller) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("models");
        for (String name : InstalledModels.names()) {
            Path folder = InstalledModels.folder(name);
            List<String> missing = new ArrayList<>();
            for (String part : PARTS) {
                if (!Files.isDirectory(folder.resolve(part))) {
                    missing.add(part);
                }
            }
            ObjectNode model = list.addObject().put("name", name).put("bytes", ModelStore.bytes(folder));
            describe(model, folder, missing);
            missing.forEach(model.putArray("missing")::add);
            model.put("usable", missing.isEmpty());
        }
        Bodies.answer(context, json.put("selector", InstalledModels.selectorName()));
    }

    private static void describe(ObjectNode model, Path folder, List<String> missing) {
        try {
            ModelDefaults defaults = ModelDefaults.of(folder);
            model.put("licence", defaults.licence())
                    .put("width", defaults.settings().width())
                    .put("height", defaults.settings().height())
                    .put("steps", defaults.settings().steps());
        } catch (BadInputException e) {
            missing.add("tractrix.json that can be read");
        }
    }

    private void check(Context context, Caller caller) {
        Path folder = InstalledModels.folder(context.pathParam("model"));
        List<ModelCheck.Part> parts = new ArrayList<>(ModelCheck.check(folder, false));
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("parts");
        parts.forEach(part -> list.add(part("", part)));
        Path features = folder.resolve("features");
        if (Files.isDirectory(features) && !Files.isRegularFile(features.resolve("config.json"))) {
            for (ModelCheck.Part part : ModelCheck.check(features, false)) {
                parts.add(part);
                list.add(part("features/", part));
            }
        }
        json.put("whole", parts.stream().allMatch(ModelCheck.Part::whole));
        Bodies.answer(context, json);
    }

    private static ObjectNode part(String prefix, ModelCheck.Part part) {
        ObjectNode node = Json.object()
                .put("name", prefix + part.name())
                .put("network", part.network())
                .put("whole", part.whole())
                .put("parameters", part.parameters())
                .put("problem", part.problem());
        part.missing().forEach(node.putArray("missing")::add);
        part.unexpected().forEach(node.putArray("unexpected")::add);
        part.misshaped().forEach(node.putArray("misshaped")::add);
        return node;
    }

    private void pulls(Context context, Caller caller) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("pulls");
        shop.pulls().list().forEach(pull -> list.add(pull.json()));
        Bodies.answer(context, json);
    }

    /** It fills the server's disk and speaks with another server: not for everybody. */
    private static void requireAdmin(Caller caller) {
        if (!caller.admin()) {
            throw RefusedException.of(403, "admin", "Not for you", "only an administrator fetches models");
        }
    }

    private void pull(Context context, Caller caller) {
        requireAdmin(caller);
        Pulls.Pull pull = shop.pulls().begin(caller.user(), Bodies.json(context, MOST));
        Bodies.answer(context, 201, pull.json());
    }

    private void cancel(Context context, Caller caller) {
        requireAdmin(caller);
        shop.pulls().cancel(context.pathParam("pull"));
        context.status(204);
    }
}
