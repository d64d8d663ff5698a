// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code scene.json}; the format is told in {@code docs/scene.md} and, for machines, in the resource {@code
 * scene.schema.json} beside this class. Unknown fields are refused. Paths are relative to the file's own folder.
 */
public final class SceneReader {
    /** The only version so far. */
    static final int VERSION = 1;

    private static final double FAR = Keyframe.MAX_COORDINATE;

    private SceneReader() {}

    /**
     * Reads a scene. No pixel is decoded; the image's header is read when the file names no width and height.
     *
     * @throws BadInputException naming the field's path, when the file, or an image that it names, is missing or wrong
     */
    public static Scene read(Path file) {
        return read(JsonCursor.open(file), file.toAbsolutePath().getParent());
    }

    /**
     * Reads a scene out of a larger document.
     *
     * @param json the scene's object
     * @param folder what relative paths start from
     */
    public static Scene read(JsonCursor json, Path folder) {
        json.only(
                "$schema",
                "version",
                "image",
                "width",
                "height",
                "frames",
                "fps",
                "entities",
                "camera",
                "lockRest",
                "settings");
        json.optional("version").ifPresent(v -> v.whole(VERSION, VERSION));
        Path image = file(json.field("image"), folder);
        int width;
        int height;
        if (json.optional("width").isPresent() || json.optional("height").isPresent()) {
            width = (int) json.field("width").whole(1, Scene.MAX_SIDE);
            height = (int) json.field("height").whole(1, Scene.MAX_SIDE);
        } else {
            ImageFiles.Size size = ImageFiles.readSize(image);
            width = size.width();
            height = size.height();
        }
        int frames = json.optional("frames")
                .map(f -> (int) f.whole(1, Scene.MAX_FRAMES))
                .orElse(Scene.DEFAULT_FRAMES);
        double fps = json.optional("fps").map(f -> f.number(0.01, 240)).orElse(Scene.DEFAULT_FPS);
        List<Entity> entities = new ArrayList<>();
        if (json.optional("entities").isPresent()) {
            for (JsonCursor entity : json.field("entities").items()) {
                entities.add(entity(entity, folder, entities.size(), width, height));
            }
        }
        List<CameraMove> camera = new ArrayList<>();
        if (json.optional("camera").isPresent()) {
            for (JsonCursor move : json.field("camera").items()) {
                camera.add(cameraMove(move, width, height));
            }
        }
        boolean lockRest = json.optional("lockRest").map(JsonCursor::flag).orElse(false);
        Settings settings = json.optional("settings").map(SceneReader::settings).orElse(Settings.NONE);
        return json.build(() -> new Scene(image, width, height, frames, fps, entities, camera, lockRest, settings));
    }

    /** Reads settings alone, as they stand in a record. */
    public static Settings settings(JsonCursor json) {
        return SettingsJson.read(json);
    }

    private static Entity entity(JsonCursor json, Path folder, int index, int width, int height) {
        json.only("id", "comment", "kind", "z", "mask", "trajectory");
        String id = json.optional("id").map(JsonCursor::text).orElse("entity-" + (index + 1));
        String comment = json.optional("comment").map(JsonCursor::text).orElse("");
        Entity.Kind kind =
                json.optional("kind").map(k -> k.word(Entity.Kind.class)).orElse(Entity.Kind.THING);
        int z = json.optional("z")
                .map(v -> (int) v.whole(-1_000_000, 1_000_000))
                .orElse(0);
        Region region = json.optional("mask")
                .map(m -> region(m, folder, width, height))
                .orElseGet(() -> switch (kind) {
                    case THING -> region(json.field("mask"), folder, width, height);
                    case WHOLE -> new Region.Whole();
                    case BACKGROUND, LOCK -> new Region.Rest();
                });
        Trajectory trajectory =
                json.optional("trajectory").map(SceneReader::trajectory).orElseGet(Trajectory::hold);
        return json.build(() -> new Entity(id, comment, region, kind, z, trajectory));
    }

