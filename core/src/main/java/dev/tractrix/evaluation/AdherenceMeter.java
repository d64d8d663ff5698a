// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.animatic.Animatic;
import dev.tractrix.animatic.AnimaticFrames;
import dev.tractrix.data.Similarity;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Pose;
import dev.tractrix.scene.Track;
import dev.tractrix.tracking.FlowTracker;
import dev.tractrix.tracking.PointQuery;
import dev.tractrix.tracking.PointTracker;
import dev.tractrix.tracking.PointTracks;
import dev.tractrix.vision.DenseFlow;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.Resampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures one clip. Every thing is looked for twice: in the clip, and in the animatic, in which it goes exactly along its
 * line. What is lost in the animatic is not the clip's fault: it is called untrackable.
 */
final class AdherenceMeter {
    /** Of a thing that agrees with itself less than this, nothing can be said. */
    private static final double LEAST_CONFIDENCE = 0.3;
    /** Share of the frames in which a thing must be found. */
    private static final double LEAST_FOUND = 0.5;
    /** Pixels; smaller things are like any other place. */
    private static final int LEAST_AREA = 12;
    /** The instrument's own error on the exact clip, percent of the diagonal, above which it is not believed. */
    private static final double MOST_INSTRUMENT_ERROR = 2.5;

    /** Longest side at which things are looked for: their place is found to a tenth of a pixel, so more only costs time. */
    private static final int LONGEST_SIDE = 640;

    private final Motion motion;
    private final Picture fine;
    private final Picture still;
    private final AnimaticFrames animatic;
    private final double tolerance;
    private final double toFineX;
    private final double toFineY;
    private final double diagonal;
    private final double sx;
    private final double sy;

    /**
     * @param framed the scene as the clip shows it
     * @param motion of the framed scene
     * @param width of the clip, pixels
     * @param height of the clip, pixels
     */
    AdherenceMeter(LoadedScene framed, Motion motion, int width, int height, double tolerance) {
        double less = Math.min(1, (double) LONGEST_SIDE / Math.max(width, height));
        int w = (int) Math.max(1, Math.round(less * width));
        int h = (int) Math.max(1, Math.round(less * height));
        this.motion = motion;
        fine = Resampling.resize(framed.picture(), width, height);
        still = Resampling.resize(fine, w, h);
        animatic = Animatic.frames(framed, motion, w, h);
        toFineX = (double) width / w;
        toFineY = (double) height / h;
        this.tolerance = tolerance;
        diagonal = Math.hypot(still.width(), still.height());
        sx = (double) still.width() / motion.width();
        sy = (double) still.height() / motion.height();
    }

