// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Npy;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.JsonCursor;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.SceneWriter;
import dev.tractrix.scene.Settings;
import dev.tractrix.scene.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * ATI's scene lists (bytedance/ATI): YAML, one item a scene with {@code image}, {@code track} and a prompt; paths start
 * from the list's folder or one of the three above it, since ATI's own start from its repository. A track file is a
 * torch file around a NumPy archive with the one array {@code array}: [points, 121, 1, 3] or [121, points, 1, 3], each
 * x, y and visibility times 8, image pixels. Its 121 frames are 24 a second and become 81 at 16.
 */
public final class AtiList implements SceneFormat {
    private static final int TRACK_FRAMES = 121;
    private static final int FRAMES = 81;
    private static final double FPS = 16;
    /** Positions are stored as eighths of a pixel. */
    private static final double QUANTUM = 8;

    private static final long MAX_BYTES = 16L << 20;

    @Override
    public String name() {
        return "ati";
    }

    @Override
    public String description() {
        return "ATI's YAML list of image and track";
    }

    @Override
    public boolean reads(Path path) {
        if (!SceneFiles.lowerName(path).matches(".*\\.ya?ml") || !Files.isRegularFile(path)) {
            return false;
        }
        try {
            List<JsonCursor> items = list(path).items();
            return !items.isEmpty() && items.get(0).optional("track").isPresent();
        } catch (BadInputException e) {
            return false;
        }
    }

    @Override
    public Imported read(Path path, ImportOptions options) {
        List<JsonCursor> items = list(path).items();
        if (options.item() < 0 || options.item() >= items.size()) {
            throw BadInputException.of(
                    path.toString(), "an item below " + items.size(), options.item(), "choose another");
        }
        List<String> warnings = new ArrayList<>();
        if (items.size() > 1) {
            warnings.add(path + ": lists " + items.size() + " scenes; took item " + options.item());
        }
        JsonCursor item = items.get(options.item());
        Path image = options.image() != null ? SceneFiles.existing(options.image()) : find(path, item.field("image"));
        Path file = find(path, item.field("track"));
        Npy.Array array = TorchBytes.readArray(file, "array");
        ImageFiles.Size size = ImageFiles.readSize(image);
        List<Entity> entities = entities(array, file, size, warnings);
        Scene scene =
                new Scene(image, size.width(), size.height(), FRAMES, FPS, entities, List.of(), false, Settings.NONE);
        return new Imported(scene, warnings);
    }

    private static List<Entity> entities(Npy.Array array, Path file, ImageFiles.Size size, List<String> warnings) {
        int[] shape = array.shape();
        if (shape.length != 4
                || shape[2] != 1
                || shape[3] != 3
                || shape[0] != TRACK_FRAMES && shape[1] != TRACK_FRAMES) {
            throw BadInputException.of(
                    file.toString(), "an array [points, 121, 1, 3]", array.shapeText(), "is it ATI's?");
        }
        boolean framesSecond = shape[1] == TRACK_FRAMES;
        int tracks = framesSecond ? shape[0] : shape[1];
        double[][][] xy = new double[tracks][TRACK_FRAMES][2];
        boolean[][] visible = new boolean[tracks][TRACK_FRAMES];
        for (int n = 0; n < tracks; n++) {
            for (int f = 0; f < TRACK_FRAMES; f++) {
                int at = 3 * (framesSecond ? n * TRACK_FRAMES + f : f * tracks + n);
                xy[n][f][0] = array.get(at) / QUANTUM;
                xy[n][f][1] = array.get(at + 1) / QUANTUM;
                visible[n][f] = array.get(at + 2) / QUANTUM >= 0.5;
            }
        }
        return PointTracks.entities(xy, visible, size.width(), size.height(), file.toString(), warnings);
    }

    @Override
    public List<String> write(LoadedScene loaded, Path target, ExportOptions options) {
        Motion motion = Motion.of(loaded, TRACK_FRAMES);
        int tracks = motion.tracks().size();
        float[] values = new float[tracks * TRACK_FRAMES * 3];
        int at = 0;
        for (Track track : motion.tracks()) {
            for (int f = 0; f < TRACK_FRAMES; f++) {
                values[at++] = (float) (track.x()[f] * QUANTUM);
                values[at++] = (float) (track.y()[f] * QUANTUM);
                values[at++] = track.visible()[f] ? (float) QUANTUM : 0;
            }
        }
        String stem = SceneFiles.stem(target);
        SceneFiles.folder(target.toAbsolutePath().getParent());
        SceneFiles.placePng(loaded.scene().image(), loaded.picture(), target.resolveSibling(stem + ".png"));
        TorchBytes.writeArray(
                Npy.Array.of(values, tracks, TRACK_FRAMES, 1, 3), "array", target.resolveSibling(stem + ".pth"));
        SceneWriter.writeText(target, "- image: \"" + stem + ".png\"\n  text: \"\"\n  track: \"" + stem + ".pth\"\n");
        return PointTracks.lost(motion);
    }

    private static JsonCursor list(Path path) {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw BadInputException.of(
                        path.toString(), "at most 16 MiB", Files.size(path) + " bytes", "is it a list?");
            }
            JsonNode node = new YAMLMapper().readTree(Files.readAllBytes(path));
            return JsonCursor.of(String.valueOf(path.getFileName()), node);
        } catch (JsonProcessingException e) {
            throw BadInputException.of(
                    path.toString(),
                    "YAML",
                    e.getOriginalMessage().lines().findFirst().orElse("an error"),
                    "correct it");
        } catch (IOException e) {
            throw new BadInputException(path + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static Path find(Path list, JsonCursor name) {
        Path folder = list.toAbsolutePath().getParent();
        for (int up = 0; up < 4 && folder != null; up++) {
            if (Files.isRegularFile(folder.resolve(name.text()))) {
                return SceneFiles.inside(folder, name.text(), name.where());
            }
            folder = folder.getParent();
        }
        throw BadInputException.of(
                name.where(),
                "a file",
                "no " + name.text() + " in the list's folder or the three above",
                "correct the path");
    }
}
