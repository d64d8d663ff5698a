// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.annotation.AnnotationFiles;
import dev.tractrix.annotation.ClipAnnotation;
import dev.tractrix.annotation.EntityTrack;
import dev.tractrix.control.ControlMaps;
import dev.tractrix.data.ClipSample;
import dev.tractrix.data.ClipSampler;
import dev.tractrix.data.FolderDataset;
import dev.tractrix.data.IdMap;
import dev.tractrix.data.Skipped;
import dev.tractrix.data.VideoClip;
import dev.tractrix.data.VideoDataset;
import dev.tractrix.data.Window;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.features.FeatureCells;
import dev.tractrix.image.Mask;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.Fidelity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/**
 * Samples for {@code train control} from an annotated data set of videos: some frames of a clip, cropped and scaled, its
 * entities' discs mapped along, and the union of their masks. Each epoch visits every clip once; all is drawn from
 * (seed, number). A clip that is broken, or shows no entity where it was cropped, is noted and another takes its place.
 * Safe for several threads.
 *
 * <p>The last twentieth of the clips by name is not trained on; negative numbers are samples of it.
 */
public final class DatasetSamples implements LongFunction<ControlSample> {
    /** More would leave nothing for the network to fill in, and VIPSeg has dozens of segments in a frame. */
    private static final int MOST_ENTITIES = 8;

    private static final int HELD_BACK = 20;
    private static final int TRIES = 20;

    private final AnnotationFiles annotations;
    private final ClipSampler trained;
    private final ClipSampler heldBack;
    private final Skipped skipped;
    private final long seed;
    private final boolean annotatedVectors;
    private final Map<String, Optional<Annotated>> read = new ConcurrentHashMap<>();
    private final Map<String, VideoClip> clips = new ConcurrentHashMap<>();

    /** @param vectors by id; empty where none were made */
    private record Annotated(ClipAnnotation tracks, Map<Integer, float[]> vectors) {}

    /** A part of a data set. */
    private record Part(String kind, List<VideoClip> clips, Skipped skipped) implements VideoDataset {}

    /**
     * @param dataset its clips without annotation are left out and noted
     * @param annotations of the data set
     * @param settings how samples are drawn for training; the held-back clips give their middle
     * @param annotatedVectors whether feature vectors are taken from the annotations of clips that have them
     * @throws BadInputException when no clip is annotated, or none is long enough
     */
    public DatasetSamples(
            VideoDataset dataset,
            AnnotationFiles annotations,
            ClipSampler.Settings settings,
            boolean annotatedVectors,
            long seed) {
        this.annotations = annotations;
        this.annotatedVectors = annotatedVectors;
        this.seed = seed;
        skipped = dataset.skipped();
        List<VideoClip> usable = new ArrayList<>();
        int reach = (settings.frames() - 1) * settings.minStride() + 1;
        for (VideoClip clip : dataset.clips()) {
            if (!annotations.has(clip.name())) {
                skipped.add(clip.name(), "not annotated");
            } else if (clip.length() < reach) {
                skipped.add(clip.name(), clip.length() + " frames, " + reach + " are needed");
            } else {
                usable.add(clip);
                clips.put(clip.name(), clip);
            }
        }
        if (usable.isEmpty()) {
            throw BadInputException.of(
                    "the data set (" + dataset.kind() + ")",
                    "at least one annotated clip of " + reach + " frames",
                    skipped.summary(),
                    "run tractrix annotate on it, or ask for fewer frames");
        }
        int back = usable.size() < 2 ? 0 : Math.max(1, usable.size() / HELD_BACK);
        List<VideoClip> kept = usable.subList(usable.size() - back, usable.size());
        trained = new ClipSampler(
                new Part(dataset.kind(), List.copyOf(usable.subList(0, usable.size() - back)), skipped),
                settings,
                seed);
        ClipSampler.Settings middle =
                ClipSampler.Settings.evaluation(settings.width(), settings.height(), settings.frames());
        heldBack = back == 0
                ? trained
                : new ClipSampler(new Part(dataset.kind(), List.copyOf(kept), skipped), middle, seed);
    }

    /** Opens a folder: VIPSeg, YouTube-VOS or a user's clips, with its annotations. */
    public static DatasetSamples open(
            Path folder, Path annotations, ClipSampler.Settings settings, boolean annotatedVectors, long seed) {
        return new DatasetSamples(
                FolderDataset.open(folder), new AnnotationFiles(annotations), settings, annotatedVectors, seed);
    }

    /** Clips that are trained on. */
    public int size() {
        return trained.size();
    }

    /** What was left out so far. */
    public Skipped skipped() {
        return skipped;
    }

