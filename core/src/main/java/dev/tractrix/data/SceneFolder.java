// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Layered scenes written to disk in VIPSeg's layout: {@code imgs/<video>/<n>.png} (or jpg),
 * {@code panomasks/<video>/<n>.png}, and beside them {@code tracks/<video>.json} and {@code manifest.json}. A scene is
 * written beside its place and renamed, its track file last, so an interrupted run is taken up where it stopped.
 */
public final class SceneFolder {
    /** Things are instances of VIPSeg's last category, whatever they look like. */
    static final int THING_CATEGORY = VipSegIds.CATEGORIES - 1;

    /** The background is VIPSeg's first stuff, wall. */
    static final int BACKGROUND_ID = 1;

    private static final String FORMAT = "tractrix-scenes-1";
    private static final float JPEG_QUALITY = 0.95f;
    private static final int GRID_COLUMNS = 12;
    private static final int GRID_ROWS = 7;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How frames are stored; id maps are always PNG. */
    public enum Codec {
        PNG,
        JPG
    }

    private final Path root;
    private final SceneSpec spec;
    private final long seed;
    private final Codec codec;

    /** @param root the data set's folder; made where it is missing */
    public SceneFolder(Path root, SceneSpec spec, long seed, Codec codec) {
        this.root = root;
        this.spec = spec;
        this.seed = seed;
        this.codec = codec;
    }

    /**
     * Writes scenes 0..count-1, leaving out those already there.
     *
     * @param threads that render and write, at least 1
     * @param written told after each scene how many there are
     * @return the manifest
     * @throws BadInputException when the folder holds scenes of another seed or spec, or cannot be written
     * @throws CancelledException when the thread is interrupted; what is whole stays
     */
    public Path write(int count, int threads, LongConsumer written) {
        if (count < 1) {
            throw new IllegalArgumentException("at least 1 scene, got " + count);
        }
        Path manifest = root.resolve("manifest.json");
        Path begun = root.resolve("manifest.json.part");
        ObjectNode head = head();
        requireSame(manifest, head);
        requireSame(begun, head);
        store(begun, head);
        ArrayNode scenes = JSON.createArrayNode();
        try (Prefetched<String> hashes = new Prefetched<>(this::writeScene, 0, threads, 2 * threads, count)) {
            for (int i = 0; i < count; i++) {
                scenes.addObject().put("video", video(i)).put("sha256", hashes.next());
                written.accept(i + 1L);
            }
        }
        head.set("scenes", scenes);
        store(begun, head);
        move(begun, manifest);
        return manifest;
    }

    private ObjectNode head() {
        ObjectNode head = JSON.createObjectNode();
        head.put("format", FORMAT);
        head.put("seed", seed);
        head.put("frames", codec.name().toLowerCase(Locale.ROOT));
        head.set("spec", JSON.valueToTree(spec));
        return head;
    }

