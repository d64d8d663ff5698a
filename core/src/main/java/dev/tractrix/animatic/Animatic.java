// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Pose;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Track;
import dev.tractrix.scene.Trajectory;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.Resampling;
import dev.tractrix.vision.Resampling.Border;
import dev.tractrix.vision.Resampling.Kernel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * A scene in motion without any network: every thing that moves against the ground is cut out with a soft matte, the ground
 * behind it is filled once, and each frame is put together from the ground under the camera, the backgrounds that drift
 * within their masks, and the things in the order of their z. A thing that stays covers what passes below it in z; a lock
 * only says that something stays, and covers nothing.
 *
 * <p>Preparing costs a second or so, a frame some hundredths: prepare once, render as often as a path is changed.
 */
public final class Animatic {
    /** What a thing leaves on its surroundings (blur, a rim of light, shadow), as a share of the frame's shorter side. */
    private static final double RIM = 1.0 / 40;

    private final int width;
    private final int height;
    private final double scaleX;
    private final double scaleY;
    private final LoadedScene loaded;
    private final Picture first;
    private final FloatImage ground;
    private final FloatImage known;
    private final List<Layer> layers = new ArrayList<>();

    /**
     * What is put over the ground.
     *
     * @param track index in the motion's entity tracks
     * @param moving whether it moves against the ground
     * @param cutOut a thing; null for a background
     * @param shade of a thing's contact shadow, which goes with it; null for none
     * @param cutAway where a moving thing goes on beyond the picture's edge; null for none
     * @param texture a background's colours, carried on beyond its mask; null for a thing
     * @param where a background's mask, softened; null for a thing
     */
    private record Layer(
            int track,
            boolean moving,
            CutOut cutOut,
            FloatImage shade,
            CutAway cutAway,
            FloatImage texture,
            FloatImage where) {}

    /**
     * The animatic of a scene.
     *
     * @param width of the frames, pixels
     * @param height of the frames, pixels
     */
    public static AnimaticFrames frames(LoadedScene loaded, Motion motion, int width, int height) {
        return frames(loaded, motion, width, height, Unseen.BY_EXAMPLES);
    }

    /** As above. @param unseen how what the picture does not show is made up */
    public static AnimaticFrames frames(LoadedScene loaded, Motion motion, int width, int height, Unseen unseen) {
        return prepare(loaded, motion, width, height, unseen, () -> false).render(motion);
    }

    /** Cuts and fills; {@code motion} says what will move. */
    public static Animatic prepare(LoadedScene loaded, Motion motion, int width, int height) {
        return prepare(loaded, motion, width, height, Unseen.BY_EXAMPLES, () -> false);
    }

    /**
     * As above.
     *
     * @param unseen how what the picture does not show is made up
     * @param cancelled asked while it is, and before each layer
     * @throws dev.tractrix.fault.CancelledException once it says so
     */
    public static Animatic prepare(
            LoadedScene loaded, Motion motion, int width, int height, Unseen unseen, BooleanSupplier cancelled) {
        return new Animatic(loaded, motion, width, height, unseen, cancelled);
    }

    private Animatic(
            LoadedScene loaded, Motion motion, int width, int height, Unseen unseen, BooleanSupplier cancelled) {
        this.loaded = loaded;
        this.width = width;
        this.height = height;
        scaleX = (double) width / loaded.picture().width();
        scaleY = (double) height / loaded.picture().height();
        first = Resampling.resize(loaded.picture(), width, height);
        FloatImage picture = FloatImage.of(first);
        List<Track> tracks = motion.entityTracks();
        List<Integer> things = new ArrayList<>();
        List<Integer> backgrounds = new ArrayList<>();
        sort(motion, tracks, things, backgrounds);

        FloatImage[] coverage = new FloatImage[tracks.size()];
        for (int t = 0; t < tracks.size(); t++) {
            coverage[t] = toFrame(tracks.get(t).mask());
        }
        Mask others = Mask.empty(width, height);
        for (int t = 0; t < tracks.size(); t++) {
            if (!isBackground(tracks.get(t))) {
                add(others, coverage[t]);
            }
        }
        Mask hole = Mask.empty(width, height);
        Map<Integer, Mask> shadows = new HashMap<>();
        for (int t : things) {
            if (movesAgainstGround(motion, tracks.get(t))) {
                add(hole, coverage[t]);
                if (!isBox(tracks.get(t))) {
                    shadows.put(t, ContactShadow.find(picture, coverage[t].toMask(0.5f), others));
                    add(hole, FloatImage.of(shadows.get(t)));
                }
            }
        }
        hole = Filters.dilate(hole, (int) Math.ceil(RIM * Math.min(width, height)));
        ground = unseen.ground().fill(picture, hole, others, cancelled);
        known = FloatImage.of(hole.inverted());
        for (int t : backgrounds) {
            stopWhere(cancelled);
            layers.add(background(t, coverage[t], hole));
        }
        for (int t : things) {
            stopWhere(cancelled);
            boolean moving = movesAgainstGround(motion, tracks.get(t));
            FloatImage cutOut = isBox(tracks.get(t)) && moving
                    ? Matte.cutFading(picture, coverage[t])
                    : Matte.cut(picture, coverage[t]);
            Mask shadow = shadows.get(t);
            FloatImage shade =
                    shadow == null || shadow.area() == 0 ? null : ContactShadow.shade(picture, ground, shadow);
            boolean stays = !moving || isBox(tracks.get(t)) || unseen.things() == ThingCompletion.NONE;
            CutOut whole = stays
                    ? CutOut.within(cutOut)
                    : unseen.things().complete(cutOut, above(tracks, coverage, t), cancelled);
            CutAway cutAway = moving ? CutAway.of(cutOut) : null;
            boolean completed = !stays && cutAway != null;
            FloatImage cast = completed && shade != null ? ContactShadow.fading(shade) : shade;
            layers.add(new Layer(t, moving, whole, cast, stays ? cutAway : null, null, null));
        }
    }

