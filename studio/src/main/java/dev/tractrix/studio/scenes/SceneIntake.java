// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.studio.store.ContentFiles;
import dev.tractrix.studio.store.Json;
import dev.tractrix.studio.store.Quota;
import dev.tractrix.studio.store.StoredMasks;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A scene that comes with its files, whose names become ids of what a user then has. */
public final class SceneIntake {
    private static final String SCENE = "scene.json";

    private final ContentFiles files;
    private final PictureIntake pictures;
    private final StoredMasks masks;
    private final Quota quota;
    private final long mostBytes;

    /** @param mostBytes of one file, unpacked */
    public SceneIntake(ContentFiles files, PictureIntake pictures, StoredMasks masks, Quota quota, long mostBytes) {
        this.files = files;
        this.pictures = pictures;
        this.masks = masks;
        this.quota = quota;
        this.mostBytes = mostBytes;
    }

    /** Where a scene's files are. */
    @FunctionalInterface
    public interface Source {
        /** @throws BadInputException when there is none of this name */
        byte[] bytes(String name);
    }

    /**
     * Takes over a scene's picture and masks.
     *
     * @param name of the picture among the user's
     * @param scene as its file has it; stays as it is
     * @return the scene with ids for names, without a model, which the server's requests name beside it
     */
    public ObjectNode take(String owner, String name, JsonNode scene, Source source) {
        if (!scene.isObject() || !scene.path("image").isTextual()) {
            throw BadInputException.of(
                    SCENE, "an object with an image", scene.getNodeType(), "take it from a clip's ZIP");
        }
        ObjectNode taken = scene.deepCopy();
        Path picture = part(owner, source.bytes(scene.path("image").textValue()));
        taken.put("image", pictures.take(owner, name, picture, null).id());
        for (JsonNode entity : taken.path("entities")) {
            JsonNode mask = entity.path("mask");
            if (mask.isTextual() && !mask.textValue().matches("whole|rest")) {
                Path file = part(owner, source.bytes(mask.textValue()));
                try {
                    pictures.requirePixels(file);
                    ((ObjectNode) entity)
                            .put(
                                    "mask",
                                    masks.add(owner, ImageFiles.readMask(file, 128))
                                            .id());
                } finally {
                    ContentFiles.deleteQuietly(file);
                }
            }
        }
        if (taken.path("settings").isObject()) {
            ((ObjectNode) taken.get("settings")).remove("model");
        }
        return taken;
    }

    private Path part(String owner, byte[] bytes) {
        quota.require(owner, bytes.length);
        Path part = files.part(".scene");
        try {
            Files.write(part, bytes);
        } catch (IOException e) {
            ContentFiles.deleteQuietly(part);
            throw new UncheckedIOException(e);
        }
        return part;
    }

    /** Whether a file begins as a ZIP does. */
    public static boolean isZip(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(4);
            return head.length == 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Takes over the scene of a ZIP, such as a clip's: {@code scene.json} and the files that it names, all in one folder of it.
     *
     * @throws BadInputException when something is missing, too large or damaged
     */
    public ObjectNode fromZip(String owner, String name, Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            String scene = zip.stream()
                    .map(ZipEntry::getName)
                    .filter(entry -> entry.equals(SCENE) || entry.endsWith("/" + SCENE))
                    .min(Comparator.comparingInt(String::length))
                    .orElseThrow(() -> BadInputException.of(
                            "ZIP", "a " + SCENE, "none", "take the ZIP of a clip that Tractrix made"));
            String folder = scene.substring(0, scene.length() - SCENE.length());
            return take(owner, name, Json.parse(bytes(zip, scene)), named -> bytes(zip, folder + named));
        } catch (ZipException e) {
            throw BadInputException.of(
                    "ZIP", "a whole one", "a damaged one (" + e.getMessage() + ")", "fetch it again");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An entry's size is only what it says of itself, so no more than may be is unpacked. */
    private byte[] bytes(ZipFile zip, String name) {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw BadInputException.of("ZIP", name + ", which the scene names", "none", "pack it with the scene");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 16, mostBytes + 1));
            if (bytes.length > mostBytes) {
                throw BadInputException.of(
                        "ZIP: " + name, "at most " + mostBytes + " bytes unpacked", "more", "make it smaller");
            }
            return bytes;
        } catch (ZipException e) {
            throw BadInputException.of("ZIP: " + name, "a whole file", "a damaged one", "fetch it again");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