    private static Region region(JsonCursor json, Path folder, int width, int height) {
        if (json.isText()) {
            return switch (json.text()) {
                case "whole" -> new Region.Whole();
                case "rest" -> new Region.Rest();
                default -> new Region.MaskFile(file(json, folder));
            };
        }
        if (!json.isObject() || json.names().size() != 1) {
            throw json.wrong(
                    "a mask file, \"whole\", \"rest\", or an object with one of polygon, box, round, runs",
                    "name the mask image");
        }
        json.only("polygon", "box", "round", "runs");
        if (json.optional("box").isPresent()) {
            double[] b = json.field("box").numbers(4, -FAR, FAR);
            return json.build(() -> new Region.Box(b[0], b[1], b[2], b[3]));
        }
        if (json.optional("round").isPresent()) {
            double[] r = json.field("round").numbers(3, -FAR, FAR);
            return json.build(() -> new Region.Round(r[0], r[1], r[2]));
        }
        if (json.optional("runs").isPresent()) {
            List<Integer> runs = new ArrayList<>();
            json.field("runs").items().forEach(run -> runs.add((int) run.whole(0, Integer.MAX_VALUE)));
            return json.build(() -> new Region.Pixels(MaskRuns.mask(runs, width, height)));
        }
        List<Region.Point> points = new ArrayList<>();
        for (JsonCursor point : json.field("polygon").items()) {
            double[] p = point.numbers(2, -FAR, FAR);
            points.add(new Region.Point(p[0], p[1]));
        }
        return json.build(() -> new Region.Polygon(points));
    }

    private static Trajectory trajectory(JsonCursor json) {
        json.only("anchor", "hold", "points", "keyframes");
        boolean hold = json.optional("hold").map(JsonCursor::flag).orElse(false);
        boolean points = json.optional("points").isPresent();
        boolean keyframes = json.optional("keyframes").isPresent();
        if ((hold ? 1 : 0) + (points ? 1 : 0) + (keyframes ? 1 : 0) != 1) {
            throw BadInputException.of(
                    json.where(),
                    "one of hold, points, keyframes",
                    hold || points || keyframes ? "several" : "none",
                    "keep one");
        }
        if (hold) {
            return Trajectory.hold();
        }
        Trajectory.Anchor anchor = json.optional("anchor")
                .map(a -> a.word(Trajectory.Anchor.class))
                .orElse(Trajectory.Anchor.OFFSET);
        JsonCursor list = json.field(points ? "points" : "keyframes");
        List<JsonCursor> items = list.items();
        if (items.isEmpty()) {
            throw BadInputException.of(list.where(), "at least one", "none", "add some, or write \"hold\": true");
        }
        if (points) {
            double[][] xy = items.stream().map(p -> p.numbers(2, -FAR, FAR)).toArray(double[][]::new);
            return json.build(() -> Trajectory.evenly(xy, anchor));
        }
        List<Keyframe> frames = items.stream().map(SceneReader::keyframe).toList();
        return json.build(() -> new Trajectory(frames, anchor));
    }

    private static Keyframe keyframe(JsonCursor json) {
        json.only("time", "x", "y", "scale", "easing", "visible");
        return new Keyframe(
                json.field("time").number(0, 1),
                json.field("x").number(-FAR, FAR),
                json.field("y").number(-FAR, FAR),
                json.optional("scale")
                        .map(s -> s.number(Keyframe.MIN_SCALE, Keyframe.MAX_SCALE))
                        .orElse(1.0),
                json.optional("easing").map(e -> e.word(Easing.class)).orElse(Easing.LINEAR),
                json.optional("visible").map(JsonCursor::flag).orElse(true));
    }

    private static CameraMove cameraMove(JsonCursor json, int width, int height) {
        json.only("from", "to", "pan", "zoom", "centre", "easing");
        double from = json.optional("from").map(v -> v.number(0, 1)).orElse(0.0);
        double to = json.optional("to").map(v -> v.number(0, 1)).orElse(1.0);
        double[] pan = json.optional("pan").map(v -> v.numbers(2, -FAR, FAR)).orElse(new double[2]);
        double zoom = json.optional("zoom")
                .map(v -> v.number(CameraMove.MIN_ZOOM, CameraMove.MAX_ZOOM))
                .orElse(1.0);
        double[] centre = json.optional("centre")
                .map(v -> v.numbers(2, -FAR, FAR))
                .orElse(new double[] {(width - 1) / 2.0, (height - 1) / 2.0});
        Easing easing = json.optional("easing").map(e -> e.word(Easing.class)).orElse(Easing.LINEAR);
        return json.build(() -> new CameraMove(from, to, pan[0], pan[1], zoom, centre[0], centre[1], easing));
    }

    /** An existing file, relative to the scene's folder. */
    private static Path file(JsonCursor json, Path folder) {
        Path path;
        try {
            path = folder.resolve(json.text()).normalize();
        } catch (java.nio.file.InvalidPathException e) {
            throw BadInputException.of(json.where(), "a file name", json.text(), "correct it");
        }
        if (!Files.isRegularFile(path)) {
            throw BadInputException.of(
                    json.where(),
                    "an image file",
                    "no file " + path,
                    "correct the path; it starts from the scene's folder");
        }
        return path;
    }
}
