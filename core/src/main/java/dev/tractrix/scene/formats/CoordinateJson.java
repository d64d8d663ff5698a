// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.JsonCursor;
import dev.tractrix.scene.Keyframe;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.SceneWriter;
import dev.tractrix.scene.Settings;
import dev.tractrix.scene.Track;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The coordinates that ComfyUI nodes pass around: {@code [[[x, y], ...], ...]} (ComfyUI-DragAnything), {@code [[{"x":
 * ..., "y": ...}, ...], ...]} or one track alone (KJNodes' spline editor), image pixels. The image lies beside, of the
 * same name. The clip has as many frames as the first track has points.
 */
public final class CoordinateJson implements SceneFormat {
    private static final double FAR = Keyframe.MAX_COORDINATE;

    @Override
    public String name() {
        return "coordinates";
    }

    @Override
    public String description() {
        return "JSON [[[x, y], ...], ...] or [[{x, y}, ...], ...] with an image beside";
    }

    @Override
    public boolean reads(Path path) {
        if (!SceneFiles.lowerName(path).endsWith(".json") || !Files.isRegularFile(path)) {
            return false;
        }
        try {
            JsonCursor json = JsonCursor.open(path);
            return json.isArray() && !tracks(json).isEmpty();
        } catch (BadInputException e) {
            return false;
        }
    }

    @Override
    public Imported read(Path path, ImportOptions options) {
        Path image = SceneFiles.imageBeside(path, SceneFiles.stem(path), options);
        ImageFiles.Size size = ImageFiles.readSize(image);
        double[][][] tracks = tracks(JsonCursor.open(path)).toArray(double[][][]::new);
        List<String> warnings = new ArrayList<>();
        List<Entity> entities =
                PointTracks.entities(tracks, null, size.width(), size.height(), path.toString(), warnings);
        for (int n = 1; n < tracks.length; n++) {
            if (tracks[n].length != tracks[0].length) {
                warnings.add(path + ": track " + n + " has " + tracks[n].length + " points, track 0 has "
                        + tracks[0].length + "; each is spread over the whole clip");
            }
        }
        Scene scene = new Scene(
                image,
                size.width(),
                size.height(),
                PointTracks.frames(tracks[0].length),
                Scene.DEFAULT_FPS,
                entities,
                List.of(),
                false,
                Settings.NONE);
        return new Imported(scene, warnings);
    }

    private static List<double[][]> tracks(JsonCursor json) {
        List<JsonCursor> items = json.items();
        boolean single = !items.isEmpty() && isPoint(items.get(0));
        List<double[][]> tracks = new ArrayList<>();
        for (JsonCursor track : single ? List.of(json) : items) {
            tracks.add(track.items().stream().map(CoordinateJson::point).toArray(double[][]::new));
        }
        return tracks;
    }

    private static boolean isPoint(JsonCursor json) {
        return json.isObject() || json.isArray() && json.items().stream().noneMatch(i -> i.isArray() || i.isObject());
    }

    private static double[] point(JsonCursor json) {
        if (json.isObject()) {
            return new double[] {
                json.field("x").number(-FAR, FAR), json.field("y").number(-FAR, FAR)
            };
        }
        return json.numbers(2, -FAR, FAR);
    }

    @Override
    public List<String> write(LoadedScene loaded, Path target, ExportOptions options) {
        Motion motion = Motion.of(loaded);
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (Track track : motion.tracks()) {
            ArrayNode points = json.addArray();
            for (int f = 0; f < track.frames(); f++) {
                points.addArray().add(Math.round(track.x()[f])).add(Math.round(track.y()[f]));
            }
        }
        SceneFiles.folder(target.toAbsolutePath().getParent());
        SceneFiles.placePng(
                loaded.scene().image(), loaded.picture(), target.resolveSibling(SceneFiles.stem(target) + ".png"));
        SceneWriter.writeText(target, json + "\n");
        List<String> lost = new ArrayList<>(PointTracks.lost(motion));
        lost.add("positions are rounded to pixels");
        return lost;
    }
}
