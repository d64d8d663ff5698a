// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.annotation.Agreement;
import dev.tractrix.annotation.AnnotationFiles;
import dev.tractrix.annotation.Annotator;
import dev.tractrix.annotation.ClipAnnotation;
import dev.tractrix.annotation.EntityTrack;
import dev.tractrix.annotation.ExactTracks;
import dev.tractrix.annotation.Sight;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.data.FolderDataset;
import dev.tractrix.data.VideoClip;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.tracking.CoTracker;
import dev.tractrix.tracking.CoTrackerConfig;
import dev.tractrix.tracking.CoTrackerModel;
import dev.tractrix.tracking.FlowTracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tractrix annotate} on synthetic scenes, whose truth is known. */
class AnnotateTest {
    @TempDir
    static Path folder;

    private static Path scenes;

    @BeforeAll
    static void write() {
        scenes = folder.resolve("scenes");
        assertThat(Run.of("synth", "-o", scenes, "--scenes", 2, "--size", "96x64", "--frames", 6, "--seed", 9)
                        .code())
                .isZero();
    }

    @Test
    void exactTracksAndFeaturesAreTakenOver() throws IOException {
        Path model = TinyModel.write(folder.resolve("model"));
        Path to = folder.resolve("exact");

        Run run = Run.of("annotate", scenes, "-o", to, "--features-model", model, "--seed", 4);

        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        AnnotationFiles files = new AnnotationFiles(to);
        ClipAnnotation read = files.read("scene000000");
        assertThat(read.tracker()).isEqualTo(ClipAnnotation.EXACT);
        assertThat(read.frames()).isEqualTo(6);
        Map<Integer, float[]> vectors = files.features("scene000000").orElseThrow();
        assertThat(vectors).isNotEmpty();
        assertThat(read.entities().stream().map(EntityTrack::id)).containsAll(vectors.keySet());
        assertThat(vectors.values()).allSatisfy(v -> assertThat(v).hasSize(16));
    }

