// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.DiscFinder;
import dev.tractrix.scene.Easing;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Keyframe;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Pose;
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
 * Time-to-Move's folders: {@code first_frame.png}, {@code mask.mp4} (white is what moves) and {@code motion_signal.mp4}
 * (the crude animation). What moves becomes one thing: its mask is that of the first frame, its place the mask's
 * centroid in each frame, its scale the square root of the mask's area against the first frame's. While the mask
 * touches the border, where part of it is cut off, or is empty, the last scale is kept.
 */
public final class TimeToMoveFolder implements SceneFormat {
    private static final String IMAGE = "first_frame.png";
    private static final String MASK = "mask.mp4";
    private static final String SIGNAL = "motion_signal.mp4";

    @Override
    public String name() {
        return "time-to-move";
    }

    @Override
    public String description() {
        return "Time-to-Move's folder (first_frame.png, mask.mp4, motion_signal.mp4)";
    }

    @Override
    public boolean reads(Path path) {
        return Files.isRegularFile(path.resolve(IMAGE)) && Files.isRegularFile(path.resolve(MASK));
    }

    @Override
    public Imported read(Path path, ImportOptions options) {
        if (options.video() == null) {
            throw BadInputException.of(
                    path.toString(), "a video decoder for " + MASK, "none", "read it with the command line tool");
        }
        Path image = SceneFiles.existing(path.resolve(IMAGE));
        FrameSource.Frames video = options.video().read(SceneFiles.existing(path.resolve(MASK)));
        if (video.pictures().isEmpty() || video.pictures().size() > Scene.MAX_FRAMES) {
            throw BadInputException.of(
                    path.resolve(MASK).toString(),
                    "1 to " + Scene.MAX_FRAMES + " frames",
                    video.pictures().size(),
                    "save the video again");
        }
        ImageFiles.Size size = ImageFiles.readSize(image);
        Mask first = resized(white(video.pictures().get(0)), size.width(), size.height());
        if (first.area() == 0) {
            throw BadInputException.of(
                    path.resolve(MASK).toString(),
                    "something white in the first frame",
                    "nothing",
                    "the mask must show the thing where it is in " + IMAGE);
        }
        List<String> warnings = new ArrayList<>();
        int parts = parts(first);
        if (parts > 1) {
            warnings.add(path.resolve(MASK) + ": shows " + parts + " separate parts; they are moved as one thing");
        }
        Trajectory trajectory = follow(video.pictures(), first, size);
        Entity.Kind kind = trajectory.isHold() ? Entity.Kind.LOCK : Entity.Kind.THING;
        Entity thing = new Entity("thing", "", new Region.Pixels(first), kind, 0, trajectory);
        Scene scene = new Scene(
                image,
                size.width(),
                size.height(),
                video.pictures().size(),
                video.fps(),
                List.of(thing),
                List.of(),
                false,
                Settings.NONE);
        return new Imported(scene, warnings);
    }

    private static Trajectory follow(List<Picture> frames, Mask first, ImageFiles.Size size) {
        Disc disc = DiscFinder.exact().find(first);
        Shape start = Shape.of(first);
        double stretchX = 0;
        double stretchY = 0;
        Shape origin = null;
        double scale = 1;
        double x = start.x;
        double y = start.y;
        List<Keyframe> keyframes = new ArrayList<>();
        for (int f = 0; f < frames.size(); f++) {
            Shape shape = Shape.of(white(frames.get(f)));
            if (f == 0) {
                origin = shape;
                stretchX = (double) size.width() / frames.get(0).width();
                stretchY = (double) size.height() / frames.get(0).height();
            }
            boolean seen = shape.area > 0;
            if (seen) {
                x = start.x + (shape.x - origin.x) * stretchX;
                y = start.y + (shape.y - origin.y) * stretchY;
            }
            if (seen && (!shape.cut || origin.cut)) {
                double ratio = Math.sqrt((double) shape.area / origin.area);
                scale = Math.min(Keyframe.MAX_SCALE, Math.max(Keyframe.MIN_SCALE, ratio));
            }
            // the thing is scaled about its centroid, so its disc's centre goes along with that
            double discX = x + scale * (disc.x() - start.x);
            double discY = y + scale * (disc.y() - start.y);
            double time = frames.size() == 1 ? 0 : (double) f / (frames.size() - 1);
            keyframes.add(new Keyframe(time, discX, discY, scale, Easing.LINEAR, seen));
        }
        return new Trajectory(keyframes, Trajectory.Anchor.PATH);
    }

