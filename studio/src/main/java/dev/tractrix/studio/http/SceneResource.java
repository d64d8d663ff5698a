// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.studio.StudioOptions;
import dev.tractrix.studio.jobs.JobQueue;
import dev.tractrix.studio.problem.RefusedException;
import dev.tractrix.studio.scenes.Plates;
import dev.tractrix.studio.scenes.RunRequest;
import dev.tractrix.studio.scenes.SceneLook;
import dev.tractrix.studio.scenes.Strips;
import dev.tractrix.studio.scenes.WireScenes;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** What can be known of a scene before it costs anything. */
final class SceneResource {
    private final WireScenes scenes;
    private final Plates plates;
    private final JobQueue queue;
    private final StudioOptions.Limits limits;

    SceneResource(Workshop shop, StudioOptions.Limits limits) {
        scenes = shop.scenes();
        plates = shop.plates();
        queue = shop.queue();
        this.limits = limits;
    }

    void register(Routes routes) {
        routes.post(
                        "/scene/check",
                        (c, who) -> Bodies.answer(c, look(c, who).check(Bodies.flag(c, "quick"), queue.machine())))
                .post("/scene/motion", (c, who) -> Bodies.answer(c, look(c, who).motion()))
                .post("/scene/control-map", this::controlMap)
                .post("/scene/plate", this::plate)
                .get("/plates/{plate}/{part}", this::platePart);
    }

    private SceneLook look(Context context, Caller caller) {
        ObjectNode body = Bodies.json(context, limits.documentBytes());
        RunRequest request = RunRequest.of(body, null);
        return SceneLook.of(scenes.load(caller.user(), SceneLook.scene(body), request), request.model());
    }

    private void controlMap(Context context, Caller caller) throws IOException {
        long frame = Bodies.whole(context, "frame", -1, 0, 4096);
        List<Picture> maps = look(context, caller).controlMaps(frame < 0 ? null : (Integer) (int) frame);
        if (maps.isEmpty()) {
            throw BadInputException.of("frame", "one of the scene's", frame, "the first is 0");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(ImageFiles.toBuffered(Strips.of(maps, maps.size())), "png", out);
        context.header("Tractrix-Frames", Integer.toString(maps.size()))
                .contentType("image/png")
                .result(out.toByteArray());
    }

    private void plate(Context context, Caller caller) {
        ObjectNode body = Bodies.json(context, limits.documentBytes());
        LoadedScene loaded = scenes.load(caller.user(), SceneLook.scene(body), RunRequest.of(body, null));
        int maxSide = Bodies.whole(body, "maxSide", 1280, 64, 2048);
        Bodies.answer(
                context,
                plates.of(caller.user(), caller.client(), loaded, Plates.movable(body.path("movable")), maxSide));
    }

    private void platePart(Context context, Caller caller) throws IOException {
        Path file = plates.part(context.pathParam("plate"), context.pathParam("part"));
        if (file == null) {
            throw RefusedException.of(404, "not-found", "Not here", "ask for the plate again");
        }
        Bodies.file(context, file, "image/png");
    }
}
