// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import dev.tractrix.image.Mask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A scene's motion, one position, scale and visibility a frame for every disc, the camera already in it. Frame f is at
 * time f / (frames - 1).
 *
 * <p>The camera acts on everything: an entity's trajectory is drawn on the first frame and says how the thing moves
 * over the ground; the camera's pose then carries it to the frame. As in the paper (section 4.4, camera motion), a
 * moving camera also becomes four discs of the whole image, one a quadrant, that go apart when zooming in and together
 * when zooming out. {@code lockRest} adds discs on what no entity covers; they stand on the ground, so a moving camera
 * carries them too.
 */
public final class Motion {
    /** Discs that hold the rest: enough to reach all sides of a thing, few enough to leave the network free. */
    static final int LOCK_DISCS = 6;
    /** A lock disc's radius as a share of the frame's shorter side: 50 of 320 px, the released demo's cap. */
    static final double LOCK_RADIUS = 50.0 / 320;
    /** Smaller lock discs would vanish at 1/8 of the size. */
    static final double LEAST_LOCK_RADIUS = 8.0 / 320;

    private final int width;
    private final int height;
    private final List<Pose> camera;
    private final List<Track> tracks;
    private final List<String> warnings;

    private Motion(int width, int height, List<Pose> camera, List<Track> tracks, List<String> warnings) {
        this.width = width;
        this.height = height;
        this.camera = List.copyOf(camera);
        this.tracks = List.copyOf(tracks);
        this.warnings = List.copyOf(warnings);
    }

    /** The scene's own number of frames, discs by the exact incircle. */
    public static Motion of(LoadedScene loaded) {
        return of(loaded, loaded.scene().frames());
    }

    /** Another number of frames, discs by the exact incircle. */
    public static Motion of(LoadedScene loaded, int frames) {
        return of(loaded.scene(), loaded.masks(), frames, DiscFinder.exact());
    }

    /**
     * The motion of a scene.
     *
     * @param masks one an entity, in the scene's order, each with at least one pixel inside
     * @param frames at least 1
     * @param finder finds the disc of a mask
     */
    public static Motion of(Scene scene, List<Mask> masks, int frames, DiscFinder finder) {
        Checks.within("frames", frames, 1, Scene.MAX_FRAMES);
        if (masks.size() != scene.entities().size()) {
            throw new IllegalArgumentException(
                    "one mask an entity: " + scene.entities().size() + " entities, " + masks.size() + " masks");
        }
        double[] times = new double[frames];
        List<Pose> camera = new ArrayList<>(frames);
        for (int f = 0; f < frames; f++) {
            times[f] = Trajectory.evenTime(f, frames);
            camera.add(CameraMove.at(scene.camera(), times[f]));
        }
        List<String> warnings = new ArrayList<>();
        List<Track> tracks = new ArrayList<>();
        if (camera.stream().anyMatch(p -> !p.equals(Pose.IDENTITY))) {
            tracks.addAll(cameraTracks(scene, camera));
        }
        List<Track> entities = entityTracks(scene, masks, times, camera, finder);
        if (scene.lockRest()) {
            tracks.addAll(lockTracks(scene, masks, entities, camera, warnings));
        }
        tracks.addAll(entities);
        tracks.forEach(track -> warn(track, warnings));
        return new Motion(scene.width(), scene.height(), camera, tracks, warnings);
    }

    public int frames() {
        return camera.size();
    }

    /** Of the source, pixels. */
    public int width() {
        return width;
    }

    /** Of the source, pixels. */
    public int height() {
        return height;
    }

    /** Where the ground's source pixels are in each frame. */
    public List<Pose> camera() {
        return camera;
    }

    /** All discs, lowest first: camera, locks, then the entities by z. */
    public List<Track> tracks() {
        return tracks;
    }

    /** The discs of the scene's own entities, lowest first. */
    public List<Track> entityTracks() {
        return tracks.stream().filter(t -> t.role() == Track.Role.ENTITY).toList();
    }

    /** What is worth telling the user, one line each. */
    public List<String> warnings() {
        return warnings;
    }

    private static List<Track> entityTracks(
            Scene scene, List<Mask> masks, double[] times, List<Pose> camera, DiscFinder finder) {
        Map<Mask, Disc> found = new IdentityHashMap<>();
        List<Track> tracks = new ArrayList<>();
        for (int e = 0; e < masks.size(); e++) {
            Entity entity = scene.entities().get(e);
            Disc incircle = found.computeIfAbsent(masks.get(e), finder::find);
            tracks.add(entityTrack(scene, entity, e, masks.get(e), incircle, times, camera));
        }
        // stable: equal z keeps the scene's order
        tracks.sort(Comparator.comparingInt(Track::z));
        return tracks;
    }

