// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.data.IdMap;
import dev.tractrix.data.IdMapFiles;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.media.ClipMetadata;
import dev.tractrix.media.ClipReader;
import dev.tractrix.media.ClipWriter;
import dev.tractrix.media.Footage;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.DiscFinder;
import dev.tractrix.scene.Easing;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Keyframe;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.SceneWriter;
import dev.tractrix.scene.Trajectory;
import dev.tractrix.tracking.CoTracker;
import dev.tractrix.tracking.FlowTracker;
import dev.tractrix.tracking.PointQuery;
import dev.tractrix.tracking.PointTracker;
import dev.tractrix.tracking.PointTracks;
import dev.tractrix.tracking.ThingMotion;
import dev.tractrix.tracking.TrailPictures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code tractrix track}: points through a clip. */
@Command(
        name = "track",
        header = "Follow points or a thing through a clip; hand a thing's motion to a photograph.",
        description = {
            "Needs no weights; with Co-Tracker's (--model) it uses them. Frames are numbered from 0 as they are decoded: none is",
            "dropped or repeated, whatever the clip's rate. A damaged clip is refused as a whole."
        })
final class Track extends Action {
    /** Grid points over the box of a thing's mask. */
    private static final int ON_THING = 10;

    /** How the tracks are written. */
    enum Form {
        FULL,
        AUTHORS
    }

    @Parameters(paramLabel = "VIDEO", description = "A clip, or a folder of PNG or JPEG frames.")
    private Path video;

    @ArgGroup(multiplicity = "1", exclusive = true)
    private What what;

    private static final class What {
        @Option(
                names = "--point",
                paramLabel = "X,Y",
                converter = Coordinates.class,
                description = "A point, pixels of the clip; may be given again.")
        private List<double[]> points;

        @Option(names = "--grid", paramLabel = "N", description = "N x N points over the whole frame.")
        private Integer grid;

        @Option(
                names = "--mask",
                paramLabel = "MASK",
                description = "A thing: a PNG or JPEG, white on it. Its incircle's centre and points spread over it.")
        private Path mask;

        @Option(
                names = "--ids",
                paramLabel = "MAP",
                description =
                        "Many things: a PNG whose palette indices or grey values are ids. The incircle's centre of"
                                + " each, and of what has id 0.")
        private Path ids;
    }

    @Option(
            names = "--frame",
            defaultValue = "0",
            paramLabel = "F",
            description = "The frame that points, mask or ids are of, from 0; ${DEFAULT-VALUE} where unset.")
    private int frame;

