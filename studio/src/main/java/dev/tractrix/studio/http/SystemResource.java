// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.preflight.Machine;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Trajectory;
import dev.tractrix.studio.StudioOptions;
import dev.tractrix.studio.problem.RefusedException;
import dev.tractrix.studio.scenes.InstalledModels;
import dev.tractrix.studio.store.Job;
import dev.tractrix.studio.store.Json;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;

/** Device, memory, queue, versions; the contract itself. */
final class SystemResource {
    private static final String CONTRACT = "/dev/tractrix/studio/openapi.yaml";

    private final Workshop shop;
    private final StudioOptions options;
    private final Map<String, String> versions;

    SystemResource(Workshop shop, StudioOptions options, Map<String, String> versions) {
        this.shop = shop;
        this.options = options;
        this.versions = versions;
    }

    void register(Routes routes) {
        routes.open(HandlerType.GET, "/openapi.yaml", this::contract);
        routes.get("/system", this::show);
    }

    private void contract(Context context) throws IOException {
        try (InputStream in = SystemResource.class.getResourceAsStream(CONTRACT)) {
            if (in == null) {
                throw RefusedException.of(404, "not-found", "Not here", "the contract is not built in");
            }
            context.contentType("application/yaml").result(in.readAllBytes());
        }
    }

    private void show(Context context, Caller caller) throws IOException {
        Machine machine = Machine.now();
        ObjectNode json = Json.object()
                .put("version", versions.getOrDefault("tractrix", ""))
                .put("device", options.device().orElse("cpu"))
                .put("cores", machine.cores())
                .put("selector", InstalledModels.selectorName())
                .put("database", shop.database().embedded() ? "embedded" : "PostgreSQL");
        versions.forEach(json.putObject("versions")::put);
        json.putObject("memory")
                .put("totalBytes", machine.totalBytes())
                .put("availableBytes", machine.availableBytes());
        json.putObject("disk")
                .put("freeBytes", Files.getFileStore(options.data()).getUsableSpace())
                .put("usedBytes", shop.quota().used(caller.user()))
                .put("quotaBytes", shop.quota().most());
        json.putObject("queue")
                .put("running", shop.jobs().count(Job.State.RUNNING))
                .put("queued", shop.jobs().count(Job.State.QUEUED));
        ArrayNode workers = json.putArray("workers");
        shop.database()
                .jdbi()
                .useHandle(handle -> handle.createQuery("select name, seen from worker order by name")
                        .map((row, c) -> workers.addObject()
                                .put("name", row.getString("name"))
                                .put("seen", Json.moment(row.getLong("seen"))))
                        .list());
        StudioOptions.Limits limits = options.limits();
        json.putObject("limits")
                .put("uploadBytes", limits.uploadBytes())
                .put("imagePixels", limits.imagePixels())
                .put("documentBytes", limits.documentBytes())
                .put("keyframes", Trajectory.MAX_KEYFRAMES)
                .put("entities", Scene.MAX_ENTITIES);
        Bodies.answer(context, json);
    }
}
