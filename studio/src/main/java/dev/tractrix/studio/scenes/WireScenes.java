// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.pipeline.ModelDefaults;
import dev.tractrix.scene.JsonCursor;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.SceneReader;
import dev.tractrix.studio.store.Ids;
import dev.tractrix.studio.store.Images;
import dev.tractrix.studio.store.Images.Image;
import dev.tractrix.studio.store.MissingException;
import dev.tractrix.studio.store.StoredMasks;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Scenes as they go over the wire: a scene file with ids where a file has paths. Ids are looked up among the user's own
 * pictures and masks; no text of a client ever becomes a path.
 */
public final class WireScenes {
    /** Decoded pictures at hand; a page asks about the same one again and again. */
    private static final int PICTURES = 3;

    private final Images images;
    private final StoredMasks masks;
    private final Optional<String> device;
    private final Map<String, Picture> decoded = new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Picture> eldest) {
            return size() > PICTURES;
        }
    };

    /** @param device that clips are made on where a scene names none; the model's where empty */
    public WireScenes(Images images, StoredMasks masks, Optional<String> device) {
        this.images = images;
        this.masks = masks;
        this.device = device;
    }

    /**
     * A user's scene as a job runs it.
     *
     * @param request what was asked for besides; the scene's own settings go first
     * @throws BadInputException naming the place, when something in it cannot be used
     */
    public LoadedScene load(String owner, JsonNode wire, RunRequest request) {
        Scene scene = read(owner, wire);
        Path folder = InstalledModels.folder(request.model());
        ModelDefaults defaults = ModelDefaults.of(folder);
        Scene asked = scene.withSettings(request.applied(scene, defaults, device));
        return LoadedScene.of(
                asked,
                picture(scene.image()),
                asked.settings().fidelity().maskThreshold().grey());
    }

    /** The scene alone, files for ids; nothing is decoded. */
    public Scene read(String owner, JsonNode wire) {
        if (!wire.isObject()) {
            throw BadInputException.of("scene", "an object", wire.getNodeType(), "send a scene");
        }
        ObjectNode json = wire.deepCopy();
        Image image = image(owner, json.path("image"));
        requireSize(json, "width", image.width());
        requireSize(json, "height", image.height());
        json.put("image", images.file(image).toString());
        json.put("width", image.width()).put("height", image.height());
        JsonNode entities = json.path("entities");
        for (int e = 0; e < entities.size(); e++) {
            JsonNode mask = entities.get(e).path("mask");
            if (mask.isTextual() && !mask.textValue().matches("whole|rest")) {
                String place = "scene: entities[" + e + "].mask";
                ((ObjectNode) entities.get(e)).put("mask", maskFile(owner, image, place, mask.textValue()));
            }
        }
        if (json.path("settings").has("model")) {
            throw BadInputException.of(
                    "scene: settings.model", "nothing here", "a model", "name the model beside the scene");
        }
        return SceneReader.read(JsonCursor.of("scene", json), Path.of("/"));
    }

    private Image image(String owner, JsonNode named) {
        if (!named.isTextual() || !Ids.isOne("img", named.textValue())) {
            throw BadInputException.of(
                    "scene: image", "a picture's id", named.isMissingNode() ? "nothing" : named, "upload the picture");
        }
        try {
            return images.get(owner, named.textValue());
        } catch (MissingException e) {
            throw BadInputException.of("scene: image", "a picture that is here", named.textValue(), "upload it again");
        }
    }

    private String maskFile(String owner, Image image, String place, String named) {
        if (!Ids.isOne("msk", named)) {
            throw BadInputException.of(place, "a mask's id, whole or rest", named, "upload or draw the mask");
        }
        try {
            StoredMasks.StoredMask mask = masks.get(owner, named);
            if (mask.width() != image.width() || mask.height() != image.height()) {
                throw BadInputException.of(
                        place,
                        image.width() + "x" + image.height() + " as the picture",
                        mask.width() + "x" + mask.height(),
                        "draw the mask on the picture itself");
            }
            return masks.file(mask).toString();
        } catch (MissingException e) {
            throw BadInputException.of(place, "a mask that is here", named, "select the thing again");
        }
    }

    private static void requireSize(ObjectNode json, String side, int is) {
        JsonNode said = json.path(side);
        if (!said.isMissingNode() && said.asInt(-1) != is) {
            throw BadInputException.of("scene: " + side, is + " as the picture", said, "leave it out");
        }
    }

    private Picture picture(Path file) {
        synchronized (decoded) {
            return decoded.computeIfAbsent(file.toString(), f -> ImageFiles.readPicture(file));
        }
    }

    /**
     * A scene of the library's as it goes over the wire: what was an id becomes it again.
     *
     * @param json as {@code SceneWriter} has it, paths for files
     * @param wire the scene that it was read from
     */
    public static ObjectNode withIds(ObjectNode json, JsonNode wire) {
        json.set("image", wire.get("image"));
        for (int e = 0; e < json.path("entities").size(); e++) {
            JsonNode mask = wire.path("entities").path(e).path("mask");
            if (mask.isTextual()) {
                ((ObjectNode) json.path("entities").get(e)).set("mask", mask);
            }
        }
        return json;
    }
}
