// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.SceneWriter;
import dev.tractrix.scene.Settings;
import dev.tractrix.scene.Track;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Trajectories of MotionCtrl and Tora: text files of lines {@code x, y} on a canvas of 256 x 256 that is stretched over
 * the frame, one file a trajectory. A folder of such files with one image is a scene of several. The two projects'
 * files are alike; they differ in the length of the clip.
 */
public final class CanvasText implements SceneFormat {
    /** 16 frames at 10 a second, as its text-to-video model. */
    public static final CanvasText MOTION_CTRL = new CanvasText("motionctrl", 16, 10);
    /** 49 frames at 8 a second, as the CogVideoX it stands on. */
    public static final CanvasText TORA = new CanvasText("tora", 49, 8);

    private static final double CANVAS = 256;
    private static final Pattern LINE =
            Pattern.compile("\\s*(-?\\d{1,6}(?:\\.\\d{1,12})?)\\s*,\\s*(-?\\d{1,6}(?:\\.\\d{1,12})?)\\s*");
    private static final long MAX_BYTES = 1 << 20;

    private final String name;
    private final int frames;
    private final double fps;

    private CanvasText(String name, int frames, double fps) {
        this.name = name;
        this.frames = frames;
        this.fps = fps;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "text of \"x, y\" lines on a 256 x 256 canvas, or a folder of them, with an image beside";
    }

    @Override
    public boolean reads(Path path) {
        List<Path> files = files(path);
        try {
            return !files.isEmpty() && files.stream().allMatch(f -> !points(f).isEmpty());
        } catch (BadInputException e) {
            return false;
        }
    }

    @Override
    public Imported read(Path path, ImportOptions options) {
        List<Path> files = files(path);
        if (files.isEmpty()) {
            throw BadInputException.of(path.toString(), "a .txt file of \"x, y\" lines", "none", "name the file");
        }
        Path image = SceneFiles.imageBeside(files.get(0), SceneFiles.stem(files.get(0)), options);
        ImageFiles.Size size = ImageFiles.readSize(image);
        double[][][] tracks = new double[files.size()][][];
        for (int n = 0; n < tracks.length; n++) {
            tracks[n] = points(files.get(n)).stream()
                    .map(p -> new double[] {p[0] * size.width() / CANVAS, p[1] * size.height() / CANVAS})
                    .toArray(double[][]::new);
        }
        List<String> warnings = new ArrayList<>();
        List<Entity> entities =
                PointTracks.entities(tracks, null, size.width(), size.height(), path.toString(), warnings);
        Scene scene =
                new Scene(image, size.width(), size.height(), frames, fps, entities, List.of(), false, Settings.NONE);
        return new Imported(scene, warnings);
    }

    @Override
    public List<String> write(LoadedScene loaded, Path target, ExportOptions options) {
        Motion motion = Motion.of(loaded);
        Path folder = SceneFiles.folder(target);
        SceneFiles.placePng(loaded.scene().image(), loaded.picture(), folder.resolve("first_frame.png"));
        for (int n = 0; n < motion.tracks().size(); n++) {
            Track track = motion.tracks().get(n);
            StringBuilder text = new StringBuilder();
            for (int f = 0; f < track.frames(); f++) {
                text.append(Math.round(track.x()[f] * CANVAS / motion.width()))
                        .append(", ")
                        .append(Math.round(track.y()[f] * CANVAS / motion.height()))
                        .append('\n');
            }
            SceneWriter.writeText(folder.resolve(String.format("%03d.txt", n)), text.toString());
        }
        List<String> lost = new ArrayList<>(PointTracks.lost(motion));
        lost.add("positions are rounded to a canvas of 256 x 256");
        return lost;
    }

    private static List<Path> files(Path path) {
        List<Path> candidates = Files.isDirectory(path) ? SceneFiles.list(path) : List.of(path);
        return candidates.stream()
                .filter(f -> SceneFiles.lowerName(f).endsWith(".txt") && Files.isRegularFile(f))
                .toList();
    }

    private static List<double[]> points(Path file) {
        List<String> lines;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw BadInputException.of(
                        file.toString(), "at most 1 MiB", Files.size(file) + " bytes", "is it a trajectory?");
            }
            lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            var m = LINE.matcher(lines.get(i));
            if (m.matches()) {
                points.add(new double[] {Double.parseDouble(m.group(1)), Double.parseDouble(m.group(2))});
            } else if (!lines.get(i).isBlank()) {
                String got = lines.get(i).length() > 40 ? lines.get(i).substring(0, 40) + "..." : lines.get(i);
                throw BadInputException.of(file + " line " + (i + 1), "\"x, y\"", "\"" + got + "\"", "correct it");
            }
        }
        return points;
    }
}
