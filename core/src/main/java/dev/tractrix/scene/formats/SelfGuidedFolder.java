// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Npy;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Keyframe;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Settings;
import dev.tractrix.scene.Track;
import dev.tractrix.scene.Trajectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * SG-I2V's folders: {@code img.png} and {@code traj.npy}, float64 [N, 2 + F, 2]: for each of N boxes two corners, then
 * its centre in each of F frames (14 there), x before y, image pixels. A box's mask is the box.
 */
public final class SelfGuidedFolder implements SceneFormat {
    private static final String TRACKS = "traj.npy";

    @Override
    public String name() {
        return "sg-i2v";
    }

    @Override
    public String description() {
        return "SG-I2V's folder (img.png, traj.npy)";
    }

    @Override
    public boolean reads(Path path) {
        return Files.isRegularFile(path.resolve(TRACKS)) && Files.isRegularFile(path.resolve("img.png"));
    }

    @Override
    public Imported read(Path path, ImportOptions options) {
        Path image = SceneFiles.existing(options.image() != null ? options.image() : path.resolve("img.png"));
        Path file = path.resolve(TRACKS);
        Npy.Array array = Npy.read(file);
        int[] shape = array.shape();
        if (shape.length != 3 || shape[0] < 1 || shape[0] > Scene.MAX_ENTITIES || shape[1] < 3 || shape[2] != 2) {
            throw BadInputException.of(
                    file.toString(), "an array [boxes, 2 corners + frames, 2]", array.shapeText(), "is it SG-I2V's?");
        }
        double[] v = array.doubles();
        int frames = shape[1] - 2;
        List<Entity> entities = new ArrayList<>();
        for (int n = 0; n < shape[0]; n++) {
            String where = file + ", box " + n;
            int at = n * shape[1] * 2;
            for (int i = at; i < at + 4; i++) {
                if (!(Math.abs(v[i]) <= Keyframe.MAX_COORDINATE)) {
                    throw BadInputException.of(where, "corners within 100000 px", v[i], "correct it");
                }
            }
            Region box = new Region.Box(
                    Math.min(v[at], v[at + 2]), Math.min(v[at + 1], v[at + 3]),
                    Math.max(v[at], v[at + 2]), Math.max(v[at + 1], v[at + 3]));
            double[][] centres = new double[frames][];
            for (int f = 0; f < frames; f++) {
                centres[f] = new double[] {v[at + 4 + 2 * f], v[at + 5 + 2 * f]};
            }
            Trajectory trajectory = PointTracks.trajectory(centres, null, where);
            Entity.Kind kind = trajectory.isHold() ? Entity.Kind.LOCK : Entity.Kind.THING;
            entities.add(new Entity("box-" + (n + 1), "", box, kind, n, trajectory));
        }
        ImageFiles.Size size = ImageFiles.readSize(image);
        return new Imported(
                new Scene(
                        image,
                        size.width(),
                        size.height(),
                        PointTracks.frames(frames),
                        Scene.DEFAULT_FPS,
                        entities,
                        List.of(),
                        false,
                        Settings.NONE),
                List.of());
    }

    @Override
    public List<String> write(LoadedScene loaded, Path target, ExportOptions options) {
        Motion motion = Motion.of(loaded);
        int frames = motion.frames();
        double[] v = new double[motion.tracks().size() * (2 + frames) * 2];
        int at = 0;
        for (Track track : motion.tracks()) {
            double[] box = bounds(track.mask());
            System.arraycopy(box, 0, v, at, 4);
            at += 4;
            double centreX = (box[0] + box[2]) / 2;
            double centreY = (box[1] + box[3]) / 2;
            for (int f = 0; f < frames; f++) {
                // a disc on its absolute path need not be the box's centre; the way it goes is what counts
                v[at++] = centreX + track.x()[f] - track.x()[0];
                v[at++] = centreY + track.y()[f] - track.y()[0];
            }
        }
        Path folder = SceneFiles.folder(target);
        SceneFiles.placePng(loaded.scene().image(), loaded.picture(), folder.resolve("img.png"));
        Npy.write(Npy.Array.of(v, motion.tracks().size(), 2 + frames, 2), folder.resolve(TRACKS));
        List<String> lost = new ArrayList<>(PointTracks.lost(motion));
        lost.set(
                0, "masks become their bounding boxes; z order, frame rate and settings are not stored in this format");
        if (frames != 14) {
            lost.add("SG-I2V itself takes 14 frames, this scene has " + frames);
        }
        return lost;
    }

    /** Left, top, right, bottom of the pixels inside. */
    private static double[] bounds(Mask mask) {
        double[] box = {mask.width(), mask.height(), -1, -1};
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                if (mask.at(x, y)) {
                    box[0] = Math.min(box[0], x);
                    box[1] = Math.min(box[1], y);
                    box[2] = Math.max(box[2], x);
                    box[3] = Math.max(box[3], y);
                }
            }
        }
        return box;
    }
}
