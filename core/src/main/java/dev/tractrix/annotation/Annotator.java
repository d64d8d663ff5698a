// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.annotation;

import dev.tractrix.data.IdMap;
import dev.tractrix.data.VideoClip;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.DiscFinder;
import dev.tractrix.tracking.PointQuery;
import dev.tractrix.tracking.PointTracker;
import dev.tractrix.tracking.PointTracks;
import dev.tractrix.tracking.ThingMotion;
import dev.tractrix.tracking.VideoTracks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the discs of a clip's entities and follows them: the incircle's centre in the first frame that shows the entity, its
 * track through the whole clip, and the radius of every frame. What a tracker says is held against the id maps, and jumps
 * are thrown away.
 */
public final class Annotator {
    /** A step of more than this part of the diagonal a frame, and of more than some usual steps, is a jump. */
    private static final double JUMP = 0.1;

    private static final double USUAL_STEPS = 8;
    /** A place this near to a pixel of the entity, pixels, lies on it. */
    private static final int NEAR = 2;

    private final VideoClip clip;
    private final int width;
    private final int height;
    private final Map<Integer, Found> found = new LinkedHashMap<>();
    private final List<Optional<IdMap>> maps = new ArrayList<>();

    /** An entity in the id maps. */
    private record Found(int frame, double x, double y, double[] radius) {}

    /**
     * Reads a clip's id maps.
     *
     * @throws BadInputException when a map is damaged or of another size than the frames
     */
    public Annotator(VideoClip clip) {
        this.clip = clip;
        Picture first = clip.picture(0);
        width = first.width();
        height = first.height();
        for (int f = 0; f < clip.length(); f++) {
            maps.add(clip.labelled(f) ? Optional.of(clip.ids(f)) : Optional.empty());
            if (maps.get(f).isPresent()) {
                label(f, maps.get(f).get());
            }
        }
    }

    private void label(int f, IdMap ids) {
        if (ids.width() != width || ids.height() != height) {
            throw BadInputException.of(
                    clip.name() + ": id map of frame " + f,
                    "the frames' size " + width + "x" + height,
                    ids.width() + "x" + ids.height(),
                    "scale the maps without mixing ids");
        }
        for (int id : ids.areas().keySet()) {
            var disc = DiscFinder.exact().find(ids.mask(id));
            Found entity =
                    found.computeIfAbsent(id, key -> new Found(f, disc.x(), disc.y(), new double[clip.length()]));
            // a single pixel has a circle too
            entity.radius[f] = Math.max(0.5, disc.radius());
        }
    }

    /** Follows the entities with a tracker. */
    public ClipAnnotation with(PointTracker tracker) {
        List<Picture> frames = new ArrayList<>();
        for (int f = 0; f < clip.length(); f++) {
            frames.add(clip.picture(f));
        }
        List<Integer> ids = List.copyOf(found.keySet());
        List<PointQuery> queries = ids.stream()
                .map(id -> new PointQuery(
                        found.get(id).frame(), found.get(id).x(), found.get(id).y()))
                .toList();
        PointTracks tracks = tracker.track(frames, queries);
        List<EntityTrack> out = new ArrayList<>();
        for (int q = 0; q < ids.size(); q++) {
            out.add(judged(ids.get(q), tracks.x()[q], tracks.y()[q], tracks.visible()[q]));
        }
        return annotation(tracker.name(), out);
    }

    /**
     * Takes over tracks of the authors' form. It says nothing of visibility, so a point counts as seen in the frame.
     *
     * @throws BadInputException when a track has another number of frames than the clip
     */
    public ClipAnnotation with(VideoTracks tracks) {
        List<EntityTrack> out = new ArrayList<>();
        found.keySet().forEach(id -> {
            int[][] path = tracks.paths().get(Integer.toString(id));
            if (path == null) {
                return;
            }
            if (path.length != clip.length()) {
                throw BadInputException.of(
                        clip.name() + ": track of id " + id,
                        clip.length() + " frames as the clip",
                        path.length,
                        "take the tracks of this clip");
            }
            double[] x = new double[path.length];
            double[] y = new double[path.length];
            boolean[] visible = new boolean[path.length];
            Arrays.fill(visible, true);
            for (int f = 0; f < path.length; f++) {
                x[f] = path[f][0];
                y[f] = path[f][1];
            }
            out.add(judged(id, x, y, visible));
        });
        return annotation(ClipAnnotation.FILE, out);
    }

