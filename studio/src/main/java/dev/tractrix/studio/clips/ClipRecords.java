// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.clips;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.studio.store.Json;

/** A clip's record as it leaves the server: the names of its files are those of the folder that a clip is handed on in. */
public final class ClipRecords {
    private ClipRecords() {}

    /** What the picture is called beside a record. */
    public static String pictureName(String mediaType) {
        return mediaType.equals("image/jpeg") ? "picture.jpg" : "picture.png";
    }

    /** What an entity's mask is called beside a record; {@code index} counts from 0. */
    public static String maskName(int index) {
        return "mask-" + (index + 1) + ".png";
    }

    /**
     * A record or scene with file names for the server's own paths.
     *
     * @param scene a scene as {@code SceneWriter} has it
     */
    public static ObjectNode withNames(ObjectNode scene, String mediaType) {
        scene.put("image", pictureName(mediaType));
        for (int e = 0; e < scene.path("entities").size(); e++) {
            JsonNode mask = scene.path("entities").get(e).path("mask");
            if (mask.isTextual() && !mask.textValue().matches("whole|rest")) {
                ((ObjectNode) scene.path("entities").get(e)).put("mask", maskName(e));
            }
        }
        return scene;
    }

    /** The record that {@code DragPipeline} wrote, for others' eyes. */
    public static ObjectNode portable(String recordJson, String model, String mediaType) {
        ObjectNode record = (ObjectNode) Json.stored(recordJson);
        ObjectNode scene = withNames((ObjectNode) record.get("scene"), mediaType);
        if (scene.path("settings").has("model")) {
            ((ObjectNode) scene.get("settings")).put("model", model);
        }
        return record;
    }
}