    /** The things that lie over one. */
    private Mask above(List<Track> tracks, FloatImage[] coverage, int thing) {
        Mask out = Mask.empty(width, height);
        for (int t = thing + 1; t < tracks.size(); t++) {
            if (kind(tracks.get(t)) == Entity.Kind.THING
                    && !isBackground(tracks.get(t))
                    && tracks.get(t).mask() != tracks.get(thing).mask()) {
                add(out, coverage[t]);
            }
        }
        return out;
    }

    private static void stopWhere(BooleanSupplier cancelled) {
        if (cancelled.getAsBoolean()) {
            throw new CancelledException("layers");
        }
    }

    /** Which tracks become layers, lowest first. Of several tracks of one mask the topmost stands for all. */
    private void sort(Motion motion, List<Track> tracks, List<Integer> things, List<Integer> backgrounds) {
        Set<Mask> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        int lowestMover = Integer.MAX_VALUE;
        for (Track track : tracks) {
            if (!isBackground(track) && movesAgainstGround(motion, track)) {
                lowestMover = Math.min(lowestMover, track.z());
            }
        }
        for (int t = tracks.size() - 1; t >= 0; t--) {
            Track track = tracks.get(t);
            boolean moving = movesAgainstGround(motion, track);
            boolean background = isBackground(track);
            // what stays is part of the ground, unless something may pass behind it
            boolean covers = kind(track) == Entity.Kind.THING && !background && track.z() > lowestMover;
            if ((moving || covers) && kind(track) != Entity.Kind.WHOLE && seen.add(track.mask())) {
                (background ? backgrounds : things).add(0, t);
            }
        }
    }

    private boolean isBox(Track track) {
        return loaded.scene().entities().get(track.entity()).region() instanceof Region.Box;
    }

    private Entity.Kind kind(Track track) {
        return loaded.scene().entities().get(track.entity()).kind();
    }

    private boolean isBackground(Track track) {
        return Backgrounds.are(kind(track), track.mask());
    }

    private boolean movesAgainstGround(Motion motion, Track track) {
        for (int f = 0; f < motion.frames(); f++) {
            if (!near(track.pose(f), groundPose(motion, f))) {
                return true;
            }
        }
        return false;
    }

    /** An entity that is the whole image moves the camera. */
    private Pose groundPose(Motion motion, int f) {
        Pose pose = motion.camera().get(f);
        for (Track track : motion.entityTracks()) {
            if (kind(track) == Entity.Kind.WHOLE && track.moves()) {
                pose = track.pose(f);
            }
        }
        return pose;
    }

    private static boolean near(Pose a, Pose b) {
        return Math.abs(a.zoom() - b.zoom()) < 1e-6
                && Math.abs(a.dx() - b.dx()) < 1e-3
                && Math.abs(a.dy() - b.dy()) < 1e-3;
    }

    /** How much of each of the frame's pixels a mask of the source covers. */
    private FloatImage toFrame(Mask mask) {
        boolean smaller = width <= mask.width() && height <= mask.height();
        return Resampling.resize(FloatImage.of(mask), width, height, smaller ? Kernel.AREA : Kernel.LINEAR);
    }

    private static void add(Mask mask, FloatImage coverage) {
        for (int i = 0; i < mask.inside().length; i++) {
            mask.inside()[i] |= coverage.values()[i] > 0.02f;
        }
    }

