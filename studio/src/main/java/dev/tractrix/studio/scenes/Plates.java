// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.animatic.Animatic;
import dev.tractrix.animatic.GroundFill;
import dev.tractrix.animatic.Plate;
import dev.tractrix.animatic.ThingCompletion;
import dev.tractrix.animatic.Unseen;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Trajectory;
import dev.tractrix.studio.store.ContentFiles;
import dev.tractrix.studio.store.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Filled grounds and cut-outs, from which a page puts the animatic together by itself while a line is being drawn. */
public final class Plates {
    private static final String LISTING = "plate.json";
    /** Another one when plates are made otherwise: those that are kept are not used then. */
    private static final String MADE_BY = "2 ";

    private final DerivedFiles derived;
    private final ThingCompletion things;
    private final LatestWork latest = new LatestWork();

    /** @param things how things go on that are cut or covered, as in the clips */
    public Plates(DerivedFiles derived, ThingCompletion things) {
        this.derived = derived;
        this.things = things;
    }

    /**
     * The plate of a scene.
     *
     * @param client who asks, or null: its next request ends this one, as does {@link #giveUp}
     * @param movable ids of the entities to cut out; empty for all that can be
     * @param maxSide of the ground, pixels
     * @return as the contract has it
     * @throws dev.tractrix.fault.CancelledException when it was ended
     */
    public ObjectNode of(String owner, String client, LoadedScene loaded, Set<String> movable, int maxSide) {
        return latest.run(name(owner, client), ended -> of(owner, loaded, movable, maxSide, ended));
    }

    /** A client is about to change what it asked for last. */
    public void giveUp(String owner, String client) {
        latest.end(name(owner, client));
    }

    private static String name(String owner, String client) {
        return client == null ? null : owner + " " + client;
    }

    private ObjectNode of(
            String owner, LoadedScene loaded, Set<String> movable, int maxSide, BooleanSupplier cancelled) {
        Scene scene = loaded.scene();
        double scale = Math.min(1, (double) maxSide / Math.max(scene.width(), scene.height()));
        int width = Math.max(16, (int) Math.round(scene.width() * scale));
        int height = Math.max(16, (int) Math.round(scene.height() * scale));
        List<Entity> entities = new ArrayList<>();
        StringBuilder from = new StringBuilder(MADE_BY + owner + "\n" + scene.image() + "\n" + width + "x" + height);
        for (Entity entity : scene.entities()) {
            boolean cut = isCut(entity) && (movable.isEmpty() || movable.contains(entity.id()));
            // any way that is long enough: what a thing looks like and hides does not depend on where it goes
            Trajectory way = cut ? Trajectory.line(0, 0, scene.width() / 2.0, 0) : Trajectory.hold();
            entities.add(entity.with(way));
            from.append('\n')
                    .append(entity.id())
                    .append(' ')
                    .append(entity.kind())
                    .append(' ')
                    .append(entity.z());
            from.append(' ').append(cut).append(' ').append(entity.region());
        }
        Scene moved = scene.withEntities(entities).withCamera(List.of()).withLockRest(false);
        String key = ContentFiles.sha256(from.toString());
        Path folder = derived.get(key, part -> {
            LoadedScene all = new LoadedScene(moved, loaded.picture(), loaded.masks(), List.of());
            Motion motion = Motion.of(all, 2);
            Plate plate = Animatic.prepare(
                            all, motion, width, height, new Unseen(GroundFill.EXEMPLAR, things), cancelled)
                    .plate(motion);
            write(key, plate, moved, part, cancelled);
        });
        try {
            return (ObjectNode) Json.stored(Files.readString(folder.resolve(LISTING)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isCut(Entity entity) {
        return entity.kind() == Entity.Kind.THING || entity.kind() == Entity.Kind.BACKGROUND;
    }

    private static void write(String key, Plate plate, Scene scene, Path folder, BooleanSupplier cancelled)
            throws IOException {
        String base = "/api/v1/plates/" + key + "/";
        ImageFiles.writePng(plate.ground(), folder.resolve("ground.png"));
        ObjectNode json = Json.object()
                .put("id", key)
                .put("width", plate.ground().width())
                .put("height", plate.ground().height())
                .put("ground", base + "ground.png");
        ArrayNode layers = json.putArray("layers");
        for (int i = 0; i < plate.layers().size(); i++) {
            if (cancelled.getAsBoolean()) {
                throw new CancelledException(
                        "layer " + (i + 1) + "/" + plate.layers().size());
            }
            Plate.Layer layer = plate.layers().get(i);
            ImageFiles.writePng(layer.picture(), folder.resolve("layer-" + i + ".png"));
            boolean background = layer.place() != null;
            if (background) {
                ImageFiles.writePng(layer.place(), folder.resolve("place-" + i + ".png"));
            }
            ObjectNode node = layers.addObject()
                    .put("entity", scene.entities().get(layer.entity()).id())
                    .put("kind", background ? "background" : "thing")
                    .put("x", layer.x())
                    .put("y", layer.y())
                    .put("width", layer.picture().getWidth())
                    .put("height", layer.picture().getHeight())
                    .put("picture", base + "layer-" + i + ".png")
                    .put("place", background ? base + "place-" + i + ".png" : null)
                    .put("radius", layer.disc().radius());
            node.putArray("centre").add(layer.disc().x()).add(layer.disc().y());
        }
        Files.write(folder.resolve(LISTING), Json.text(json).getBytes(StandardCharsets.UTF_8));
    }

    /** The file of a part that an answer named, or null. */
    public Path part(String key, String name) {
        if (!key.matches("[0-9a-f]{64}") || !name.matches("(ground|layer-\\d{1,4}|place-\\d{1,4})\\.png")) {
            return null;
        }
        Path file = derived.folder(key).resolve(name);
        return Files.isRegularFile(file) ? file : null;
    }

    /** Whether the scene's JSON asks for certain entities. */
    public static Set<String> movable(JsonNode list) {
        Set<String> ids = new java.util.HashSet<>();
        list.forEach(id -> ids.add(id.asText()));
        return ids;
    }
}