    private static void requireSame(Path file, ObjectNode head) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            JsonNode there = JSON.readTree(Files.readAllBytes(file));
            // through text, so that 1.0 and 1 and all widths of numbers compare as they are stored
            JsonNode wanted = JSON.readTree(JSON.writeValueAsBytes(head));
            for (String key : List.of("format", "seed", "frames", "spec")) {
                if (!wanted.get(key).equals(there.get(key))) {
                    throw BadInputException.of(
                            file + ": " + key, wanted.get(key).toString(), there.get(key), "write into another folder");
                }
            }
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + "); remove it to begin anew", e);
        }
    }

    static String video(long index) {
        return String.format(Locale.ROOT, "scene%06d", index);
    }

    /** Writes one scene unless it is there; gives the hash of its pixels and ids. */
    private String writeScene(long index) {
        String video = video(index);
        Path tracks = root.resolve("tracks").resolve(video + ".json");
        Path images = root.resolve("imgs").resolve(video);
        Path masks = root.resolve("panomasks").resolve(video);
        if (Files.isRegularFile(tracks) && Files.isDirectory(images) && Files.isDirectory(masks)) {
            return readHash(tracks);
        }
        SyntheticScene scene = LayeredScenes.scene(spec, seed, index);
        MessageDigest digest = sha256();
        Path imagesPart = fresh(images);
        Path masksPart = fresh(masks);
        for (int f = 0; f < spec.frames(); f++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancelledException("writing " + video);
            }
            String name = String.format(Locale.ROOT, "%08d", f);
            Picture frame = scene.frames().get(f);
            if (codec == Codec.PNG) {
                ImageFiles.writePng(frame, imagesPart.resolve(name + ".png"));
            } else {
                ImageFiles.writeJpeg(frame, imagesPart.resolve(name + ".jpg"), JPEG_QUALITY);
            }
            IdMapFiles.write(panoptic(scene.ids(f)), masksPart.resolve(name + ".png"));
            digest.update(frame.rgb());
            digest.update(scene.layers().get(f));
        }
        String hash = HexFormat.of().formatHex(digest.digest());
        replace(imagesPart, images);
        replace(masksPart, masks);
        store(tracks, tracksJson(scene, hash));
        return hash;
    }

    private static IdMap panoptic(IdMap map) {
        int[] ids = map.ids();
        for (int i = 0; i < ids.length; i++) {
            ids[i] = ids[i] == 0 ? BACKGROUND_ID : VipSegIds.thing(THING_CATEGORY, ids[i]);
        }
        return map;
    }

    private static ObjectNode tracksJson(SyntheticScene scene, String hash) {
        ObjectNode out = JSON.createObjectNode();
        out.put("sha256", hash);
        out.put("width", scene.spec().width());
        out.put("height", scene.spec().height());
        out.put("frames", scene.spec().frames());
        ArrayNode entities = out.putArray("entities");
        for (SyntheticEntity e : scene.entities()) {
            ObjectNode node = entities.addObject();
            node.put("id", VipSegIds.thing(THING_CATEGORY, e.id()));
            node.put("z", e.id());
            node.put("moves", e.moves());
            node.set("x", JSON.valueToTree(e.x()));
            node.set("y", JSON.valueToTree(e.y()));
            node.set("radius", JSON.valueToTree(e.radius()));
            node.set("visible", JSON.valueToTree(e.visible()));
            node.set("motion", JSON.valueToTree(e.motion()));
        }
        out.set("camera", JSON.valueToTree(scene.camera()));
        ArrayNode points = out.putArray("points");
        for (PointTrack p : scene.grid(GRID_COLUMNS, GRID_ROWS)) {
            ObjectNode node = points.addObject();
            node.put("id", p.entity() == 0 ? BACKGROUND_ID : VipSegIds.thing(THING_CATEGORY, p.entity()));
            node.set("x", JSON.valueToTree(p.x()));
            node.set("y", JSON.valueToTree(p.y()));
            node.set("visible", JSON.valueToTree(p.visible()));
        }
        return out;
    }

    private static String readHash(Path tracks) {
        try {
            return JSON.readTree(Files.readAllBytes(tracks)).path("sha256").asText();
        } catch (IOException e) {
            throw new BadInputException(
                    tracks + ": cannot be read (" + e.getMessage() + "); remove it to write it anew", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** An empty folder beside the target. */
    private static Path fresh(Path target) {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            remove(part);
            return Files.createDirectories(part);
        } catch (IOException e) {
            throw unwritable(part, e);
        }
    }

    private static void replace(Path part, Path target) {
        try {
            remove(target);
        } catch (IOException e) {
            throw unwritable(target, e);
        }
        move(part, target);
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(p);
            }
        }
    }

    private static void store(Path file, JsonNode json) {
        Path part = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(
                    part, JSON.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
        move(part, file);
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw BadInputException.of(
                    to.toString(), "a file system that can rename", e.getMessage(), "choose another");
        } catch (IOException e) {
            throw unwritable(to, e);
        }
    }

    private static BadInputException unwritable(Path path, IOException e) {
        return new BadInputException(
                path + ": cannot be written (" + e.getMessage() + "); is there room and the right?", e);
    }
}