    @Option(names = "--forward", description = "Only from that frame on, not back from it.")
    private boolean forward;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "Co-Tracker's weights: cotracker2.pth, scaled_online.pth or scaled_offline.pth.")
    private Path model;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The tracks as JSON.")
    private Path output;

    @Option(
            names = "--form",
            defaultValue = "full",
            paramLabel = "full|authors",
            description =
                    "${DEFAULT-VALUE}, or what the authors exchange: id to [[x, y], ...] in whole pixels, cut off.")
    private Form form;

    @Option(
            names = "--picture",
            paramLabel = "OUT",
            description = "The clip with the points' trails: .mp4, .gif, .webm, .webp, or .png for the last frame.")
    private Path picture;

    @Option(
            names = "--scene-for",
            paramLabel = "IMAGE",
            description = "With --mask: a photograph whose thing shall move as this one does.")
    private Path sceneFor;

    @Option(names = "--scene-mask", paramLabel = "MASK", description = "That photograph's thing.")
    private Path sceneMask;

    @Option(names = "--scene", paramLabel = "FILE", description = "The scene.json to write for it.")
    private Path sceneFile;

    @Override
    int run() {
        if (output == null && picture == null && sceneFor == null) {
            throw new ParameterException(spec.commandLine(), "nothing to write: give -o, --picture or --scene-for");
        }
        if (sceneFor != null && (what.mask == null || sceneMask == null || sceneFile == null)) {
            throw new ParameterException(
                    spec.commandLine(), "--scene-for needs --mask, the clip's thing, --scene-mask and --scene");
        }
        if (frame < 0 || what.grid != null && (what.grid < 1 || what.grid > 256)) {
            throw new ParameterException(spec.commandLine(), "--frame is 0 or more, --grid 1 to 256");
        }
        Footage footage = ClipReader.read(video);
        Picture first = footage.frames().get(0);
        Map<String, Integer> named = new TreeMap<>(new ByNumber());
        List<PointQuery> queries = queries(first, named);
        PointTracks tracks;
        try (CoTracker network = model == null ? null : CoTracker.open(model)) {
            PointTracker tracker = network == null ? new FlowTracker() : network;
            tracks = tracker.track(
                    footage.frames(), queries, forward ? PointTracker.Reach.FORWARD : PointTracker.Reach.BOTH);
            if (output != null) {
                SceneWriter.writeText(
                        output,
                        SceneWriter.text(
                                form == Form.FULL ? full(tracks, tracker.name(), footage) : authors(tracks, named)));
                out().println(output);
            }
        }
        if (picture != null) {
            writePicture(footage, tracks);
        }
        if (sceneFor != null) {
            writeScene(footage, tracks);
        }
        return ExitCode.DONE;
    }

    private List<PointQuery> queries(Picture first, Map<String, Integer> named) {
        List<PointQuery> out = new ArrayList<>();
        if (what.ids != null) {
            IdMap ids = IdMapFiles.read(what.ids);
            requireSize(what.ids, ids.width(), ids.height(), first);
            List<Integer> all = new ArrayList<>(ids.areas().keySet());
            if (ids.mask(0).area() > 0) {
                all.add(0, 0);
            }
            for (int id : all) {
                Disc disc = DiscFinder.exact().find(ids.mask(id));
                out.add(new PointQuery(frame, disc.x(), disc.y()));
                named.put(Integer.toString(id), out.size() - 1);
            }
        } else if (what.mask != null) {
            Mask mask = ImageFiles.readMask(what.mask, 128);
            requireSize(what.mask, mask.width(), mask.height(), first);
            List<PointQuery> spread = PointQuery.on(mask, frame, ON_THING);
            Disc disc = DiscFinder.exact().find(mask);
            out.add(new PointQuery(frame, disc.x(), disc.y()));
            out.addAll(spread);
            named.put("1", 0);
        } else if (what.grid != null) {
            out.addAll(PointQuery.grid(frame, first.width(), first.height(), what.grid));
        } else {
            for (double[] p : what.points) {
                if (p.length != 2) {
                    throw new ParameterException(spec.commandLine(), "--point is X,Y");
                }
                out.add(new PointQuery(frame, p[0], p[1]));
            }
        }
        if (named.isEmpty()) {
            for (int q = 0; q < out.size(); q++) {
                named.put(Integer.toString(q + 1), q);
            }
        }
        return out;
    }

    private static void requireSize(Path file, int width, int height, Picture first) {
        if (width != first.width() || height != first.height()) {
            throw BadInputException.of(
                    file.toString(),
                    "the clip's size " + first.width() + "x" + first.height(),
                    width + "x" + height,
                    "make it from a frame of the clip");
        }
    }

    private ObjectNode full(PointTracks tracks, String tracker, Footage footage) {
        Picture first = footage.frames().get(0);
        ObjectNode root = JsonNodeFactory.instance
                .objectNode()
                .put("format", "tractrix-tracks-1")
                .put("video", String.valueOf(video.getFileName()))
                .put("width", first.width())
                .put("height", first.height())
                .put("frames", tracks.frames())
                .put("fps", footage.fps())
                .put("tracker", tracker);
        for (int q = 0; q < tracks.queries().size(); q++) {
            PointQuery query = tracks.queries().get(q);
            ObjectNode point = root.withArray("points").addObject();
            point.put("frame", query.frame());
            for (int f = 0; f < tracks.frames(); f++) {
                point.withArray("x").add(rounded(tracks.x()[q][f]));
                point.withArray("y").add(rounded(tracks.y()[q][f]));
                point.withArray("visible").add(tracks.visible()[q][f]);
                point.withArray("confidence").add(rounded(tracks.confidence()[q][f]));
            }
        }
        return root;
    }

    private static double rounded(double v) {
        return Math.rint(v * 1000) / 1000;
    }

    /** Cut off towards zero, as the authors' tracks are. */
    private static ObjectNode authors(PointTracks tracks, Map<String, Integer> named) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        named.forEach((id, q) -> {
            for (int f = 0; f < tracks.frames(); f++) {
                root.withArrayProperty(id)
                        .addArray()
                        .add((int) tracks.x()[q][f])
                        .add((int) tracks.y()[q][f]);
            }
        });
        return root;
    }

    private void writePicture(Footage footage, PointTracks tracks) {
        List<Picture> drawn = TrailPictures.draw(footage.frames(), tracks);
        String name = picture.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".png")) {
            ImageFiles.writePng(drawn.get(drawn.size() - 1), picture);
        } else {
            ClipWriter.write(
                    drawn,
                    name.endsWith(".gif") ? Math.min(50, footage.fps()) : footage.fps(),
                    ClipMetadata.NONE,
                    picture);
        }
        out().println(picture);
    }

    /** Shifts are scaled by the ratio of the diagonals, so that the thing goes as far across the photograph as across the clip. */
    private void writeScene(Footage footage, PointTracks tracks) {
        Picture clip = footage.frames().get(0);
        ImageFiles.Size size = ImageFiles.readSize(sceneFor);
        Mask mask = ImageFiles.readMask(sceneMask, 128);
        if (mask.width() != size.width() || mask.height() != size.height()) {
            throw BadInputException.of(
                    sceneMask.toString(),
                    "the photograph's size " + size.width() + "x" + size.height(),
                    mask.width() + "x" + mask.height(),
                    "make it from the photograph");
        }
        Disc disc = DiscFinder.exact().find(mask);
        PointQuery centre = tracks.queries().get(0);
        ThingMotion motion = ThingMotion.of(tracks, centre.x(), centre.y());
        double factor = Math.hypot(size.width(), size.height()) / Math.hypot(clip.width(), clip.height());
        int frames = tracks.frames();
        List<Keyframe> keyframes = new ArrayList<>();
        for (int f = 0; f < frames; f++) {
            keyframes.add(new Keyframe(
                    Trajectory.evenTime(f, frames),
                    disc.x() + factor * (motion.x()[f] - motion.x()[0]),
                    disc.y() + factor * (motion.y()[f] - motion.y()[0]),
                    Math.min(Keyframe.MAX_SCALE, Math.max(Keyframe.MIN_SCALE, motion.scale()[f] / motion.scale()[0])),
                    Easing.LINEAR,
                    motion.visible()[f]));
        }
        Entity thing = Entity.thing(
                "thing", new Region.MaskFile(sceneMask), new Trajectory(keyframes, Trajectory.Anchor.OFFSET));
        SceneWriter.write(Scene.of(sceneFor, size.width(), size.height(), List.of(thing)), sceneFile);
        out().println(sceneFile);
    }

    /** Ids in the order of their numbers. */
    private static final class ByNumber implements java.util.Comparator<String> {
        @Override
        public int compare(String a, String b) {
            return Integer.compare(Integer.parseInt(a), Integer.parseInt(b));
        }
    }
}