    private Layer background(int track, FloatImage coverage, Mask hole) {
        // what was behind a thing goes with what is around it: a patch that stays behind shows more than one that goes
        // along
        FloatImage seen = FloatImage.zeros(width, height, 2);
        for (int i = 0; i < hole.inside().length; i++) {
            seen.values()[2 * i] = hole.inside()[i] ? 0 : coverage.values()[i];
            seen.values()[2 * i + 1] = hole.inside()[i] ? 0 : 1;
        }
        float[] around = Filters.gaussian(seen, Math.min(width, height) / 16.0).values();
        Mask inside = Mask.empty(width, height);
        for (int i = 0; i < hole.inside().length; i++) {
            inside.inside()[i] =
                    hole.inside()[i] ? around[2 * i] > 0.35f * around[2 * i + 1] : coverage.values()[i] >= 0.5f;
        }
        if (inside.area() == 0) {
            inside = coverage.toMask(1e-6f);
        }
        FloatImage texture = MirroredTexture.extend(ground, inside);
        return new Layer(track, true, null, null, null, texture, Filters.gaussian(FloatImage.of(inside), 1.0));
    }

    /** What was cut and filled, for others to put together: a page that shows the motion while it is drawn. */
    public Plate plate(Motion motion) {
        List<Track> tracks = motion.entityTracks();
        List<Plate.Layer> all = layers.stream()
                .map(layer -> {
                    Track track = tracks.get(layer.track);
                    return layer.cutOut != null
                            ? Plate.Layer.thing(track, layer.cutOut)
                            : Plate.Layer.background(track, layer.texture, layer.where);
                })
                .toList();
        return new Plate(ground.toPicture(), all);
    }

    /**
     * All frames.
     *
     * @param motion of the scene that was prepared; the same entities may go other ways, at another number of frames
     */
    public AnimaticFrames render(Motion motion) {
        List<Picture> frames = new ArrayList<>();
        List<float[]> movingMasks = new ArrayList<>();
        List<float[]> uncovered = new ArrayList<>();
        List<float[]> beyond = new ArrayList<>();
        for (int f = 0; f < motion.frames(); f++) {
            AnimaticFrame frame = frame(motion, f, layer -> null);
            frames.add(frame.picture());
            movingMasks.add(frame.moving());
            uncovered.add(frame.uncovered());
            beyond.add(frame.beyond());
        }
        return new AnimaticFrames(frames, movingMasks, uncovered, beyond);
    }

    /** How many layers the frames are put together from: the ground, then backgrounds and things. */
    public int layers() {
        return 1 + layers.size();
    }

    /** Where a layer's source pixels are in a frame, as the scene says. @param layer 0 is the ground */
    public Pose pose(Motion motion, int layer, int f) {
        return layer == 0
                ? groundPose(motion, f)
                : motion.entityTracks().get(layers.get(layer - 1).track).pose(f);
    }

    /**
     * One frame.
     *
     * @param motion as {@link #render}'s
     * @param departure for a layer, how much further right and down than the scene says its pixels are seen, by the place
     *     where they are seen: 2 channels, the frame's size and pixels; null where it goes as the scene says
     */
    public AnimaticFrame frame(Motion motion, int f, IntFunction<FloatImage> departure) {
        List<Track> tracks = motion.entityTracks();
        Frame frame = new Frame(groundPose(motion, f), departure);
        boolean untouched = near(groundPose(motion, f), Pose.IDENTITY) && departure.apply(0) == null;
        for (int l = 0; l < layers.size(); l++) {
            Layer layer = layers.get(l);
            Pose pose = tracks.get(layer.track).pose(f);
            boolean shown = shown(tracks.get(layer.track), f);
            untouched &= near(pose, Pose.IDENTITY) && shown && departure.apply(l + 1) == null;
            if (layer.cutOut == null) {
                frame.drift(l + 1, layer, pose);
            } else if (shown) {
                frame.lay(l + 1, layer, pose);
            }
        }
        // where nothing has moved yet the photograph itself is better than its cut and filled parts
        return new AnimaticFrame(
                untouched ? first.copy() : frame.colours.toPicture(),
                frame.moving,
                untouched ? new float[width * height] : frame.uncovered,
                frame.beyond,
                frame.top);
    }

    /** What the trajectory says; a thing half out of the frame is still drawn. */
    private boolean shown(Track track, int f) {
        Trajectory trajectory = loaded.scene().entities().get(track.entity()).trajectory();
        double time = track.frames() == 1 ? 0 : f / (track.frames() - 1.0);
        return trajectory.keyframes().isEmpty()
                || trajectory.sample(new double[] {time}).get(0).visible();
    }

    /** A pose of source pixels as an affine map of the frame's pixels, whose centres are at whole numbers. */
    private double[] affine(Pose p) {
        double z = p.zoom();
        return new double[] {
            z, 0, (z - 1) / 2 + scaleX * (p.dx() + (1 - z) / 2), 0, z, (z - 1) / 2 + scaleY * (p.dy() + (1 - z) / 2)
        };
    }