    /** @param fineFrames the clip */
    Adherence measure(List<Picture> fineFrames) {
        List<Picture> frames = fineFrames.parallelStream()
                .map(f -> Resampling.resize(f, still.width(), still.height()))
                .toList();
        List<String> statements = new ArrayList<>();
        List<Track> tracks = new ArrayList<>();
        List<Mask> masks = new ArrayList<>();
        for (Track track : motion.entityTracks()) {
            Mask mask = Resampling.resize(
                            FloatImage.of(track.mask()), still.width(), still.height(), Resampling.Kernel.AREA)
                    .toMask(0.5f);
            if (mask.area() < LEAST_AREA) {
                statements.add("entity " + track.id() + ": its mask has fewer than " + LEAST_AREA
                        + " pixels of the clip, it is not measured");
            } else if (2 * mask.area() > mask.inside().length) {
                statements.add("entity " + track.id()
                        + ": covers more than half of the frame, it has no place of its own and is not measured");
            } else {
                tracks.add(track);
                masks.add(mask);
            }
        }
        // the photograph goes before the clip: the tracks begin in it
        List<Picture> film = new ArrayList<>(List.of(still));
        film.addAll(frames);
        List<PointQuery> queries = new ArrayList<>();
        int[] from = new int[tracks.size() + 1];
        for (int e = 0; e < tracks.size(); e++) {
            queries.addAll(Following.queries(masks.get(e), Following.POINTS));
            from[e + 1] = queries.size();
        }
        Surroundings.Mover[] movers = new Surroundings.Mover[tracks.size()];
        for (int e = 0; e < movers.length; e++) {
            movers[e] = mover(tracks.get(e), masks.get(e), film.size());
        }
        Pose[] camera = new Pose[film.size()];
        for (int f = 0; f < camera.length; f++) {
            camera[f] = toClip(f == 0 ? Pose.IDENTITY : motion.camera().get(f - 1));
        }
        Surroundings surroundings = new Surroundings(still, List.of(movers), camera);
        queries.addAll(surroundings.points());
        boolean flows = Math.min(still.width(), still.height()) >= DenseFlow.MIN_SIDE && !queries.isEmpty();
        PointTracks points = flows ? new FlowTracker().track(film, queries, PointTracker.Reach.FORWARD) : null;
        Measured[] measured = IntStream.range(0, tracks.size())
                .parallel()
                .mapToObj(e -> measure(
                        tracks.get(e),
                        masks.get(e),
                        film,
                        flows
                                ? Following.of(points, from[e], from[e + 1], still)
                                        .pose()
                                : new Similarity[film.size()]))
                .toArray(Measured[]::new);
        for (int e = 0; e < measured.length; e++) {
            System.arraycopy(measured[e].clip.pose(), 0, movers[e].achieved(), 0, film.size());
        }
        double drift = Double.NaN;
        if (flows) {
            surroundings.take(points, from[tracks.size()]);
            drift = surroundings.driftPercent();
        } else {
            statements.add("sides below " + DenseFlow.MIN_SIDE + " pixels: no flow, so neither drift nor leak");
        }
        // what is sharp shows in the clip's own pixels only
        List<float[]> energies =
                fineFrames.parallelStream().map(Sharpness::energy).toList();
        float[] stillEnergy = Sharpness.energy(fine);
        List<EntityAdherence> entities = new ArrayList<>();
        for (int e = 0; e < measured.length; e++) {
            Leak leak = flows && tracks.get(e).moves() ? surroundings.leak(movers[e], from[e], from[e + 1]) : Leak.NONE;
            entities.add(judged(measured[e], tracks.get(e), leak, stillEnergy, energies));
        }
        double mean = entities.stream()
                .filter(e -> e.moves() && e.measured())
                .mapToDouble(EntityAdherence::pathErrorPercent)
                .average()
                .orElse(Double.NaN);
        return new Adherence(
                fine.width(), fine.height(), tolerance, entities, mean, drift, lockedPsnr(fineFrames), statements);
    }

    /** Where a thing should be; where it is comes later. */
    private Surroundings.Mover mover(Track track, Mask mask, int film) {
        Similarity[] asked = new Similarity[film];
        asked[0] = Similarity.IDENTITY;
        for (int f = 1; f < film; f++) {
            Pose pose = toClip(track.pose(f - 1));
            asked[f] = new Similarity(pose.zoom(), 0, pose.dx(), pose.dy());
        }
        double[] start = start(track);
        return new Surroundings.Mover(mask, start[0], start[1], asked, new Similarity[film]);
    }

    /** A pose of the source's pixels as one of the clip's; the aspects differ by a rounding only. */
    private Pose toClip(Pose p) {
        double z = p.zoom();
        return new Pose(z, (z - 1) / 2 + sx * (p.dx() + (1 - z) / 2), (z - 1) / 2 + sy * (p.dy() + (1 - z) / 2));
    }

    private double[] start(Track track) {
        return new double[] {
            (track.start().x() + 0.5) * sx - 0.5, (track.start().y() + 0.5) * sy - 0.5
        };
    }

