// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.JsonCursor;
import dev.tractrix.scene.Keyframe;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.SceneWriter;
import dev.tractrix.scene.Settings;
import dev.tractrix.scene.Track;
import dev.tractrix.scene.Trajectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * DragAnything's demo folders ({@code <name>_@}): {@code demo.jpg}, {@code demo.json} and further {@code demo1.json},
 * ...; each an object, key to {comment, mask_name, trajectory}. The keys' order is the z order; trajectories are the
 * discs' own positions in the image's pixels; the clip has as many frames as the first trajectory has points.
 */
public final class DemoFolder implements SceneFormat {
    private static final double FAR = Keyframe.MAX_COORDINATE;

    @Override
    public String name() {
        return "draganything";
    }

    @Override
    public String description() {
        return "DragAnything's demo folder (demo.jpg, demo.json, masks), or one demo*.json in it";
    }

    @Override
    public boolean reads(Path path) {
        if (Files.isDirectory(path)) {
            return image(path) != null && !sceneFiles(path).isEmpty();
        }
        Path folder = path.toAbsolutePath().getParent();
        return isSceneFile(path) && folder != null && image(folder) != null;
    }

    @Override
    public Imported read(Path path, ImportOptions options) {
        List<String> warnings = new ArrayList<>();
        Path file = path;
        if (Files.isDirectory(path)) {
            List<Path> files = sceneFiles(path);
            if (files.isEmpty()) {
                throw BadInputException.of(path.toString(), "a demo.json", "none", "is it a demo folder?");
            }
            file = files.get(0);
            if (files.size() > 1) {
                warnings.add(path + ": has " + files.size() + " scenes; took " + file.getFileName()
                        + ", name another file to read that");
            }
        }
        Path folder = file.toAbsolutePath().getParent();
        Path image = options.image() != null ? SceneFiles.existing(options.image()) : image(folder);
        if (image == null) {
            throw BadInputException.of(folder.toString(), "the image demo.jpg", "none", "put the first frame there");
        }
        JsonCursor json = JsonCursor.open(file);
        List<Entity> entities = new ArrayList<>();
        for (String key : json.names()) {
            entities.add(entity(json.field(key), key, folder, entities.size(), warnings));
        }
        if (entities.isEmpty()) {
            throw BadInputException.of(json.where(), "at least one entity", "none", "add one");
        }
        int frames = entities.get(0).trajectory().keyframes().size();
        for (Entity entity : entities) {
            int points = entity.trajectory().keyframes().size();
            if (points != frames) {
                warnings.add(json.where() + ": trajectory of " + entity.id() + " has " + points + " points, that of "
                        + entities.get(0).id() + " has " + frames + "; each is spread over the whole clip");
            }
        }
        ImageFiles.Size size = ImageFiles.readSize(image);
        Scene scene = new Scene(
                image,
                size.width(),
                size.height(),
                PointTracks.frames(frames),
                Scene.DEFAULT_FPS,
                entities,
                List.of(),
                false,
                Settings.NONE);
        return new Imported(scene, warnings);
    }

    private static Entity entity(JsonCursor json, String key, Path folder, int z, List<String> warnings) {
        for (String name : json.names()) {
            if (!List.of("comment", "mask_name", "trajectory").contains(name)) {
                warnings.add(json.where() + "." + name + ": unknown, left out");
            }
        }
        String comment = json.optional("comment").map(JsonCursor::text).orElse("");
        JsonCursor mask = json.field("mask_name");
        Region region = new Region.MaskFile(SceneFiles.inside(folder, mask.text(), mask.where()));
        JsonCursor list = json.field("trajectory");
        double[][] points =
                list.items().stream().map(p -> p.numbers(2, -FAR, FAR)).toArray(double[][]::new);
        Trajectory trajectory = PointTracks.trajectory(points, null, list.where());
        boolean keeps = comment.toLowerCase(Locale.ROOT).matches("\\s*(keep|fix)\\b.*");
        Entity.Kind kind = keeps && trajectory.isHold() ? Entity.Kind.LOCK : Entity.Kind.THING;
        return json.build(() -> new Entity(key, comment, region, kind, z, trajectory));
    }

    @Override
    public List<String> write(LoadedScene loaded, Path target, ExportOptions options) {
        Motion motion = Motion.of(loaded);
        Path folder = SceneFiles.folder(target);
        Path image = loaded.scene().image();
        if (SceneFiles.lowerName(image).matches(".*\\.jpe?g") && Files.isRegularFile(image)) {
            SceneFiles.copy(image, folder.resolve("demo.jpg"));
        } else {
            ImageFiles.writeJpeg(loaded.picture(), folder.resolve("demo.jpg"), 0.95f);
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        Map<Mask, String> names = new IdentityHashMap<>();
        for (Track track : motion.tracks()) {
            String mask = names.computeIfAbsent(track.mask(), m -> {
                // PNG, not JPEG: the released code counts only pixels of exactly 255
                String name = "mask_" + (names.size() + 1) + ".png";
                ImageFiles.writePng(m, folder.resolve(name));
                return name;
            });
            ObjectNode entity = json.putObject(key(track, json));
            entity.put("comment", comment(loaded.scene(), track));
            entity.put("mask_name", mask);
            ArrayNode points = entity.putArray("trajectory");
            for (int f = 0; f < track.frames(); f++) {
                points.addArray().add(Math.round(track.x()[f])).add(Math.round(track.y()[f]));
            }
        }
        SceneWriter.writeText(folder.resolve("demo.json"), json.toString() + "\n");
        List<String> lost = new ArrayList<>(PointTracks.lost(motion));
        lost.set(0, "positions are rounded to pixels; frame rate and settings are not stored in this format");
        return lost;
    }

    /** The released code goes by the keys' order and reads them as text. */
    private static String key(Track track, ObjectNode json) {
        return json.has(track.id()) ? track.id() + "-" + json.size() : track.id();
    }

    private static String comment(Scene scene, Track track) {
        if (track.role() != Track.Role.ENTITY) {
            return track.role() == Track.Role.LOCK ? "fix the rest" : "camera";
        }
        Entity entity = scene.entities().get(track.entity());
        boolean keep = entity.kind() == Entity.Kind.LOCK && !entity.comment().matches("(keep|fix)\\b.*");
        return keep ? ("keep " + entity.comment()).strip() : entity.comment();
    }

    private static boolean isSceneFile(Path file) {
        return SceneFiles.lowerName(file).matches("demo\\d*\\.json");
    }

    private static List<Path> sceneFiles(Path folder) {
        return SceneFiles.list(folder).stream()
                .filter(DemoFolder::isSceneFile)
                .sorted(java.util.Comparator.comparing(
                                (Path f) -> SceneFiles.stem(f).length())
                        .thenComparing(SceneFiles::stem))
                .toList();
    }

    private static Path image(Path folder) {
        return SceneFiles.list(folder).stream()
                .filter(f -> SceneFiles.isImage(f) && SceneFiles.stem(f).equals("demo"))
                .findFirst()
                .orElse(null);
    }
}
