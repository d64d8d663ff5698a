// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.benchmark;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.control.Incircle;
import dev.tractrix.data.FolderDataset;
import dev.tractrix.data.IdMap;
import dev.tractrix.data.IdMapFiles;
import dev.tractrix.data.VideoClip;
import dev.tractrix.data.VipSegIds;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.Easing;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Keyframe;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.SceneWriter;
import dev.tractrix.scene.Settings;
import dev.tractrix.scene.Trajectory;
import dev.tractrix.tracking.FlowTracker;
import dev.tractrix.tracking.PointQuery;
import dev.tractrix.tracking.PointTracker;
import dev.tractrix.tracking.PointTracks;
import dev.tractrix.tracking.VideoTracks;
import dev.tractrix.vision.Resampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A pack of real videos as the paper evaluates on VIPSeg val (section 4.1): 14 frames, squeezed to 256x256, every
 * instance of the first frame an entity, the track of its centre what is asked. Tracks come from files such as the
 * authors released, or from our tracker.
 */
final class VideoPack {
    static final int SIDE = 256;
    static final int FRAMES = 14;
    /** Pixels of 256x256; the paper names no limit. */
    private static final int LEAST_AREA = 64;

    private final Path folder;
    private final Map<String, VideoTracks> tracks;
    private final Consumer<String> leftOut;

    /** @param tracks by video; empty for our tracker */
    VideoPack(Path folder, Map<String, VideoTracks> tracks, Consumer<String> leftOut) {
        this.folder = folder;
        this.tracks = tracks;
        this.leftOut = leftOut;
    }

    Pack write(Path dataset) {
        FolderDataset videos = FolderDataset.vipSeg(dataset);
        List<String> items = new ArrayList<>();
        for (VideoClip clip : videos.clips()) {
            if (clip.length() < FRAMES) {
                leftOut.accept(clip.name() + ": " + clip.length() + " frames, the benchmark has " + FRAMES);
            } else if (!clip.labelled(0)) {
                leftOut.accept(clip.name() + ": its first frame has no masks");
            } else if (item(clip)) {
                items.add(clip.name());
            }
        }
        videos.skipped().reasons().forEach((what, why) -> leftOut.accept(what + ": " + why));
        if (items.isEmpty()) {
            throw BadInputException.of(
                    dataset.toString(), "a video with something that can be asked", "none", "check the layout");
        }
        ObjectNode made = JsonNodeFactory.instance.objectNode();
        made.put("tracks", tracks.isEmpty() ? new FlowTracker().name() : "files");
        made.put("width", SIDE).put("height", SIDE).put("frames", FRAMES);
        return Pack.seal(folder, "vipseg", "vipseg", made, items);
    }

    private boolean item(VideoClip clip) {
        List<Picture> frames = new ArrayList<>();
        List<IdMap> ids = new ArrayList<>();
        Picture source = clip.picture(0);
        for (int f = 0; f < FRAMES; f++) {
            frames.add(Resampling.resize(clip.picture(f), SIDE, SIDE));
            if (clip.labelled(f)) {
                ids.add(squeezed(clip.ids(f)));
            }
        }
        Path item = folder.resolve("items").resolve(clip.name());
        Path first = item.resolve("first.png");
        List<Entity> entities = new ArrayList<>();
        for (int id : ids.get(0).areas().keySet()) {
            Mask mask = ids.get(0).mask(id);
            if (!VipSegIds.isThing(id) || mask.area() < LEAST_AREA) {
                continue;
            }
            Trajectory way = way(clip.name(), id, mask, frames, source);
            if (way != null) {
                entities.add(new Entity(
                        "thing-" + id, "", new Region.Pixels(mask), Entity.Kind.THING, entities.size(), way));
            }
        }
        if (entities.isEmpty()) {
            leftOut.accept(clip.name() + ": no instance with a track in its first frame");
            return false;
        }
        for (int f = 0; f < FRAMES; f++) {
            String name = String.format(Locale.ROOT, "%05d.png", f);
            ImageFiles.writePng(frames.get(f), item.resolve("truth").resolve(name));
            if (ids.size() == FRAMES) {
                IdMapFiles.write(ids.get(f), item.resolve("masks").resolve(name));
            }
        }
        ImageFiles.writePng(frames.get(0), first);
        SceneWriter.write(
                new Scene(
                        first,
                        SIDE,
                        SIDE,
                        FRAMES,
                        Scene.DEFAULT_FPS,
                        entities,
                        List.of(),
                        false,
                        Settings.builder().width(SIDE).height(SIDE).build()),
                item.resolve("scene.json"));
        return true;
    }

    /** The nearest id: ids have no mean. */
    private static IdMap squeezed(IdMap map) {
        int[] out = new int[SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                out[y * SIDE + x] =
                        map.at((int) ((x + 0.5) * map.width() / SIDE), (int) ((y + 0.5) * map.height() / SIDE));
            }
        }
        return new IdMap(SIDE, SIDE, out);
    }

    /** What the thing's centre does; null where the files do not say it. */
    private Trajectory way(String video, int id, Mask mask, List<Picture> frames, Picture source) {
        double[] x = new double[FRAMES];
        double[] y = new double[FRAMES];
        if (tracks.isEmpty()) {
            Disc disc = Incircle.finder().find(mask);
            PointTracks found = new FlowTracker()
                    .track(frames, List.of(new PointQuery(0, disc.x(), disc.y())), PointTracker.Reach.FORWARD);
            System.arraycopy(found.x()[0], 0, x, 0, FRAMES);
            System.arraycopy(found.y()[0], 0, y, 0, FRAMES);
        } else {
            int[][] path = tracks.containsKey(video) ? tracks.get(video).paths().get(String.valueOf(id)) : null;
            if (path == null || path.length < FRAMES) {
                leftOut.accept(video + ", id " + id + ": "
                        + (path == null ? "no track" : path.length + " frames, the benchmark has " + FRAMES));
                return null;
            }
            for (int f = 0; f < FRAMES; f++) {
                x[f] = (path[f][0] + 0.5) * SIDE / source.width() - 0.5;
                y[f] = (path[f][1] + 0.5) * SIDE / source.height() - 0.5;
            }
        }
        List<Keyframe> keyframes = new ArrayList<>();
        for (int f = 0; f < FRAMES; f++) {
            keyframes.add(new Keyframe(Trajectory.evenTime(f, FRAMES), x[f], y[f], 1, Easing.LINEAR, true));
        }
        return new Trajectory(keyframes, Trajectory.Anchor.OFFSET);
    }
}