    /**
     * @param clip with the photograph before it
     * @param path a frame of the clip: x, y, NaN where lost
     * @param error mean distance from the asked path where that is visible and the thing was found, pixels
     * @param found share of the frames, in which it should be visible, in which it was found
     * @param ownPath as path, on the animatic
     * @param own the error on the animatic
     */
    private record Measured(
            Following clip,
            double[][] path,
            double error,
            double scaleError,
            double found,
            double[][] ownPath,
            double own) {}

    private Measured measure(Track track, Mask mask, List<Picture> film, Similarity[] hints) {
        ThingTracker tracker = new ThingTracker(still, mask);
        List<Picture> exact = new ArrayList<>(List.of(still));
        exact.addAll(animatic.frames());
        // each by itself
        List<Following> both = Stream.of(film, exact)
                .parallel()
                .map(frames -> tracker.follow(frames, frames == film ? hints : new Similarity[frames.size()]))
                .toList();
        Following clip = both.get(0);
        Errors errors = errors(track, clip);
        Errors own = errors(track, both.get(1));
        return new Measured(
                clip,
                errors.path,
                errors.distance,
                errors.scale,
                errors.found,
                own.path,
                // what is lost on the exact clip is infinitely far
                own.found < LEAST_FOUND ? Double.POSITIVE_INFINITY : own.distance);
    }

    /** @param distance pixels @param scale of 1 */
    private record Errors(double[][] path, double distance, double scale, double found) {}

    private Errors errors(Track track, Following following) {
        double[][] asked = asked(track);
        double[] start = start(track);
        double[][] path = new double[asked.length][];
        double distance = 0;
        double scale = 0;
        int found = 0;
        int visible = 0;
        for (int f = 0; f < asked.length; f++) {
            Similarity pose = following.pose()[f + 1];
            path[f] = pose == null
                    ? new double[] {Double.NaN, Double.NaN}
                    : new double[] {pose.x(start[0], start[1]), pose.y(start[0], start[1])};
            if (track.visible()[f]) {
                visible++;
                if (pose != null) {
                    found++;
                    distance += Math.hypot(path[f][0] - asked[f][0], path[f][1] - asked[f][1]);
                    scale += Math.abs(pose.scale() / track.scale()[f] - 1);
                }
            }
        }
        return new Errors(
                path,
                distance / Math.max(1, found),
                scale / Math.max(1, found),
                visible == 0 ? 0 : (double) found / visible);
    }

    private EntityAdherence judged(Measured m, Track track, Leak leak, float[] stillEnergy, List<float[]> energies) {
        double percent = 100 * m.error / diagonal;
        double own = 100 * m.own / diagonal;
        double confidence = Arrays.stream(m.clip.confidence()).skip(1).average().orElse(0);
        EntityAdherence.Verdict verdict = EntityAdherence.Verdict.UNTRACKABLE;
        String reason;
        if (m.found == 0 && own == 0) {
            reason = "it should be in no frame's sight";
        } else if (own > MOST_INSTRUMENT_ERROR) {
            reason = "the instrument loses it on the animatic too, where it goes exactly along its line";
        } else if (m.found < LEAST_FOUND || confidence < LEAST_CONFIDENCE) {
            reason = "nothing in the clip looks enough like it";
        } else {
            verdict = percent <= tolerance ? EntityAdherence.Verdict.FOLLOWED : EntityAdherence.Verdict.MISSED;
            reason = String.format(
                    Locale.ROOT,
                    "%.2f %% of the diagonal from its line, %s %.1f %%",
                    percent,
                    percent <= tolerance ? "within" : "beyond",
                    tolerance);
        }
        boolean known = verdict != EntityAdherence.Verdict.UNTRACKABLE;
        return new EntityAdherence(
                track.id(),
                track.moves(),
                toFine(asked(track)),
                toFine(m.path),
                toFine(m.ownPath),
                known ? Math.sqrt(toFineX * toFineY) * m.error : Double.NaN,
                known ? percent : Double.NaN,
                100 * staticError(track) / diagonal,
                known ? 100 * m.scaleError : Double.NaN,
                known ? sharpness(m.clip, track, stillEnergy, energies) : Double.NaN,
                confidence,
                own,
                leak,
                verdict,
                reason);
    }