    @Test
    void flowFollowsTheDiscsAndASecondCallLeavesThemAlone() throws IOException {
        // without the truth, which would be taken
        Path bare = folder.resolve("bare");
        for (String part : List.of("imgs", "panomasks")) {
            try (Stream<Path> all = Files.walk(scenes.resolve(part))) {
                for (Path p : all.toList()) {
                    Path target = bare.resolve(scenes.relativize(p).toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(p, target);
                }
            }
        }
        Run run = Run.of("annotate", bare);

        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        AnnotationFiles files = new AnnotationFiles(bare.resolve("annotations"));
        ClipAnnotation found = files.read("scene000001");
        assertThat(found.tracker()).isEqualTo("flow");
        assertThat(found.entities()).anySatisfy(e -> assertThat(e.id()).isEqualTo(1));
        for (EntityTrack e : found.entities()) {
            assertThat(e.sight().get(e.frame())).isEqualTo(Sight.SEEN);
            assertThat(e.radius()[e.frame()]).isPositive();
        }
        Path json = bare.resolve("annotations/scene000001.json");
        var before = Files.getLastModifiedTime(json);
        assertThat(Run.of("annotate", bare).code()).isZero();
        assertThat(Files.getLastModifiedTime(json)).isEqualTo(before);

        Run compared = Run.of("annotate", bare, "--compare");
        assertThat(compared.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(compared.err()).contains("give --model");
    }

    @Test
    void theAuthorsTracksAreJudged() throws IOException {
        Path given = Files.createDirectories(folder.resolve("given"));
        int id = new AnnotationFilesOf(scenes).firstId();
        for (String clip : List.of("scene000000", "scene000001")) {
            // one point far away, as the authors' files have them
            Files.writeString(
                    given.resolve(clip + ".json"),
                    "{\"" + id + "\": [[40,30],[40,30],[-48031,30],[40,30],[40,30],[40,30]]}");
        }
        Path to = folder.resolve("judged");

        Run run = Run.of("annotate", scenes, "-o", to, "--tracks", given);

        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        EntityTrack track =
                new AnnotationFiles(to).read("scene000000").entities().get(0);
        assertThat(track.sight().get(2)).isEqualTo(Sight.LOST);
        assertThat(track.x()[2]).isCloseTo(40, within(1e-9));
    }

    @Test
    void comparesFlowWithTheTruth() {
        Run run = Run.of("annotate", scenes, "--compare");

        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).contains("scene000000").contains("flow against exact");
        assertThat(scenes.resolve("annotations")).doesNotExist();
        assertThat(Run.of("annotate", folder.resolve("nowhere")).code()).isEqualTo(ExitCode.BAD_INPUT);
    }

    /** Untrained weights: what is shown is three lines a clip, and their numbers are those of the tracks themselves. */
    @Test
    void comparesFlowAndCoTrackerWithEachOtherAndWithTheTruth() throws IOException {
        Path weights = coTracker(folder.resolve("co-tracker"));

        Run run = Run.of("annotate", scenes, "--compare", "--model", weights);

        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(scenes.resolve("annotations")).doesNotExist();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(7).last().isEqualTo("2 clips");
        FolderDataset data = FolderDataset.open(scenes);
        try (CoTracker network = CoTracker.open(weights)) {
            int line = 0;
            for (VideoClip clip : data.clips()) {
                ClipAnnotation truth = ExactTracks.read(scenes, clip).orElseThrow();
                ClipAnnotation flow = new Annotator(clip).with(new FlowTracker());
                ClipAnnotation learned = new Annotator(clip).with(network);
                assertThat(lines.get(line++)).isEqualTo(expected(clip.name(), flow, learned));
                assertThat(lines.get(line++)).isEqualTo(expected(clip.name(), flow, truth));
                assertThat(lines.get(line++)).isEqualTo(expected(clip.name(), learned, truth));
                // flow is better than a network that was not trained
                assertThat(Agreement.of(flow, truth).meanDistance())
                        .isLessThan(Agreement.of(learned, truth).meanDistance());
            }
        }
    }

    private static String expected(String clip, ClipAnnotation a, ClipAnnotation b) {
        long points = 0;
        double distance = 0;
        int near = 0;
        int same = 0;
        int all = 0;
        for (EntityTrack p : a.entities()) {
            for (EntityTrack q : b.entities()) {
                for (int f = 0; p.id() == q.id() && f < a.frames(); f++) {
                    if (f != p.frame() && f != q.frame()) {
                        boolean seen = p.sight().get(f) == Sight.SEEN;
                        same += seen == (q.sight().get(f) == Sight.SEEN) ? 1 : 0;
                        all++;
                        if (seen && q.sight().get(f) == Sight.SEEN) {
                            double d = Math.hypot(p.x()[f] - q.x()[f], p.y()[f] - q.y()[f]);
                            distance += d;
                            near += d < 4 ? 1 : 0;
                            points++;
                        }
                    }
                }
            }
        }
        return String.format(
                Locale.ROOT,
                "%-28s %s against %s: %d points, mean distance %.2f px, within 4 px %.3f, same visibility %.3f",
                clip,
                a.tracker(),
                b.tracker(),
                points,
                distance / points,
                near / (double) points,
                same / (double) all);
    }

    /** Co-Tracker 3 with seeded weights, for small pictures; all of it is real but what it has learned. */
    private static Path coTracker(Path folder) throws IOException {
        Files.createDirectories(folder);
        String config = "{\"version\": 3, \"windowed\": 1, \"window_len\": 4, \"model_resolution\": [64, 96], "
                + "\"num_virtual_tracks\": 4}";
        Files.writeString(folder.resolve("config.json"), config);
        Params params = Params.random(3);
        CoTrackerModel.of(params, CoTrackerConfig.of(ConfigJson.parse("config", config)));
        try (Weights weights = params.finish("Co-Tracker")) {
            Safetensors.write(weights.tensors(), Map.of(), folder.resolve("model.safetensors"));
        }
        return folder.resolve("model.safetensors");
    }

    /** The first entity that the truth names. */
    private record AnnotationFilesOf(Path root) {
        int firstId() throws IOException {
            return new com.fasterxml.jackson.databind.ObjectMapper()
                    .readTree(root.resolve("tracks/scene000000.json").toFile())
                    .at("/entities/0/id")
                    .asInt();
        }
    }
}
