// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.preflight;

import dev.tractrix.control.ControlMaps;
import dev.tractrix.control.Framing;
import dev.tractrix.control.Incircle;
import dev.tractrix.features.FeatureCells;
import dev.tractrix.image.Mask;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.Keyframe;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a scene itself tells: its points, masks, discs and their order, at the network's size. */
final class SceneChecks {
    /** Pixels a latent cell. */
    private static final int CELL = 8;
    /** A disc that covers less than one latent cell says nothing to the network. */
    private static final double TINY = CELL / 2.0;
    /** From so many evenly spaced points on a trajectory is a list of one point a frame; fewer are keyframes. */
    private static final int A_LIST = 5;
    /** Discs that leave the frame a little are usual. */
    private static final double LOST_SHARE = 0.5;

    private final LoadedScene scene;
    private final Plan plan;
    private final Motion motion;
    private final Framing framing;
    private final List<Finding> findings = new ArrayList<>();

    private SceneChecks(LoadedScene scene, Plan plan) {
        this.scene = scene;
        this.plan = plan;
        motion = Motion.of(scene.scene(), scene.masks(), plan.frames(), Incircle.finder());
        framing = Framing.of(
                plan.fidelity().resize(), scene.scene().width(), scene.scene().height(), plan.width(), plan.height());
    }

    static List<Finding> of(LoadedScene scene, Plan plan) {
        SceneChecks checks = new SceneChecks(scene, plan);
        scene.warnings().forEach(text -> checks.findings.add(Finding.warning("scene", "", text, "")));
        checks.motion.warnings().forEach(text -> checks.findings.add(Finding.warning("motion", "", text, "")));
        checks.length();
        for (Track track : checks.motion.entityTracks()) {
            checks.points(track);
            checks.maskCells(track);
            checks.radius(track);
        }
        checks.overlaps();
        return checks.findings;
    }

    private void length() {
        for (Entity entity : scene.scene().entities()) {
            List<Keyframe> points = entity.trajectory().keyframes();
            if (points.size() >= A_LIST && points.size() != plan.frames() && evenlySpaced(points)) {
                findings.add(Finding.warning(
                        "length",
                        entity.id(),
                        "its trajectory has " + points.size() + " points, the clip " + plan.frames()
                                + " frames: it is resampled over the same time",
                        "set --frames " + points.size() + " to keep its points"));
            }
        }
        boolean moves = motion.tracks().stream().anyMatch(Track::moves);
        if (!moves || plan.frames() == 1) {
            findings.add(Finding.warning(
                    "nothing-moves",
                    "",
                    plan.frames() == 1 ? "a single frame shows no motion" : "nothing moves in this scene",
                    plan.frames() == 1 ? "ask for more frames" : "give an entity a trajectory, or the camera a move"));
        }
    }

    /** A disc's centre outside of what the network sees. */
    private void points(Track track) {
        List<Integer> outside = new ArrayList<>();
        int gone = 0;
        for (int f = 0; f < track.frames(); f++) {
            double x = framing.x(track.x()[f]);
            double y = framing.y(track.y()[f]);
            // a pixel reaches half a pixel beyond its centre
            if (x < -0.5 || y < -0.5 || x > plan.width() - 0.5 || y > plan.height() - 0.5) {
                outside.add(f + 1);
            }
            gone += track.visible()[f] ? 0 : 1;
        }
        if (gone == track.frames()) {
            findings.add(Finding.error(
                    "never-visible",
                    track.id(),
                    "its disc is in no frame's sight",
                    "draw its trajectory within the image"));
        } else if (!outside.isEmpty()) {
            String most = outside.size() > LOST_SHARE * track.frames() ? ", most of the clip" : "";
            findings.add(Finding.warning(
                    "out-of-frame",
                    track.id(),
                    "its centre is outside the frame in frame " + ranges(outside) + most,
                    "the network sees only what of its disc is inside"));
        }
    }

    private void maskCells(Track track) {
        if (cutAway(track.mask())) {
            findings.add(Finding.warning(
                    "cut-away",
                    track.id(),
                    "it lies wholly outside the " + plan.width() + "x" + plan.height()
                            + " part of the image that the clip shows, and is left out",
                    "choose a --size of the image's aspect, or --fidelity ...,resize=letterbox"));
            return;
        }
        int across = Math.max(1, plan.width() / CELL);
        int down = Math.max(1, plan.height() / CELL);
        if (FeatureCells.count(FeatureCells.under(framed(track.mask()), across, down)) == 0) {
            findings.add(Finding.error(
                    "mask-vanishes",
                    track.id(),
                    "its mask covers no cell of the network's " + across + "x" + down + " map",
                    "select a larger part, crop the image closer, or ask for a larger --size"));
        }
    }

