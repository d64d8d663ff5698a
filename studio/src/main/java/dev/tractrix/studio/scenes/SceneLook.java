// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.control.ControlMaps;
import dev.tractrix.control.Framing;
import dev.tractrix.control.Incircle;
import dev.tractrix.image.Picture;
import dev.tractrix.pipeline.FramedScene;
import dev.tractrix.pipeline.ModelDefaults;
import dev.tractrix.preflight.Finding;
import dev.tractrix.preflight.Machine;
import dev.tractrix.preflight.Plan;
import dev.tractrix.preflight.Preflight;
import dev.tractrix.preflight.Report;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Track;
import dev.tractrix.studio.store.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What can be known of a scene before a network runs.
 *
 * @param loaded the scene, its settings complete but for the size
 * @param defaults the model's
 * @param width of the clip, pixels
 * @param height of the clip, pixels
 */
public record SceneLook(LoadedScene loaded, ModelDefaults defaults, int width, int height) {
    private static final Set<String> OF_THE_TRAJECTORY =
            Set.of("length", "never-visible", "out-of-frame", "nothing-moves", "motion");
    private static final Set<String> OF_THE_SIZE = Set.of("size", "weights", "memory", "disk-space", "many-frames");

    public static SceneLook of(LoadedScene loaded, String model) {
        ModelDefaults defaults = ModelDefaults.of(InstalledModels.folder(model));
        int[] size = defaults.size(
                loaded.scene().settings(),
                loaded.scene().width(),
                loaded.scene().height());
        return new SceneLook(loaded, defaults, size[0], size[1]);
    }

    /** The same for a clip whose size is known. */
    public SceneLook sized(int w, int h) {
        return new SceneLook(loaded, defaults, w, h);
    }

    /** The part of the picture that the clip shows, and how it moves there. */
    public Framed framed() {
        LoadedScene cut = FramedScene.of(loaded, fidelity().resize(), width, height);
        return new Framed(cut, Motion.of(cut.scene(), cut.masks(), cut.scene().frames(), Incircle.finder()));
    }

    /** A scene in the clip's aspect with its motion. */
    public record Framed(LoadedScene scene, Motion motion) {}

    private Fidelity fidelity() {
        return loaded.scene().settings().fidelity();
    }

    /** @param machine that will run it */
    public Report report(Machine machine) {
        return Preflight.run(loaded, null, machine);
    }

    /**
     * Preflight as the contract has it: each finding with its place in the scene.
     *
     * @param quick without looking at weights and memory, as a page does while a line is drawn
     * @param machine that will run it
     */
    public ObjectNode check(boolean quick, Machine machine) {
        Report report = quick ? Preflight.scene(loaded, Plan.of(loaded.scene(), defaults)) : report(machine);
        ObjectNode json = report.toJson();
        json.put("width", width).put("height", height);
        Framing framing = Framing.of(
                fidelity().resize(), loaded.scene().width(), loaded.scene().height(), width, height);
        json.putArray("frame")
                .add(framing.sourceX(-0.5))
                .add(framing.sourceY(-0.5))
                .add(framing.sourceX(width - 0.5))
                .add(framing.sourceY(height - 0.5));
        int[] clip = defaults.clipSize(
                loaded.scene().settings(),
                loaded.scene().width(),
                loaded.scene().height());
        json.put("clipWidth", clip[0]).put("clipHeight", clip[1]);
        json.set("findings", findings(report.findings()));
        return json;
    }

    /** As they go over the wire. */
    public ArrayNode findings(List<Finding> findings) {
        ArrayNode list = Json.array();
        for (Finding finding : findings) {
            list.addObject()
                    .put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                    .put("code", finding.code())
                    .put("entity", entity(finding))
                    .put("pointer", pointer(finding))
                    .put("message", finding.message())
                    .put("cure", finding.cure());
        }
        return list;
    }

    private String entity(Finding finding) {
        if (!finding.entity().isEmpty()) {
            return finding.entity();
        }
        // the motion's own warnings begin so
        return loaded.scene().entities().stream()
                .map(Entity::id)
                .filter(id -> finding.message().startsWith("entity " + id + ":"))
                .findFirst()
                .orElse("");
    }

    private String pointer(Finding finding) {
        String id = entity(finding);
        List<Entity> entities = loaded.scene().entities();
        for (int e = 0; e < entities.size(); e++) {
            if (entities.get(e).id().equals(id)) {
                String part = OF_THE_TRAJECTORY.contains(finding.code()) ? "/trajectory" : "/mask";
                return "/entities/" + e + part;
            }
        }
        return OF_THE_SIZE.contains(finding.code()) ? "/settings" : "";
    }

    /** Every disc in every frame, found in the part of the picture that the clip shows; source pixels of the whole. */
    public ObjectNode motion() {
        Framed framed = framed();
        Motion motion = framed.motion();
        int[] origin = FramedScene.origin(loaded.scene(), framed.scene().scene());
        ObjectNode json = Json.object().put("frames", motion.frames());
        ArrayNode tracks = json.putArray("tracks");
        for (Track track : motion.tracks()) {
            ObjectNode node = tracks.addObject()
                    .put("id", track.id())
                    .put("role", track.role().name().toLowerCase(Locale.ROOT))
                    .put("entity", track.role() == Track.Role.ENTITY ? track.id() : null);
            ArrayNode x = node.putArray("x");
            ArrayNode y = node.putArray("y");
            ArrayNode radius = node.putArray("radius");
            ArrayNode visible = node.putArray("visible");
            for (int f = 0; f < track.frames(); f++) {
                Disc disc = track.disc(f);
                x.add(rounded(origin[0] + disc.x()));
                y.add(rounded(origin[1] + disc.y()));
                radius.add(rounded(disc.radius()));
                visible.add(track.visible()[f]);
            }
        }
        return json;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    /** The control maps of all frames, or of one. */
    public List<Picture> controlMaps(Integer frame) {
        Framed framed = framed();
        ControlMaps maps = ControlMaps.draw(framed.motion(), fidelity(), width, height);
        List<Picture> pictures = new ArrayList<>();
        for (int f = 0; f < maps.frames(); f++) {
            if (frame == null || frame == f) {
                pictures.add(maps.picture(f));
            }
        }
        return pictures;
    }

    /** JSON pointer of a place that the scene's reader names: {@code entities[0].mask} becomes {@code /entities/0/mask}. */
    public static String pointer(String place) {
        return "/" + place.replaceAll("\\[(\\d+)]", "/$1").replace('.', '/');
    }

    /** The scene of a request's body. */
    public static JsonNode scene(JsonNode body) {
        return body.path("scene");
    }
}
