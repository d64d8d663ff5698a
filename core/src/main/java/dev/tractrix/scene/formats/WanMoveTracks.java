// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Npy;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Settings;
import dev.tractrix.scene.Track;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Wan-Move's tracks: {@code <name>_tracks.npy}, [frames, points, 2] x before y in image pixels, and beside it {@code
 * <name>_visibility.npy}, [frames, points]; either may have one more leading dimension of 1. The first frame is {@code
 * <name>.png} or {@code .jpg}, or {@code <name>}'s only neighbour. 16 frames a second.
 */
public final class WanMoveTracks implements SceneFormat {
    private static final String TRACKS = "_tracks.npy";
    private static final String VISIBILITY = "_visibility.npy";
    private static final double FPS = 16;

    @Override
    public String name() {
        return "wan-move";
    }

    @Override
    public String description() {
        return "Wan-Move's <name>_tracks.npy with <name>_visibility.npy and <name>.png beside it";
    }

    @Override
    public boolean reads(Path path) {
        return file(path) != null;
    }

    @Override
    public Imported read(Path path, ImportOptions options) {
        Path file = file(path);
        if (file == null) {
            throw BadInputException.of(path.toString(), "one <name>_tracks.npy", "none, or several", "name the file");
        }
        String name = file.getFileName().toString().replace(TRACKS, "");
        Path image = SceneFiles.imageBeside(file, name, options);
        Npy.Array points = Npy.read(file);
        int[] shape = points.shape();
        int lead = shape.length - 3;
        if (lead < 0 || lead > 1 || lead == 1 && shape[0] != 1 || shape[shape.length - 1] != 2 || points.size() == 0) {
            throw BadInputException.of(
                    file.toString(), "an array [frames, points, 2]", points.shapeText(), "is it Wan-Move's?");
        }
        int frames = shape[lead];
        int tracks = shape[lead + 1];
        double[][][] xy = new double[tracks][frames][2];
        for (int n = 0; n < tracks; n++) {
            for (int f = 0; f < frames; f++) {
                xy[n][f][0] = points.get((f * tracks + n) * 2);
                xy[n][f][1] = points.get((f * tracks + n) * 2 + 1);
            }
        }
        List<String> warnings = new ArrayList<>();
        boolean[][] visible = visible(file.resolveSibling(name + VISIBILITY), frames, tracks, warnings);
        ImageFiles.Size size = ImageFiles.readSize(image);
        List<Entity> entities =
                PointTracks.entities(xy, visible, size.width(), size.height(), file.toString(), warnings);
        Scene scene = new Scene(
                image,
                size.width(),
                size.height(),
                PointTracks.frames(frames),
                FPS,
                entities,
                List.of(),
                false,
                Settings.NONE);
        return new Imported(scene, warnings);
    }

    private static boolean[][] visible(Path file, int frames, int tracks, List<String> warnings) {
        if (!Files.isRegularFile(file)) {
            warnings.add(file.getFileName() + ": missing; every point is taken as visible");
            return null;
        }
        Npy.Array array = Npy.read(file);
        int[] shape = array.shape();
        int lead = shape.length - 2;
        if (lead < 0 || lead > 1 || lead == 1 && shape[0] != 1 || shape[lead] != frames || shape[lead + 1] != tracks) {
            throw BadInputException.of(
                    file.toString(),
                    "[" + frames + ", " + tracks + "] as the tracks",
                    array.shapeText(),
                    "save both together");
        }
        boolean[][] visible = new boolean[tracks][frames];
        for (int n = 0; n < tracks; n++) {
            for (int f = 0; f < frames; f++) {
                visible[n][f] = array.get(f * tracks + n) > 0.5;
            }
        }
        return visible;
    }

    @Override
    public List<String> write(LoadedScene loaded, Path target, ExportOptions options) {
        Motion motion = Motion.of(loaded);
        int frames = motion.frames();
        int tracks = motion.tracks().size();
        float[] xy = new float[frames * tracks * 2];
        boolean[] visible = new boolean[frames * tracks];
        for (int n = 0; n < tracks; n++) {
            Track track = motion.tracks().get(n);
            for (int f = 0; f < frames; f++) {
                xy[(f * tracks + n) * 2] = (float) track.x()[f];
                xy[(f * tracks + n) * 2 + 1] = (float) track.y()[f];
                visible[f * tracks + n] = track.visible()[f];
            }
        }
        String name = target.getFileName().toString().replace(TRACKS, "");
        SceneFiles.folder(target.toAbsolutePath().getParent());
        SceneFiles.placePng(loaded.scene().image(), loaded.picture(), target.resolveSibling(name + ".png"));
        Npy.write(Npy.Array.of(visible, frames, tracks), target.resolveSibling(name + VISIBILITY));
        Npy.write(Npy.Array.of(xy, frames, tracks, 2), target.resolveSibling(name + TRACKS));
        return PointTracks.lost(motion);
    }

    private static Path file(Path path) {
        if (!Files.isDirectory(path)) {
            return SceneFiles.lowerName(path).endsWith(TRACKS) ? path : null;
        }
        List<Path> files = SceneFiles.list(path).stream()
                .filter(f -> SceneFiles.lowerName(f).endsWith(TRACKS))
                .toList();
        return files.size() == 1 ? files.get(0) : null;
    }
}
