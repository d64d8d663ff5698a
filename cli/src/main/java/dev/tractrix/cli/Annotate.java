// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.annotation.Agreement;
import dev.tractrix.annotation.AnnotationFiles;
import dev.tractrix.annotation.Annotator;
import dev.tractrix.annotation.ClipAnnotation;
import dev.tractrix.annotation.EntityVectors;
import dev.tractrix.annotation.ExactTracks;
import dev.tractrix.annotation.Sight;
import dev.tractrix.data.FolderDataset;
import dev.tractrix.data.VideoClip;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.features.EmbeddingFile;
import dev.tractrix.pipeline.ModelDefaults;
import dev.tractrix.tracking.CoTracker;
import dev.tractrix.tracking.FlowTracker;
import dev.tractrix.tracking.PointTracker;
import dev.tractrix.tracking.TrackFiles;
import dev.tractrix.tracking.VideoTracks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code tractrix annotate}: a data set's discs, their tracks, what the entities look like. */
@Command(
        name = "annotate",
        header = "Find the discs of a data set's entities, follow them, and keep what the entities look like.",
        description = {
            "Reads VIPSeg, YouTube-VOS, DAVIS, and folders of clips with masks. Scenes of 'synth' come with their true tracks, which are",
            "taken over. A clip that is annotated already is left alone, so an interrupted call is taken up where it stopped."
        })
final class Annotate extends Action {
    @Parameters(paramLabel = "DATASET", description = "The data set's folder.")
    private Path dataset;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Where to; the folder annotations in the data set where unset.")
    private Path output;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "Co-Tracker's weights; without them optical flow, which needs none, follows the discs.")
    private Path model;

    @Option(
            names = "--tracks",
            paramLabel = "DIR",
            description = "Take tracks from the authors' <video>.json instead, a folder or zip.")
    private Path tracks;

    @Option(
            names = "--features-model",
            paramLabel = "DIR",
            description = "Make entity features: a Stable Diffusion 1.5 folder, or a model folder with features in it.")
    private Path featuresModel;

    @Option(
            names = "--features",
            paramLabel = "DIR",
            description = "Take entity features from the authors' <video>.pth in a folder instead.")
    private Path features;

    @Option(
            names = "--seed",
            defaultValue = "0",
            paramLabel = "S",
            description = "Of the features' noise; ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--compare",
            description =
                    "Write nothing; print how far flow, Co-Tracker (with --model) and true tracks (where known) agree.")
    private boolean compare;

    @Override
    int run() {
        if (features != null && featuresModel != null) {
            throw new ParameterException(spec.commandLine(), "--features and --features-model exclude each other");
        }
        FolderDataset data = FolderDataset.open(dataset);
        data.skipped().reasons().forEach((what, why) -> warn(what + ": " + why));
        AnnotationFiles files = new AnnotationFiles(output != null ? output : dataset.resolve(AnnotationFiles.FOLDER));
        Map<String, VideoTracks> given = tracks == null ? Map.of() : TrackFiles.read(tracks);
        int done = 0;
        int left = 0;
        try (CoTracker network = model == null ? null : CoTracker.open(model);
                EntityVectors vectors = featuresModel == null ? null : openFeatures();
                ProgressDisplay progress = progress()) {
            List<VideoClip> clips = data.clips();
            for (int i = 0; i < clips.size(); i++) {
                VideoClip clip = clips.get(i);
                if (interruption().asked()) {
                    throw new CancelledException(
                            "clip " + i + "/" + clips.size() + "; the same call goes on from here");
                }
                try {
                    if (compare) {
                        compare(clip, network);
                    } else if (!files.has(clip.name())) {
                        annotate(clip, files, network, vectors, given);
                    }
                    done++;
                } catch (BadInputException e) {
                    warn(clip.name() + " is left out: " + e.getMessage());
                    left++;
                }
                progress.update("clips", i + 1L, clips.size());
            }
        }
        if (done == 0) {
            throw BadInputException.of(
                    dataset.toString(),
                    "at least one clip that can be annotated",
                    "none of " + left,
                    "see the warnings");
        }
        out().printf(Locale.ROOT, "%d clips%s%n", done, left == 0 ? "" : ", " + left + " left out");
        return ExitCode.DONE;
    }

    private void annotate(
            VideoClip clip,
            AnnotationFiles files,
            CoTracker network,
            EntityVectors vectors,
            Map<String, VideoTracks> given) {
        Optional<ClipAnnotation> exact = ExactTracks.read(dataset, clip);
        ClipAnnotation annotation;
        if (tracks != null) {
            VideoTracks own = given.get(clip.name());
            if (own == null) {
                throw BadInputException.of(
                        clip.name(), "its tracks in " + tracks, "none", "leave --tracks out to make them");
            }
            annotation = new Annotator(clip).with(own);
        } else {
            PointTracker tracker = network != null ? network : new FlowTracker();
            annotation = exact.orElseGet(() -> new Annotator(clip).with(tracker));
        }
        if (vectors != null) {
            files.writeFeatures(clip.name(), vectors.of(clip, annotation.entities(), seed), vectors.facts(seed));
        } else if (features != null) {
            takeOver(clip, files);
        }
        files.write(annotation);
        long lost = annotation.entities().stream()
                .flatMap(e -> e.sight().stream())
                .filter(s -> s == Sight.LOST)
                .count();
        if (lost > 0) {
            warn(clip.name() + ": " + lost + " places thrown away as jumps or as lying on another entity");
        }
    }

    private EntityVectors openFeatures() {
        ModelDefaults.Features look = ModelDefaults.of(featuresModel).features();
        return EntityVectors.open(featuresModel, look.timestep(), look.upBlock());
    }

    private void takeOver(VideoClip clip, AnnotationFiles files) {
        Path file = features.resolve(clip.name() + ".pth");
        if (!Files.isRegularFile(file)) {
            throw BadInputException.of(
                    file.toString(), "the clip's features", "none", "make them with --features-model");
        }
        Map<Integer, float[]> own = new TreeMap<>();
        EmbeddingFile.read(file).forEach((id, vector) -> {
            if (id > 0) {
                own.put(Math.toIntExact(id), vector);
            }
        });
        files.writeFeatures(clip.name(), own, Map.of("model", "file " + file.getFileName()));
    }

    private void compare(VideoClip clip, CoTracker network) {
        Optional<ClipAnnotation> exact = ExactTracks.read(dataset, clip);
        if (exact.isEmpty() && network == null) {
            throw BadInputException.of(
                    clip.name(), "something to compare flow with", "neither true tracks nor --model", "give --model");
        }
        Annotator annotator = new Annotator(clip);
        ClipAnnotation flow = annotator.with(new FlowTracker());
        Optional<ClipAnnotation> learned = Optional.ofNullable(network).map(annotator::with);
        learned.ifPresent(l -> row(clip, flow, l));
        exact.ifPresent(truth -> {
            row(clip, flow, truth);
            learned.ifPresent(l -> row(clip, l, truth));
        });
    }

    private void row(VideoClip clip, ClipAnnotation a, ClipAnnotation b) {
        Agreement agreement = Agreement.of(a, b);
        out().printf(
                        Locale.ROOT,
                        "%-28s %s against %s: %d points, mean distance %.2f px, within 4 px %.3f, same visibility %.3f%n",
                        clip.name(),
                        a.tracker(),
                        b.tracker(),
                        agreement.points(),
                        agreement.meanDistance(),
                        agreement.within(),
                        agreement.sameSight());
    }
}