    private static Track entityTrack(
            Scene scene, Entity entity, int index, Mask mask, Disc incircle, double[] times, List<Pose> camera) {
        Trajectory trajectory = entity.trajectory();
        if (trajectory.keyframes().isEmpty()) {
            return still(scene, entity.id(), Track.Role.ENTITY, index, entity.z(), mask, incircle, camera);
        }
        Keyframe first = trajectory.keyframes().get(0);
        boolean offset = trajectory.anchor() == Trajectory.Anchor.OFFSET;
        Disc start = offset ? incircle : new Disc(first.x(), first.y(), incircle.radius());
        List<Trajectory.Sample> samples = trajectory.sample(times);
        Track track = blank(entity.id(), Track.Role.ENTITY, index, entity.z(), mask, start, times.length);
        for (int f = 0; f < times.length; f++) {
            Trajectory.Sample s = samples.get(f);
            double ownX = start.x() + s.x() - first.x();
            double ownY = start.y() + s.y() - first.y();
            place(scene, track, f, camera.get(f), ownX, ownY, s.scale(), s.visible());
        }
        return track;
    }

    /** What makes the first frame other than the picture that the network is given. */
    private static void warn(Track track, List<String> warnings) {
        if (track.scale()[0] != 1) {
            warnings.add("entity " + track.id() + ": starts at scale " + Checks.text(track.scale()[0])
                    + ", but the first frame shows it at 1; give its first keyframe scale 1");
        }
        int x = (int) Math.rint(track.start().x());
        int y = (int) Math.rint(track.start().y());
        Mask mask = track.mask();
        boolean inside = x >= 0 && y >= 0 && x < mask.width() && y < mask.height() && mask.at(x, y);
        if (!inside) {
            warnings.add("entity " + track.id() + ": its disc starts at (" + x + ", " + y
                    + "), outside its mask; begin the path on the thing or use anchor offset");
        }
    }

    /** One disc a quadrant: what the paper's user drags to zoom or pan the whole image. */
    private static List<Track> cameraTracks(Scene scene, List<Pose> camera) {
        Mask whole = new Mask(scene.width(), scene.height(), filled(scene.width() * scene.height()));
        double radius = LOCK_RADIUS * Math.min(scene.width(), scene.height());
        List<Track> tracks = new ArrayList<>();
        for (int corner = 0; corner < 4; corner++) {
            double x = (scene.width() - 1) * (corner % 2 == 0 ? 0.25 : 0.75);
            double y = (scene.height() - 1) * (corner / 2 == 0 ? 0.25 : 0.75);
            Disc disc = new Disc(x, y, radius);
            String id = "camera-" + (corner + 1);
            tracks.add(still(scene, id, Track.Role.CAMERA, -1, Integer.MIN_VALUE, whole, disc, camera));
        }
        return tracks;
    }

    private static List<Track> lockTracks(
            Scene scene, List<Mask> masks, List<Track> entities, List<Pose> camera, List<String> warnings) {
        Mask rest = rest(scene, masks);
        double side = Math.min(scene.width(), scene.height());
        List<Disc> discs = new DistanceField(notSwept(scene, rest, entities, camera))
                .disjoint(LOCK_DISCS, Math.max(1, LEAST_LOCK_RADIUS * side), LOCK_RADIUS * side);
        if (discs.isEmpty()) {
            warnings.add("lockRest: the entities and their ways leave no room for a disc that holds the rest");
        }
        List<Track> tracks = new ArrayList<>();
        for (int i = 0; i < discs.size(); i++) {
            String id = "lock-" + (i + 1);
            tracks.add(still(scene, id, Track.Role.LOCK, -1, Integer.MIN_VALUE + 1, rest, discs.get(i), camera));
        }
        return tracks;
    }

    /** What no entity covers; an entity that is the whole image does not count. */
    private static Mask rest(Scene scene, List<Mask> masks) {
        boolean[] rest = filled(scene.width() * scene.height());
        for (int e = 0; e < masks.size(); e++) {
            if (scene.entities().get(e).kind() != Entity.Kind.WHOLE) {
                boolean[] inside = masks.get(e).inside();
                for (int i = 0; i < rest.length; i++) {
                    rest[i] &= !inside[i];
                }
            }
        }
        return new Mask(scene.width(), scene.height(), rest);
    }