    private ClipAnnotation annotation(String tracker, List<EntityTrack> entities) {
        return new ClipAnnotation(clip.name(), width, height, clip.length(), tracker, entities);
    }

    private EntityTrack judged(int id, double[] x, double[] y, boolean[] visible) {
        Found entity = found.get(id);
        int frames = clip.length();
        Sight[] sight = new Sight[frames];
        for (int f = 0; f < frames; f++) {
            if (!(x[f] >= -0.5 && y[f] >= -0.5 && x[f] < width - 0.5 && y[f] < height - 0.5)) {
                sight[f] = Sight.OUTSIDE;
            } else if (!visible[f]) {
                sight[f] = Sight.HIDDEN;
            } else if (maps.get(f).isPresent() && entity.radius[f] == 0) {
                // the map shows nothing of it, so it cannot be seen
                sight[f] = Sight.HIDDEN;
            } else {
                sight[f] =
                        maps.get(f).isPresent() && !near(maps.get(f).get(), id, x[f], y[f]) ? Sight.LOST : Sight.SEEN;
            }
        }
        sight[entity.frame] = Sight.SEEN;
        markJumps(entity.frame, x, y, sight);
        double[] px = x.clone();
        double[] py = y.clone();
        boolean[] kept = new boolean[frames];
        for (int f = 0; f < frames; f++) {
            kept[f] = sight[f] != Sight.LOST;
            px[f] = Math.min(Math.max(px[f], -width / 2.0), 1.5 * width);
            py[f] = Math.min(Math.max(py[f], -height / 2.0), 1.5 * height);
        }
        ThingMotion.bridge(px, kept);
        ThingMotion.bridge(py, kept);
        double[] radius = entity.radius.clone();
        boolean[] measured = new boolean[frames];
        for (int f = 0; f < frames; f++) {
            measured[f] = radius[f] > 0;
        }
        ThingMotion.bridge(radius, measured);
        return new EntityTrack(id, entity.frame, px, py, radius, List.of(sight));
    }

    private static boolean near(IdMap ids, int id, double x, double y) {
        int cx = (int) Math.round(x);
        int cy = (int) Math.round(y);
        for (int v = Math.max(0, cy - NEAR); v <= Math.min(ids.height() - 1, cy + NEAR); v++) {
            for (int u = Math.max(0, cx - NEAR); u <= Math.min(ids.width() - 1, cx + NEAR); u++) {
                if (ids.at(u, v) == id) {
                    return true;
                }
            }
        }
        return false;
    }

    /** From the entity's own frame both ways: what lies too far from the last place that was kept is lost. */
    private void markJumps(int own, double[] x, double[] y, Sight[] sight) {
        double[] steps = new double[x.length - 1];
        for (int f = 1; f < x.length; f++) {
            steps[f - 1] = Math.hypot(x[f] - x[f - 1], y[f] - y[f - 1]);
        }
        Arrays.sort(steps);
        double usual = steps.length == 0 ? 0 : steps[steps.length / 2];
        double most = Math.max(JUMP * Math.hypot(width, height), USUAL_STEPS * usual);
        for (int direction : new int[] {1, -1}) {
            int last = own;
            for (int f = own + direction; f >= 0 && f < x.length; f += direction) {
                if (sight[f] == Sight.LOST) {
                    continue;
                }
                if (Math.hypot(x[f] - x[last], y[f] - y[last]) > most * Math.abs(f - last)) {
                    sight[f] = Sight.LOST;
                } else {
                    last = f;
                }
            }
        }
    }

    /** The pixels of an entity in the frame its track begins in. */
    public static Mask mask(VideoClip clip, EntityTrack entity) {
        return clip.ids(entity.frame()).mask(entity.id());
    }
}
