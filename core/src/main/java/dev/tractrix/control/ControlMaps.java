// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import dev.tractrix.image.Picture;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Track;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The control signal of a clip: a Gaussian map and an entity map for each frame, at the network's full size, drawn from
 * discs that move. Which of the paper's and the released code's ways of drawing is taken says {@link Fidelity}.
 *
 * @param layers the discs, lowest first
 * @param gaussians one a frame
 * @param entities one a frame; owners are indices into layers
 * @param range the numbers that the network is fed for the Gaussian maps
 */
public record ControlMaps(
        List<Layer> layers, List<GaussianMap> gaussians, List<EntityMap> entities, Fidelity.GaussianRange range) {
    /** The released demo's cap on a radius. */
    public static final int DEMO_RADIUS_CAP = 50;

    /** The released training loader draws no entity disc above this radius. */
    public static final int LOADER_RADIUS_LIMIT = 300;

    /** Pixel owners are 16-bit numbers. */
    public static final int MAX_LAYERS = Short.MAX_VALUE;

    /** Hues apart from their neighbours; layers beyond the eighth start again. */
    private static final int[] COLOURS = {0x4FC3F7, 0xFF8A65, 0xAED581, 0xBA68C8, 0xFFD54F, 0xF06292, 0x4DB6AC, 0x90A4AE
    };

    /**
     * One disc over all frames.
     *
     * @param id the entity's id, or a made one
     * @param entity index in the scene's entities, -1 where the disc was made (camera, locks)
     * @param discs one a frame, network pixels, null where it cannot be seen; not copied, read only
     */
    public record Layer(String id, int entity, Disc[] discs) {}

    public ControlMaps {
        layers = List.copyOf(layers);
        gaussians = List.copyOf(gaussians);
        entities = List.copyOf(entities);
        if (gaussians.isEmpty() || gaussians.size() != entities.size()) {
            throw new IllegalArgumentException(
                    "one Gaussian map and one entity map a frame, got " + gaussians.size() + " and " + entities.size());
        }
    }

    /**
     * The maps of a scene, its discs found as the released code finds them ({@link Incircle}).
     *
     * @param frames at least 1
     * @param width network's frame, pixels
     * @param height network's frame, pixels
     */
    public static ControlMaps draw(LoadedScene scene, int frames, Fidelity fidelity, int width, int height) {
        return draw(Motion.of(scene.scene(), scene.masks(), frames, Incircle.finder()), fidelity, width, height);
    }

    /**
     * The maps of a motion.
     *
     * @param width network's frame, pixels
     * @param height network's frame, pixels
     */
    public static ControlMaps draw(Motion motion, Fidelity fidelity, int width, int height) {
        return draw(layers(motion, fidelity.resize(), width, height), motion.frames(), fidelity, width, height);
    }

    /**
     * The maps of discs that are already in the network's frame. The switches {@code resize}, {@code maskThreshold} and
     * {@code entityEmbedding} are not looked at.
     *
     * @param layers lowest first, each with one disc a frame
     */
    public static ControlMaps draw(List<Layer> layers, int frames, Fidelity fidelity, int width, int height) {
        if (layers.size() > MAX_LAYERS) {
            throw new IllegalArgumentException("at most " + MAX_LAYERS + " layers, got " + layers.size());
        }
        List<GaussianMap> gaussians = new ArrayList<>(frames);
        List<EntityMap> entities = new ArrayList<>(frames);
        for (int f = 0; f < frames; f++) {
            GaussianMap gaussian = GaussianMap.black(width, height);
            EntityMap entity = EntityMap.blank(width, height);
            for (int k = 0; k < layers.size(); k++) {
                Disc disc = layers.get(k).discs()[f];
                if (disc != null) {
                    draw(disc, k, gaussian, entity, fidelity);
                }
            }
            gaussians.add(gaussian);
            entities.add(entity);
        }
        return new ControlMaps(layers, gaussians, entities, fidelity.gaussianRange());
    }

    /**
     * The tracks' discs in the network's frame, before any cap.
     *
     * <p>Covered or letterboxed, they keep their fractions: centre and radius go through {@link Framing}, the radius times
     * the frame's scale. Squeezed, as in the released demo, an entity's radius is the incircle of its mask at the network's
     * size, the centre is scaled, and all are cut to whole pixels; a made disc, which has no mask of its own, has its
     * radius scaled by the smaller of the two ratios.
     */
    static List<Layer> layers(Motion motion, Fidelity.Resize resize, int width, int height) {
        Framing framing = Framing.of(resize, motion.width(), motion.height(), width, height);
        Map<Object, Double> radii = new IdentityHashMap<>();
        List<Layer> layers = new ArrayList<>();
        for (Track track : motion.tracks()) {
            double radius = track.start().radius() * Math.min(framing.scaleX(), framing.scaleY());
            boolean squeezed = resize == Fidelity.Resize.SQUEEZE;
            if (squeezed && track.role() == Track.Role.ENTITY) {
                radius = radii.computeIfAbsent(
                        track.mask(), m -> (double) Incircle.radius(LinearResize.resize(track.mask(), width, height)));
            }
            Disc[] discs = new Disc[motion.frames()];
            for (int f = 0; f < discs.length; f++) {
                if (track.visible()[f]) {
                    double x = track.x()[f];
                    double y = track.y()[f];
                    double r = radius * track.scale()[f];
                    discs[f] = squeezed
                            ? new Disc(cut(x, motion.width(), width), cut(y, motion.height(), height), (int) snap(r))
                            : new Disc(framing.x(x), framing.y(y), r);
                }
            }
            layers.add(new Layer(track.id(), track.entity(), discs));
        }
        return layers;
    }

    public int frames() {
        return gaussians.size();
    }

    /** Network pixels. */
    public int width() {
        return gaussians.get(0).width();
    }

    /** Network pixels. */
    public int height() {
        return gaussians.get(0).height();
    }

    /**
     * A frame's Gaussian map as the network is fed: one channel, which it gets three times.
     *
     * @return height x width, 0..1 or 0..255 by the switch {@code gaussianRange}
     */
    public float[] gaussian(int frame) {
        byte[] pixels = gaussians.get(frame).pixels();
        float one = range == Fidelity.GaussianRange.UNIT ? 255 : 1;
        float[] out = new float[pixels.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (pixels[i] & 0xff) / one;
        }
        return out;
    }

    /** A frame to look at: the Gaussian in grey, the discs in their layers' colours, lit by the Gaussian. */
    public Picture picture(int frame) {
        byte[] grey = gaussians.get(frame).pixels();
        short[] owner = entities.get(frame).owner();
        Picture picture = Picture.black(width(), height());
        for (int i = 0; i < owner.length; i++) {
            int light = grey[i] & 0xff;
            int colour = owner[i] == 0 ? 0xFFFFFF : COLOURS[(owner[i] - 1) % COLOURS.length];
            // a disc stays visible where its blob is dark, or was erased
            int strength = owner[i] == 0 ? light : 90 + light * 165 / 255;
            for (int c = 0; c < 3; c++) {
                picture.rgb()[3 * i + c] = (byte) ((colour >> (16 - 8 * c) & 0xff) * strength / 255);
            }
        }
        return picture;
    }

    private static void draw(Disc disc, int layer, GaussianMap gaussian, EntityMap entity, Fidelity fidelity) {
        double radius = fidelity.radiusCap() == Fidelity.RadiusCap.DEMO
                ? Math.min(disc.radius(), DEMO_RADIUS_CAP)
                : disc.radius();
        boolean erase = fidelity.overlap() == Fidelity.Overlap.PAINTER;
        // a squeezed box has whole pixels
        int x = (int) disc.x();
        int y = (int) disc.y();
        switch (fidelity.boxClipping()) {
            case CROP -> gaussian.drawCropped(disc.x(), disc.y(), radius, erase);
            case DEMO -> gaussian.drawSqueezed(x, y, (int) radius, 0, 4, erase);
            case LOADER -> {
                if (!gaussian.drawSqueezed(x, y, (int) radius, 1, 5, erase)) {
                    return;
                }
            }
        }
        if (fidelity.radiusCap() != Fidelity.RadiusCap.LOADER || radius <= LOADER_RADIUS_LIMIT) {
            entity.draw(disc.x(), disc.y(), radius, layer);
        }
    }

    /** The released demo's order of operations: its roundings decide which pixel a coordinate is cut to. */
    private static int cut(double coordinate, int sourceSize, int size) {
        return (int) (snap(coordinate) / sourceSize * size);
    }

    /** Points of a file come back from the interpolation with a rounding bit, which must not cut them to another pixel. */
    private static double snap(double value) {
        double whole = Math.rint(value);
        return Math.abs(value - whole) < 1e-6 ? whole : value;
    }
}