    /**
     * A disc that holds the ground must not lie where something comes along: takes away what the entities sweep, their
     * discs and, but for the whole image, all of their masks.
     */
    private static Mask notSwept(Scene scene, Mask rest, List<Track> entities, List<Pose> camera) {
        boolean[] free = rest.inside().clone();
        for (Track track : entities) {
            boolean whole = scene.entities().get(track.entity()).kind() == Entity.Kind.WHOLE;
            Mask.Bounds bounds = whole ? null : track.mask().bounds().orElseThrow();
            for (int f = 0; f < track.frames(); f++) {
                Pose ground = camera.get(f).inverse();
                Disc disc = track.disc(f);
                sweep(free, rest, new Disc(ground.x(disc.x()), ground.y(disc.y()), ground.zoom() * disc.radius()));
                if (!whole && track.visible()[f]) {
                    sweep(free, track.mask(), bounds, track.pose(f).then(ground));
                }
            }
        }
        return new Mask(rest.width(), rest.height(), free);
    }

    private static void sweep(boolean[] free, Mask rest, Disc disc) {
        int top = (int) Math.max(0, Math.ceil(disc.y() - disc.radius()));
        int bottom = (int) Math.min(rest.height() - 1, Math.floor(disc.y() + disc.radius()));
        for (int v = top; v <= bottom; v++) {
            double half = Math.sqrt(Math.max(0, disc.radius() * disc.radius() - (v - disc.y()) * (v - disc.y())));
            int left = (int) Math.max(0, Math.ceil(disc.x() - half));
            int right = (int) Math.min(rest.width() - 1, Math.floor(disc.x() + half));
            if (left <= right) {
                Arrays.fill(free, v * rest.width() + left, v * rest.width() + right + 1, false);
            }
        }
    }

    /** @param pose where the mask's pixels are on the ground */
    private static void sweep(boolean[] free, Mask mask, Mask.Bounds bounds, Pose pose) {
        Pose back = pose.inverse();
        int top = (int) Math.max(0, Math.ceil(pose.y(bounds.top() - 0.5)));
        int bottom = (int) Math.min(mask.height() - 1, Math.floor(pose.y(bounds.bottom() + 0.5)));
        int left = (int) Math.max(0, Math.ceil(pose.x(bounds.left() - 0.5)));
        int right = (int) Math.min(mask.width() - 1, Math.floor(pose.x(bounds.right() + 0.5)));
        for (int v = top; v <= bottom; v++) {
            int y = (int) Math.rint(back.y(v));
            if (y < bounds.top() || y > bounds.bottom()) {
                continue;
            }
            for (int u = left; u <= right; u++) {
                int x = (int) Math.rint(back.x(u));
                if (x >= bounds.left() && x <= bounds.right() && mask.at(x, y)) {
                    free[v * mask.width() + u] = false;
                }
            }
        }
    }

    private static Track still(
            Scene scene, String id, Track.Role role, int entity, int z, Mask mask, Disc disc, List<Pose> camera) {
        Track track = blank(id, role, entity, z, mask, disc, camera.size());
        for (int f = 0; f < camera.size(); f++) {
            place(scene, track, f, camera.get(f), disc.x(), disc.y(), 1, true);
        }
        return track;
    }

    private static Track blank(String id, Track.Role role, int entity, int z, Mask mask, Disc start, int frames) {
        return new Track(
                id,
                role,
                entity,
                z,
                mask,
                start,
                new double[frames],
                new double[frames],
                new double[frames],
                new boolean[frames]);
    }

    private static void place(
            Scene scene, Track track, int f, Pose pose, double ownX, double ownY, double ownScale, boolean seen) {
        double x = pose.x(ownX);
        double y = pose.y(ownY);
        double scale = pose.zoom() * ownScale;
        double radius = track.start().radius() * scale;
        track.x()[f] = x;
        track.y()[f] = y;
        track.scale()[f] = scale;
        double outX = Math.max(0, Math.max(-x, x - (scene.width() - 1)));
        double outY = Math.max(0, Math.max(-y, y - (scene.height() - 1)));
        track.visible()[f] = seen && Math.hypot(outX, outY) <= radius;
    }

    private static boolean[] filled(int pixels) {
        boolean[] all = new boolean[pixels];
        Arrays.fill(all, true);
        return all;
    }
}
