// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Writes what {@link SceneReader} reads: reading it back gives an equal scene. */
public final class SceneWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private SceneWriter() {}

    /**
     * Writes a scene; image and masks stay where they are and are named relative to the file's folder. Masks that are
     * only at hand are saved beside it first, as {@code <file>-<n>-<id>-mask.png}.
     *
     * @throws BadInputException when the file cannot be written; then nothing of it is left
     */
    public static void write(Scene scene, Path file) {
        Path folder = file.toAbsolutePath().getParent();
        String name = file.getFileName().toString().replaceFirst("\\.json$", "");
        writeText(file, text(json(withMaskFiles(scene, folder, name), folder)));
    }

    /**
     * The scene with every mask in a file: those only at hand are saved as PNG.
     *
     * @param folder where to
     * @param prefix how the files' names begin
     */
    public static Scene withMaskFiles(Scene scene, Path folder, String prefix) {
        List<Entity> entities = new ArrayList<>();
        for (Entity entity : scene.entities()) {
            Region region = entity.region();
            if (region instanceof Region.Pixels pixels) {
                String id = entity.id().replaceAll("[^A-Za-z0-9_-]", "_");
                Path file = folder.resolve(prefix + "-" + (entities.size() + 1) + "-" + id + "-mask.png");
                ImageFiles.writePng(pixels.mask(), file);
                region = new Region.MaskFile(file);
            }
            entities.add(
                    new Entity(entity.id(), entity.comment(), region, entity.kind(), entity.z(), entity.trajectory()));
        }
        return scene.withEntities(entities);
    }

    /**
     * A scene as a JSON tree.
     *
     * @param folder what paths are made relative to; null writes them absolute
     */
    public static ObjectNode json(Scene scene, Path folder) {
        ObjectNode json = NODES.objectNode();
        json.put("version", SceneReader.VERSION);
        json.put("image", path(scene.image(), folder));
        json.put("width", scene.width());
        json.put("height", scene.height());
        json.put("frames", scene.frames());
        json.set("fps", number(scene.fps()));
        ArrayNode entities = json.putArray("entities");
        scene.entities().forEach(entity -> entities.add(entity(entity, folder)));
        if (!scene.camera().isEmpty()) {
            ArrayNode camera = json.putArray("camera");
            scene.camera().forEach(move -> camera.add(cameraMove(move)));
        }
        json.put("lockRest", scene.lockRest());
        if (!scene.settings().equals(Settings.NONE)) {
            json.set("settings", settings(scene.settings()));
        }
        return json;
    }

    /** Settings as a JSON tree; what is unset is left out. */
    public static ObjectNode settings(Settings settings) {
        return SettingsJson.write(settings);
    }

    /** A tree as text: two spaces, short arrays on one line, a newline at the end. */
    public static String text(JsonNode json) {
        try {
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
            printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
            return JsonMapper.builder().build().writer(printer).writeValueAsString(json) + "\n";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes a text beside the target, then renames it. */
    public static void writeText(Path file, String text) {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            Files.write(beside, text.getBytes(StandardCharsets.UTF_8));
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(beside);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw new BadInputException(file + ": cannot be written (" + e + "); choose another place", e);
        }
    }

    private static ObjectNode entity(Entity entity, Path folder) {
        ObjectNode json = NODES.objectNode();
        json.put("id", entity.id());
        if (!entity.comment().isEmpty()) {
            json.put("comment", entity.comment());
        }
        json.put("kind", Words.of(entity.kind()));
        json.put("z", entity.z());
        json.set("mask", region(entity.region(), folder));
        json.set("trajectory", trajectory(entity.trajectory()));
        return json;
    }

    private static JsonNode region(Region region, Path folder) {
        ObjectNode json = NODES.objectNode();
        if (region instanceof Region.MaskFile file) {
            return NODES.textNode(path(file.path(), folder));
        } else if (region instanceof Region.Whole) {
            return NODES.textNode("whole");
        } else if (region instanceof Region.Rest) {
            return NODES.textNode("rest");
        } else if (region instanceof Region.Box box) {
            json.set("box", numbers(box.left(), box.top(), box.right(), box.bottom()));
        } else if (region instanceof Region.Round round) {
            json.set("round", numbers(round.x(), round.y(), round.radius()));
        } else if (region instanceof Region.Polygon polygon) {
            ArrayNode points = json.putArray("polygon");
            polygon.points().forEach(p -> points.add(numbers(p.x(), p.y())));
        } else if (region instanceof Region.Pixels pixels) {
            ArrayNode runs = json.putArray("runs");
            MaskRuns.of(pixels.mask()).forEach(runs::add);
        }
        return json;
    }

    private static ObjectNode trajectory(Trajectory trajectory) {
        ObjectNode json = NODES.objectNode();
        if (trajectory.keyframes().isEmpty()) {
            return json.put("hold", true);
        }
        json.put("anchor", Words.of(trajectory.anchor()));
        if (isPlain(trajectory)) {
            ArrayNode points = json.putArray("points");
            trajectory.keyframes().forEach(k -> points.add(numbers(k.x(), k.y())));
            return json;
        }
        ArrayNode keyframes = json.putArray("keyframes");
        for (Keyframe k : trajectory.keyframes()) {
            ObjectNode keyframe = keyframes.addObject();
            keyframe.set("time", number(k.time()));
            keyframe.set("x", number(k.x()));
            keyframe.set("y", number(k.y()));
            if (k.scale() != 1) {
                keyframe.set("scale", number(k.scale()));
            }
            if (k.easing() != Easing.LINEAR) {
                keyframe.put("easing", Words.of(k.easing()));
            }
            if (!k.visible()) {
                keyframe.put("visible", false);
            }
        }
        return json;
    }

    /** Whether the short form, points evenly in time, says all of it. */
    private static boolean isPlain(Trajectory trajectory) {
        List<Keyframe> keyframes = trajectory.keyframes();
        for (int i = 0; i < keyframes.size(); i++) {
            Keyframe k = keyframes.get(i);
            Keyframe plain = Keyframe.at(Trajectory.evenTime(i, keyframes.size()), k.x(), k.y());
            if (!k.equals(plain)) {
                return false;
            }
        }
        return true;
    }

    private static ObjectNode cameraMove(CameraMove move) {
        ObjectNode json = NODES.objectNode();
        json.set("from", number(move.from()));
        json.set("to", number(move.to()));
        json.set("pan", numbers(move.panX(), move.panY()));
        json.set("zoom", number(move.zoom()));
        json.set("centre", numbers(move.centreX(), move.centreY()));
        json.put("easing", Words.of(move.easing()));
        return json;
    }

    /** A whole number without its ".0". */
    static JsonNode number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? NODES.numberNode((long) value) : NODES.numberNode(value);
    }

    private static ArrayNode numbers(double... values) {
        ArrayNode array = NODES.arrayNode();
        for (double value : values) {
            array.add(number(value));
        }
        return array;
    }

    private static String path(Path path, Path folder) {
        Path absolute = path.toAbsolutePath().normalize();
        if (folder == null || !absolute.getRoot().equals(folder.toAbsolutePath().getRoot())) {
            return absolute.toString();
        }
        // "/" on every system, so that a scene can be carried from one to another
        return folder.toAbsolutePath()
                .normalize()
                .relativize(absolute)
                .toString()
                .replace('\\', '/');
    }
}