    @Override
    public ControlSample apply(long number) {
        ClipSampler sampler = number < 0 ? heldBack : trained;
        long index = number < 0 ? -1 - number : number;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            // a whole number of epochs further on: the same clips in another order
            long at = index + (long) attempt * sampler.size() * 1_000_003L;
            ClipSample sample = sampler.sample(at);
            Optional<Annotated> annotation = read.computeIfAbsent(sample.clip(), this::read);
            if (annotation.isPresent()) {
                ControlSample made = of(sample, annotation.get(), new Random(seed * 31 + at));
                if (!made.regions().isEmpty()) {
                    return made;
                }
                skipped.add(
                        sample.clip() + ", frame " + sample.sourceFrames().get(0), "no entity with a disc in the crop");
            }
        }
        throw BadInputException.of(
                "the data set's annotations", "clips with an entity in sight", skipped.summary(), "see the reasons");
    }

    /** Empty, and noted, where it is broken or of another clip. */
    private Optional<Annotated> read(String name) {
        try {
            ClipAnnotation annotation = annotations.read(name);
            int length = clips.get(name).length();
            if (annotation.frames() != length) {
                throw BadInputException.of(
                        name, "an annotation of " + length + " frames", annotation.frames(), "annotate it again");
            }
            Map<Integer, float[]> vectors =
                    annotatedVectors ? annotations.features(name).orElse(Map.of()) : Map.of();
            return Optional.of(new Annotated(annotation, vectors));
        } catch (BadInputException e) {
            skipped.add(name + ", annotation", e.getMessage());
            return Optional.empty();
        }
    }

    private static ControlSample of(ClipSample sample, Annotated annotated, Random random) {
        Window window = sample.window();
        IdMap first = sample.ids().get(0).orElseThrow();
        List<EntityTrack> tracks = new ArrayList<>(annotated.tracks.entities());
        Collections.shuffle(tracks, random);
        List<ControlMaps.Layer> layers = new ArrayList<>();
        List<Mask> regions = new ArrayList<>();
        List<Integer> ids = new ArrayList<>();
        for (EntityTrack track : tracks) {
            Mask region = first.mask(track.id());
            boolean[] cells = FeatureCells.under(region, window.width() / 8, window.height() / 8);
            Disc[] discs = discs(track, sample);
            if (layers.size() < MOST_ENTITIES && discs[0] != null && FeatureCells.count(cells) > 0) {
                layers.add(new ControlMaps.Layer("id-" + track.id(), ids.size(), discs));
                regions.add(region);
                ids.add(track.id());
            }
        }
        return new ControlSample(
                sample.frames(),
                ControlMaps.draw(layers, sample.frames().size(), Fidelity.PAPER, window.width(), window.height()),
                regions,
                shown(sample, ids, layers),
                null,
                ControlSample.ONCE,
                vectors(annotated.vectors, ids));
    }

    /** Null where one of the shown entities has none: then all are computed alike. */
    private static List<float[]> vectors(Map<Integer, float[]> annotated, List<Integer> ids) {
        return annotated.keySet().containsAll(ids) && !ids.isEmpty()
                ? ids.stream().map(annotated::get).toList()
                : null;
    }

    /** In the sample's pixels; none where the point is lost or outside the crop. */
    private static Disc[] discs(EntityTrack track, ClipSample sample) {
        Window w = sample.window();
        Disc[] discs = new Disc[sample.frames().size()];
        for (int i = 0; i < discs.length; i++) {
            discs[i] = track.disc(sample.sourceFrames().get(i))
                    .map(d -> new Disc(w.x(d.x()), w.y(d.y()), d.radius() / w.scale()))
                    .filter(d -> d.x() >= 0 && d.y() >= 0 && d.x() < w.width() && d.y() < w.height())
                    .orElse(null);
        }
        return discs;
    }

    /**
     * A frame: the pixels of the entities. YouTube-VOS has masks for every fifth frame and a user's clip for the first; in
     * the others the discs are what is known to be theirs.
     */
    private static List<Mask> shown(ClipSample sample, List<Integer> ids, List<ControlMaps.Layer> layers) {
        int w = sample.window().width();
        int h = sample.window().height();
        List<Mask> out = new ArrayList<>();
        for (int f = 0; f < sample.frames().size(); f++) {
            boolean[] inside = new boolean[w * h];
            Optional<IdMap> map = sample.ids().get(f);
            for (int i = 0; i < inside.length; i++) {
                inside[i] = map.isPresent() ? ids.contains(map.get().ids()[i]) : inADisc(layers, f, i % w, i / w);
            }
            out.add(new Mask(w, h, inside));
        }
        return out;
    }

    private static boolean inADisc(List<ControlMaps.Layer> layers, int frame, int x, int y) {
        for (ControlMaps.Layer layer : layers) {
            Disc d = layer.discs()[frame];
            if (d != null && Math.hypot(x - d.x(), y - d.y()) <= d.radius()) {
                return true;
            }
        }
        return false;
    }
}