    private boolean cutAway(Mask mask) {
        for (int v = 0; v < mask.height(); v++) {
            double y = framing.y(v);
            boolean row = y >= -0.5 && y <= plan.height() - 0.5;
            for (int u = 0; row && u < mask.width(); u++) {
                double x = framing.x(u);
                if (x >= -0.5 && x <= plan.width() - 0.5 && mask.at(u, v)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The mask as the network's frame shows it: nearest pixels. */
    private Mask framed(Mask mask) {
        Mask out = Mask.empty(plan.width(), plan.height());
        for (int y = 0; y < plan.height(); y++) {
            long v = Math.round(framing.sourceY(y));
            for (int x = 0; x < plan.width(); x++) {
                long u = Math.round(framing.sourceX(x));
                boolean within = u >= 0 && v >= 0 && u < mask.width() && v < mask.height();
                out.inside()[y * plan.width() + x] = within && mask.at((int) u, (int) v);
            }
        }
        return out;
    }

    private void radius(Track track) {
        double scale = Math.min(framing.scaleX(), framing.scaleY());
        double smallest = Double.MAX_VALUE;
        double largest = 0;
        for (int f = 0; f < track.frames(); f++) {
            double radius = track.disc(f).radius() * scale;
            smallest = Math.min(smallest, radius);
            largest = Math.max(largest, radius);
        }
        if (smallest < TINY) {
            findings.add(Finding.warning(
                    "tiny-disc",
                    track.id(),
                    "its disc shrinks to a radius of " + pixels(smallest) + " at the network's size",
                    "the network hardly sees it: select a larger part, or ask for a larger --size"));
        }
        Fidelity.RadiusCap cap = plan.fidelity().radiusCap();
        if (cap == Fidelity.RadiusCap.DEMO && largest > ControlMaps.DEMO_RADIUS_CAP) {
            findings.add(Finding.warning(
                    "capped-disc",
                    track.id(),
                    "its disc of radius " + pixels(largest) + " is cut to " + ControlMaps.DEMO_RADIUS_CAP
                            + " px, as the released demo does",
                    "set --fidelity ...,radiusCap=none to keep it"));
        }
        if (cap == Fidelity.RadiusCap.LOADER && largest > ControlMaps.LOADER_RADIUS_LIMIT) {
            findings.add(Finding.warning(
                    "capped-disc",
                    track.id(),
                    "its disc of radius " + pixels(largest) + " is left out, as the released loader does",
                    "set --fidelity ...,radiusCap=none to keep it"));
        }
    }

    /** Entities whose discs meet and whose order nobody chose. */
    private void overlaps() {
        List<Track> tracks = motion.entityTracks();
        for (int a = 0; a < tracks.size(); a++) {
            for (int b = a + 1; b < tracks.size(); b++) {
                Track below = tracks.get(a);
                Track above = tracks.get(b);
                boolean painter = plan.fidelity().overlap() == Fidelity.Overlap.PAINTER;
                if (below.z() != above.z() && !painter) {
                    continue;
                }
                List<Integer> meet = meeting(below, above);
                if (!meet.isEmpty()) {
                    String erased = painter ? " and its square erases the other's blob" : "";
                    String cure = below.z() != above.z()
                            ? "set --fidelity ...,overlap=zorder to keep both"
                            : "give them different z to choose";
                    findings.add(Finding.warning(
                            "overlap",
                            above.id(),
                            "its disc meets that of " + below.id() + " in frame " + ranges(meet) + "; " + above.id()
                                    + " lies on top" + erased,
                            cure));
                }
            }
        }
    }

    private List<Integer> meeting(Track a, Track b) {
        List<Integer> frames = new ArrayList<>();
        boolean ground = kind(a) == Entity.Kind.WHOLE || kind(b) == Entity.Kind.WHOLE;
        for (int f = 0; f < motion.frames() && !ground; f++) {
            Disc p = a.disc(f);
            Disc q = b.disc(f);
            boolean seen = a.visible()[f] && b.visible()[f];
            if (seen && Math.hypot(p.x() - q.x(), p.y() - q.y()) < p.radius() + q.radius()) {
                frames.add(f + 1);
            }
        }
        return frames;
    }

    private Entity.Kind kind(Track track) {
        return scene.scene().entities().get(track.entity()).kind();
    }

    private static boolean evenlySpaced(List<Keyframe> points) {
        for (int i = 0; i < points.size(); i++) {
            if (Math.abs(points.get(i).time() - (double) i / (points.size() - 1)) > 1e-6) {
                return false;
            }
        }
        return true;
    }

    private static String pixels(double value) {
        return String.format(Locale.ROOT, "%.1f px", value);
    }

    /** 1, 2, 3, 7 as "1-3, 7". */
    static String ranges(List<Integer> numbers) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < numbers.size(); ) {
            int end = i;
            while (end + 1 < numbers.size() && numbers.get(end + 1) == numbers.get(end) + 1) {
                end++;
            }
            text.append(text.isEmpty() ? "" : ", ").append(numbers.get(i));
            text.append(end > i ? "-" + numbers.get(end) : "");
            i = end + 1;
        }
        return text.toString();
    }
}