    private FloatImage warp(FloatImage image, Pose pose, FloatImage departure, Border border) {
        if (near(pose, Pose.IDENTITY) && departure == null) {
            return new FloatImage(
                    width, height, image.channels(), image.values().clone());
        }
        return warp(image, affine(pose), pose, departure, border);
    }

    private FloatImage warp(CutOut thing, Pose pose, FloatImage departure) {
        return warp(thing.image(), thing.carried(affine(pose)), pose, departure, Border.EMPTY);
    }

    /** @param to from the image's pixels to the frame's, as the pose says */
    private FloatImage warp(FloatImage image, double[] to, Pose pose, FloatImage departure, Border border) {
        FloatImage from = image;
        if (pose.zoom() < 0.9) {
            // what becomes smaller would flicker between the samples
            from = Filters.gaussian(image, 0.45 * Math.sqrt(1 / (pose.zoom() * pose.zoom()) - 1));
        }
        if (departure == null) {
            return Resampling.warp(from, to, width, height, Kernel.CUBIC, border);
        }
        FloatImage places = FloatImage.zeros(width, height, 2);
        for (int i = 0; i < width * height; i++) {
            places.values()[2 * i] = (float) ((i % width - departure.values()[2 * i] - to[2]) / to[0]);
            places.values()[2 * i + 1] = (float) ((i / width - departure.values()[2 * i + 1] - to[5]) / to[4]);
        }
        return Resampling.remap(from, places, Kernel.CUBIC, border);
    }

    /** One frame while it is put together. */
    private final class Frame {
        final FloatImage colours;
        final float[] moving = new float[width * height];
        final float[] uncovered = new float[width * height];
        final float[] beyond = new float[width * height];
        final short[] top = new short[width * height];
        private final Pose groundPose;
        private final IntFunction<FloatImage> departure;

        Frame(Pose groundPose, IntFunction<FloatImage> departure) {
            this.groundPose = groundPose;
            this.departure = departure;
            colours = warp(ground, groundPose, departure.apply(0), Border.MIRRORED);
            float[] seen =
                    warp(known, groundPose, departure.apply(0), Border.EMPTY).values();
            boolean cameraMoves = !near(groundPose, Pose.IDENTITY);
            for (int i = 0; i < seen.length; i++) {
                float k = clip(seen[i], 1);
                uncovered[i] = 1 - k;
                moving[i] = cameraMoves ? k : 0;
            }
        }

        /** A background's texture moves within its place on the ground. */
        void drift(int index, Layer layer, Pose pose) {
            float[] texture = warp(layer.texture, pose, departure.apply(index), Border.MIRRORED)
                    .values();
            float[] where = warp(layer.where, groundPose, departure.apply(0), Border.MIRRORED)
                    .values();
            for (int i = 0; i < where.length; i++) {
                float a = clip(where[i], 1);
                for (int c = 0; c < 3; c++) {
                    float below = colours.values()[3 * i + c];
                    colours.values()[3 * i + c] = below + a * (texture[3 * i + c] - below);
                }
                moving[i] = Math.max(moving[i], a);
                top[i] = a > 0.5f ? (short) index : top[i];
            }
        }

        /** A thing over what is there. */
        void lay(int index, Layer layer, Pose pose) {
            if (layer.shade != null) {
                darken(warp(layer.shade, pose, departure.apply(index), Border.EMPTY)
                        .values());
            }
            if (layer.cutAway != null) {
                layer.cutAway.mark(beyond, affine(pose));
            }
            float[] thing = warp(layer.cutOut, pose, departure.apply(index)).values();
            for (int i = 0; i < moving.length; i++) {
                float a = clip(thing[4 * i + 3], 1);
                if (a == 0) {
                    continue;
                }
                for (int c = 0; c < 3; c++) {
                    // the cubic kernel overshoots at edges; a part cannot be brighter than the whole
                    float own = clip(thing[4 * i + c], a);
                    colours.values()[3 * i + c] = own + (1 - a) * colours.values()[3 * i + c];
                }
                uncovered[i] *= 1 - a;
                top[i] = a > 0.5f ? (short) index : top[i];
                moving[i] = layer.moving ? a + (1 - a) * moving[i] : (1 - a) * moving[i];
            }
        }

        private void darken(float[] shade) {
            for (int i = 0; i < shade.length; i++) {
                float s = clip(shade[i], 1);
                for (int c = 0; c < 3 && s > 0; c++) {
                    colours.values()[3 * i + c] *= 1 - s;
                }
                moving[i] = Math.max(moving[i], s);
            }
        }

        private static float clip(float value, float most) {
            return Math.min(most, Math.max(0, value));
        }
    }
}