    @Override
    public List<String> write(LoadedScene loaded, Path target, ExportOptions options) {
        Motion motion = Motion.of(loaded);
        if (options.video() == null || options.animatic() == null) {
            throw BadInputException.of(
                    target.toString(),
                    "a video encoder and an animatic",
                    "none",
                    "write it with the command line tool");
        }
        if (options.animatic().size() != motion.frames()) {
            throw new IllegalArgumentException("an animatic of " + motion.frames() + " frames, got "
                    + options.animatic().size());
        }
        List<Picture> masks = new ArrayList<>();
        for (int f = 0; f < motion.frames(); f++) {
            masks.add(moved(motion, f));
        }
        Path folder = SceneFiles.folder(target);
        SceneFiles.placePng(loaded.scene().image(), loaded.picture(), folder.resolve(IMAGE));
        options.video()
                .write(
                        folder.resolve(SIGNAL),
                        options.animatic(),
                        loaded.scene().fps());
        options.video().write(folder.resolve(MASK), masks, loaded.scene().fps());
        return List.of("the entities are one mask in this format; trajectories, z order and settings are not stored");
    }

    /** White where a moving entity's pixels are in frame f; each pixel looks back to where it came from. */
    private static Picture moved(Motion motion, int f) {
        int w = motion.width();
        int h = motion.height();
        Picture out = Picture.black(w, h);
        for (Track track : motion.entityTracks()) {
            if (!track.moves() || !track.visible()[f]) {
                continue;
            }
            Pose back = track.pose(f).inverse();
            for (int y = 0; y < h; y++) {
                int fromY = (int) Math.rint(back.y(y));
                for (int x = 0; x < w && fromY >= 0 && fromY < h; x++) {
                    int fromX = (int) Math.rint(back.x(x));
                    if (fromX >= 0 && fromX < w && track.mask().at(fromX, fromY)) {
                        java.util.Arrays.fill(out.rgb(), 3 * (y * w + x), 3 * (y * w + x) + 3, (byte) 255);
                    }
                }
            }
        }
        return out;
    }

    /** Video codecs blur a mask's border; half the green channel is where it was. */
    private static Mask white(Picture picture) {
        boolean[] inside = new boolean[picture.width() * picture.height()];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = (picture.rgb()[3 * i + 1] & 0xff) >= 128;
        }
        return new Mask(picture.width(), picture.height(), inside);
    }

    /** Nearest neighbour; the mask video may be smaller than the first frame. */
    private static Mask resized(Mask mask, int width, int height) {
        if (mask.width() == width && mask.height() == height) {
            return mask;
        }
        boolean[] inside = new boolean[width * height];
        for (int y = 0; y < height; y++) {
            int fromY = (int) ((y + 0.5) * mask.height() / height);
            for (int x = 0; x < width; x++) {
                inside[y * width + x] = mask.at((int) ((x + 0.5) * mask.width() / width), fromY);
            }
        }
        return new Mask(width, height, inside);
    }

    /** How many 4-connected parts larger than a thousandth of the mask it has. */
    private static int parts(Mask mask) {
        boolean[] seen = new boolean[mask.inside().length];
        int[] stack = new int[seen.length];
        int least = Math.max(1, mask.area() / 1000);
        int parts = 0;
        for (int i = 0; i < seen.length; i++) {
            if (mask.inside()[i] && !seen[i] && fill(mask, i, seen, stack) > least) {
                parts++;
            }
        }
        return parts;
    }

    private static int fill(Mask mask, int from, boolean[] seen, int[] stack) {
        int w = mask.width();
        int top = 0;
        int area = 0;
        stack[top++] = from;
        seen[from] = true;
        while (top > 0) {
            int i = stack[--top];
            area++;
            int[] neighbours = {
                i % w > 0 ? i - 1 : -1, i % w < w - 1 ? i + 1 : -1, i - w, i + w < seen.length ? i + w : -1
            };
            for (int n : neighbours) {
                if (n >= 0 && mask.inside()[n] && !seen[n]) {
                    seen[n] = true;
                    stack[top++] = n;
                }
            }
        }
        return area;
    }

    /** A mask's area and centroid, and whether it reaches the border. */
    private record Shape(int area, double x, double y, boolean cut) {
        static Shape of(Mask mask) {
            long sumX = 0;
            long sumY = 0;
            int area = 0;
            boolean cut = false;
            for (int y = 0; y < mask.height(); y++) {
                for (int x = 0; x < mask.width(); x++) {
                    if (mask.at(x, y)) {
                        sumX += x;
                        sumY += y;
                        area++;
                        cut |= x == 0 || y == 0 || x == mask.width() - 1 || y == mask.height() - 1;
                    }
                }
            }
            return new Shape(area, (double) sumX / Math.max(1, area), (double) sumY / Math.max(1, area), cut);
        }
    }
}