    private double sharpness(Following clip, Track track, float[] stillEnergy, List<float[]> energies) {
        Mask mask = Resampling.resize(FloatImage.of(track.mask()), fine.width(), fine.height(), Resampling.Kernel.AREA)
                .toMask(0.5f);
        // its outline belongs to the background as much
        Mask inner = Filters.erode(mask, 1);
        Mask measured = inner.area() > 0 ? inner : mask;
        return IntStream.range(1, energies.size())
                .filter(f -> clip.pose()[f + 1] != null)
                .mapToDouble(f -> Sharpness.ofThing(stillEnergy, measured, energies.get(f), toFine(clip.pose()[f + 1])))
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    /** The same motion in the clip's pixels; the aspects differ by a rounding only. */
    private Similarity toFine(Similarity s) {
        double k = Math.sqrt(toFineX * toFineY);
        double c = 0.5 / k - 0.5;
        return new Similarity(s.a(), s.b(), k * (s.x(c, c) + 0.5) - 0.5, k * (s.y(c, c) + 0.5) - 0.5);
    }

    private double[][] toFine(double[][] path) {
        return Arrays.stream(path)
                .map(p -> new double[] {(p[0] + 0.5) * toFineX - 0.5, (p[1] + 0.5) * toFineY - 0.5})
                .toArray(double[][]::new);
    }

    private double[][] asked(Track track) {
        double[][] asked = new double[track.frames()][];
        for (int f = 0; f < asked.length; f++) {
            asked[f] = new double[] {(track.x()[f] + 0.5) * sx - 0.5, (track.y()[f] + 0.5) * sy - 0.5};
        }
        return asked;
    }

    private double staticError(Track track) {
        double sum = 0;
        int counted = 0;
        for (int f = 0; f < track.frames(); f++) {
            if (track.visible()[f]) {
                sum += Math.hypot(
                        sx * (track.x()[f] - track.start().x()),
                        sy * (track.y()[f] - track.start().y()));
                counted++;
            }
        }
        return sum / Math.max(1, counted);
    }

    private double lockedPsnr(List<Picture> frames) {
        double sum = 0;
        long count = 0;
        byte[] b = fine.rgb();
        for (int f = 0; f < frames.size(); f++) {
            boolean[] locked = locked(f);
            byte[] a = frames.get(f).rgb();
            for (int y = 0; y < fine.height(); y++) {
                int row = Math.min((int) ((y + 0.5) / toFineY), still.height() - 1) * still.width();
                for (int x = 0; x < fine.width(); x++) {
                    if (locked[row + Math.min((int) ((x + 0.5) / toFineX), still.width() - 1)]) {
                        int i = 3 * (y * fine.width() + x);
                        for (int c = 0; c < 3; c++) {
                            double d = (a[i + c] & 0xff) - (b[i + c] & 0xff);
                            sum += d * d;
                        }
                        count += 3;
                    }
                }
            }
        }
        return count == 0 ? Double.NaN : 10 * Math.log10(255.0 * 255 / (sum / count));
    }

    /** What nothing moves over or uncovers in a frame, nor anything that the picture's edge cuts may go on over, at the measuring size. */
    private boolean[] locked(int f) {
        float[] moving = animatic.movingMask().get(f);
        float[] uncovered = animatic.uncovered().get(f);
        float[] beyond = animatic.beyond().get(f);
        boolean[] out = new boolean[moving.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = moving[i] < 0.02f && uncovered[i] < 0.02f && beyond[i] == 0;
        }
        // a coarse pixel beside an edge covers fine ones on both of its sides
        return toFineX > 1
                ? Filters.erode(new Mask(still.width(), still.height(), out), 1).inside()
                : out;
    }
}
