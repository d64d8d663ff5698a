// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.studio.store.Json;
import dev.tractrix.studio.store.MissingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Example scenes that come with the program. */
public final class Gallery {
    private static final String ROOT = "/dev/tractrix/studio/gallery/";
    /** Folders of {@code examples/}. */
    private static final List<String> NAMES =
            List.of("boat", "desk", "billiards", "shore", "pears", "balloons", "chess");

    private final SceneIntake intake;

    public Gallery(SceneIntake intake) {
        this.intake = intake;
    }

    /** Those that are on the class path. */
    public static List<String> names() {
        return NAMES.stream()
                .filter(name -> Gallery.class.getResource(ROOT + name + "/scene.json") != null)
                .toList();
    }

    /** An example's scene as its file has it. */
    public static JsonNode scene(String name) {
        if (!names().contains(name)) {
            throw new MissingException("example " + name);
        }
        return Json.parse(bytes(name, "scene.json"));
    }

    /** The bytes of its picture. */
    public static byte[] picture(String name) {
        return bytes(name, scene(name).path("image").asText());
    }

    private static byte[] bytes(String name, String file) {
        try (InputStream in = Gallery.class.getResourceAsStream(ROOT + name + "/" + file)) {
            if (in == null) {
                throw new MissingException("example " + name + "/" + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The scene with its files among a user's own. */
    public ObjectNode open(String owner, String name) {
        return intake.take(owner, name, scene(name), file -> bytes(name, file));
    }
}
