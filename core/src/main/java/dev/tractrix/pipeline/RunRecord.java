// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.JsonCursor;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.SceneReader;
import dev.tractrix.scene.SceneWriter;
import dev.tractrix.scene.Settings;
import dev.tractrix.tensor.NativeRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a clip was made from: the scene with every setting filled in, seeds, fidelity switches, hashes of image, masks and
 * weights, versions. The same record on the same machine gives the same bytes.
 */
public final class RunRecord {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Raised when a field changes its meaning. */
    private static final int VERSION = 1;

    private RunRecord() {}

    static String json(LoadedScene loaded, Settings settings, int width, int height, DragModel model) {
        Settings used = model.place()
                .or(settings.toBuilder().width(width).height(height).build());
        ObjectNode root = JSON.createObjectNode().put("record", VERSION).put("tool", "tractrix");
        root.set("model", model.defaults().json());
        root.set("scene", SceneWriter.json(loaded.scene().withSettings(used), null));
        ObjectNode fidelity = root.putObject("fidelity");
        settings.fidelity().switches().forEach(fidelity::put);
        ObjectNode hashes = root.putObject("sha256");
        hashes.put("image", sha256(loaded.scene().image()));
        for (Entity entity : loaded.scene().entities()) {
            if (entity.region() instanceof Region.MaskFile mask) {
                hashes.put("mask of " + entity.id(), sha256(mask.path()));
            }
        }
        model.hashes().forEach(hashes::put);
        ObjectNode versions = root.putObject("versions");
        versions.put("libtorch", NativeRuntime.torchVersion());
        versions.put("java", System.getProperty("java.version"));
        versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        versions.put("threads", NativeRuntime.threads());
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The scene of a record, to be generated again.
     *
     * @param json a record
     * @param folder what relative paths in it stand beside
     * @throws BadInputException when it is no record, or of a later version
     */
    public static Scene scene(String json, Path folder) {
        try {
            var root = JSON.readTree(json);
            if (root.path("record").asInt(-1) != VERSION) {
                throw BadInputException.of(
                        "record", "version " + VERSION, root.path("record"), "use the tractrix that wrote it");
            }
            return SceneReader.read(JsonCursor.of("record: scene", root.path("scene")), folder);
        } catch (JsonProcessingException e) {
            throw new BadInputException(
                    "record: no JSON (" + e.getOriginalMessage() + "); is this a clip of tractrix?", e);
        }
    }

    static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + ")", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
