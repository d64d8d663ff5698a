// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.media.ClipMetadata;
import dev.tractrix.media.ClipReader;
import dev.tractrix.media.ClipWriter;
import dev.tractrix.vision.Resampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs, runs over them, their comparison, and a study of their clips. */
class EvaluateTest {
    @TempDir
    private static Path shared;

    private static Path pack;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeAPackAndThreeRuns() {
        pack = shared.resolve("pack");
        Run made = Run.of("pack", "--synthetic", 2, "--size", "96x64", "--frames", 4, "-o", pack);
        assertThat(made.code()).as(made.err()).isZero();
        for (String system : List.of("truth", "animatic", "static")) {
            Run run = Run.of("evaluate", pack, "-o", shared.resolve(system), "--system", system, "--json");
            assertThat(run.code()).as(run.err()).isZero();
        }
    }

    @Test
    void theTruthRanksBeforeTheStill() throws IOException {
        Path page = folder.resolve("report.html");
        Run run = Run.of(
                "evaluate",
                "--compare",
                shared.resolve("truth"),
                shared.resolve("animatic"),
                shared.resolve("static"),
                "-o",
                page,
                "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode runs = run.json().get("runs");
        double truth = runs.at("/0/metrics/pathErrorPercent/mean").asDouble();
        double still = runs.at("/2/metrics/pathErrorPercent/mean").asDouble();
        assertThat(truth).isLessThan(1);
        assertThat(still).isGreaterThan(2 * truth);
        assertThat(runs.at("/0/metrics/psnr/mean").asDouble()).isEqualTo(100);
        assertThat(runs.at("/0/metrics/featureError/mean").asDouble(1)).isZero();
        assertThat(runs.at("/1/metrics/featureError/mean").asDouble())
                .isPositive()
                .isLessThan(runs.at("/2/metrics/featureError/mean").asDouble());
        for (String way : List.of("objMc256", "objMcLegacy")) {
            // what never moves is off by its way, in every run alike; the animatic goes along its line
            JsonNode own = runs.at("/2/metrics");
            assertThat(own.at("/" + way + "/mean").asDouble())
                    .isCloseTo(own.at("/" + way + "Static/mean").asDouble(), within(0.5));
            assertThat(own.at("/" + way + "Animatic/mean").asDouble())
                    .isEqualTo(runs.at("/0/metrics/" + way + "Animatic/mean").asDouble())
                    .isLessThan(own.at("/" + way + "Static/mean").asDouble() / 2);
            assertThat(runs.at("/1/metrics/" + way + "/mean").asDouble())
                    .isCloseTo(runs.at("/1/metrics/" + way + "Animatic/mean").asDouble(), within(0.5));
        }
        assertThat(runs.at("/0/metrics/maskIou/mean").asDouble())
                .isGreaterThan(runs.at("/2/metrics/maskIou/mean").asDouble());
        assertThat(runs.at("/2/metrics/pathErrorPercent/p").asDouble()).isBetween(0.0, 1.0);
        assertThat(runs.at("/2/metrics/pathErrorPercent/common").asInt()).isEqualTo(2);
        String html = Files.readString(page);
        assertThat(html)
                .contains("<svg")
                .contains("data:video/mp4;base64,")
                .contains("305.7")
                .contains("Masks by number of objects")
                .doesNotContain("http://");

        double carried = 0;
        int scenes = 0;
        for (JsonNode row : runs.at("/0/iouByObjects")) {
            assertThat(row.get("mask").asDouble()).isBetween(0.5, 1.0);
            carried += row.get("scenes").asInt() * row.get("mask").asDouble();
            scenes += row.get("scenes").asInt();
        }
        assertThat(scenes).isEqualTo(2);
        assertThat(carried / scenes)
                .isCloseTo(runs.at("/0/metrics/maskIou/mean").asDouble(), within(1e-9));
    }

    @Test
    void withoutTheirWeightsFidAndFvdAreNamedAsMissingAndNothingElseIsCalledSo() throws IOException {
        Run run = Run.of("evaluate", "--compare", shared.resolve("truth"), shared.resolve("static"), "--json");
        JsonNode runs = run.json().get("runs");
        JsonNode truth = runs.at("/0/distances");
        assertThat(truth.at("/0/measure").asText()).isEqualTo("embedded-feature distance");
        assertThat(truth.at("/0/value").asDouble()).isCloseTo(0, within(1e-9));
        assertThat(truth.at("/0/samples").asInt()).isEqualTo(8);
        assertThat(truth.at("/1/measure").asText()).isEqualTo("FID");
        assertThat(truth.at("/1/value").isNull()).isTrue();
        assertThat(truth.at("/1/notes/0").asText())
                .contains("pt_inception-2015-12-05-6726825d.pth", "github.com/mseitzer", "--fid-weights");
        assertThat(truth.at("/2/notes/0").asText()).contains("i3d_torchscript.pt", "--fvd-weights");
        assertThat(runs.at("/1/distances/0/value").asDouble()).isGreaterThan(1e-6);
    }

    /** A small program that is called as the published one is: features that are a known arithmetic of the frames. */
    @Test
    void distancesGoOnAfterAStopAndKnowTheirFeatures() throws IOException {
        Path nine = folder.resolve("nine");
        Run made = Run.of("pack", "--synthetic", 2, "--size", "64x48", "--frames", 9, "--things", "1", "-o", nine);
        assertThat(made.code()).as(made.err()).isZero();
        Path program = Run.ROOT.resolve("core/src/test/resources/metricnets/program.pt");
        Path run = folder.resolve("still");
        Object[] call = {
            "evaluate", nine, "-o", run, "--system", "static", "--fvd-weights", program, "--fvd-frames", 9, "--json"
        };
        Run whole = Run.of(call);
        assertThat(whole.code()).as(whole.err()).isZero();
        JsonNode fvd = whole.json().at("/runs/0/distances/1");
        assertThat(fvd.get("measure").asText()).isEqualTo("FVD");
        assertThat(fvd.get("value").asDouble()).isPositive();
        assertThat(fvd.has("kernel")).isTrue();
        assertThat(fvd.get("samples").asInt()).isEqualTo(2);

        Path results = run.resolve("results.jsonl");
        String lines = Files.readString(results);
        Files.writeString(results, lines.substring(0, lines.indexOf('\n') + 1));
        Files.delete(run.resolve("run.json"));
        Run again = Run.of(call);
        assertThat(again.err()).doesNotContain("held-out-000");
        assertThat(again.out()).isEqualTo(whole.out());

        Files.copy(
                run.resolve("features/held-out-001.npz"),
                run.resolve("features/held-out-000.npz"),
                StandardCopyOption.REPLACE_EXISTING);
        Run changed = Run.of(call);
        assertThat(changed.code()).isEqualTo(3);
        assertThat(changed.err()).contains("held-out-000.npz");

        Object[] longer = call.clone();
        longer[1] = pack;
        longer[3] = folder.resolve("longer");
        JsonNode unknown = Run.of(longer).json().at("/runs/0/distances/1");
        assertThat(unknown.get("value").isNull()).isTrue();
        assertThat(unknown.at("/notes/0").asText()).contains("9 frames or more");
    }

    /** As DragNUWA's and MotionCtrl's outputs come: GIFs, videos, folders of frames. */
    @Test
    void othersOutputsOfAnyKindStandInTheSameTable() throws IOException {
        Path clips = Files.createDirectories(folder.resolve("clips"));
        ClipWriter.write(
                ClipReader.read(pack.resolve("items/held-out-000/truth")).frames(),
                8,
                ClipMetadata.NONE,
                clips.resolve("held-out-000.gif"));
        Path frames = Files.createDirectories(clips.resolve("held-out-001"));
        for (int f = 0; f < 4; f++) {
            Picture frame = ImageFiles.readPicture(pack.resolve("items/held-out-001/truth/0000" + f + ".png"));
            ImageFiles.writePng(Resampling.resize(frame, 144, 96), frames.resolve(f + ".png"));
        }
        Path others = folder.resolve("others");
        Run run = Run.of("evaluate", pack, "-o", others, "--name", "DragNUWA", "--clips", clips);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("DragNUWA: 2 measured, 0 left out");
        assertThat(Files.readString(others.resolve("results.jsonl")))
                .contains("the truth of 96x64 is scaled to the clip's 144x96", "no IoU: the true masks are 4 of 96x64");
        Run table = Run.of("evaluate", "--compare", shared.resolve("static"), others, "--json");
        JsonNode measured = table.json().at("/runs/1");
        assertThat(measured.at("/metrics/pathErrorPercent/mean").asDouble()).isLessThan(1);
        assertThat(measured.at("/metrics/pathErrorPercent/common").asInt()).isEqualTo(2);
        // 256 colours a frame are not the truth's
        assertThat(measured.at("/metrics/psnr/mean").asDouble()).isBetween(25.0, 99.9);
    }

    @Test
    void aRunGoesOnAndIsSigned() throws IOException {
        Path results = shared.resolve("animatic/results.jsonl");
        String whole = Files.readString(results);
        JsonNode head = Run.json(shared.resolve("animatic/run.json"));
        Path again = folder.resolve("animatic");
        Files.createDirectories(again.resolve("features"));
        Files.copy(shared.resolve("animatic/features/held-out-000.npz"), again.resolve("features/held-out-000.npz"));
        // as a kill in the middle of the second line leaves it
        int second = whole.indexOf('\n') + 1;
        Files.writeString(again.resolve("results.jsonl"), whole.substring(0, second + 30));
        Run run = Run.of("evaluate", pack, "-o", again, "--system", "animatic");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("held-out-001").doesNotContain("held-out-000");
        assertThat(Files.readString(again.resolve("results.jsonl"))).isEqualTo(whole);
        assertThat(Run.json(again.resolve("run.json"))).isEqualTo(head);

        Files.writeString(
                again.resolve("results.jsonl"),
                whole.replaceFirst("\"pathErrorPercent\":\\d", "\"pathErrorPercent\":7"));
        Run changed = Run.of("evaluate", "--compare", again);
        assertThat(changed.code()).isEqualTo(3);
        assertThat(changed.err()).contains("chain");
        Files.writeString(again.resolve("results.jsonl"), whole.substring(0, second));
        Run shortened = Run.of("evaluate", "--compare", again);
        assertThat(shortened.code()).isEqualTo(3);
        assertThat(shortened.err()).contains("signed");
        Run other = Run.of("evaluate", pack, "-o", shared.resolve("animatic"), "--system", "static");
        assertThat(other.code()).isEqualTo(3);
    }

    @Test
    void othersClipsAreMeasuredAndWhatDoesNotFitIsLeftOutByName() throws IOException {
        Path clips = Files.createDirectories(folder.resolve("clips"));
        Files.copy(shared.resolve("truth/clips/held-out-000.mp4"), clips.resolve("held-out-000.mp4"));
        Files.copy(shared.resolve("truth/clips/held-out-000.mp4"), clips.resolve("stranger.mp4"));
        Path first = pack.resolve("items/held-out-001/truth/00000.png");
        Path frames = Files.createDirectories(clips.resolve("held-out-001"));
        Files.copy(first, frames.resolve("00000.png"));
        Run run = Run.of("evaluate", pack, "-o", folder.resolve("others"), "--clips", clips);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("stranger")
                .contains("held-out-001 left out")
                .contains("4 frames");
        assertThat(run.out()).contains("1 measured, 1 left out");
        Files.write(clips.resolve("held-out-000.mp4"), new byte[] {0, 1, 2});
        Run corrupt = Run.of("evaluate", pack, "-o", folder.resolve("corrupt"), "--clips", clips);
        assertThat(corrupt.code()).isZero();
        assertThat(corrupt.out()).contains("0 measured, 2 left out");
    }

    @Test
    void aChangedPackIsRefused() throws IOException {
        Path own = folder.resolve("own");
        assertThat(Run.of("pack", Toy.scene(folder.resolve("toy")), "-o", own).code())
                .isZero();
        Run run = Run.of("evaluate", own, "-o", folder.resolve("run"), "--system", "static");
        assertThat(run.code()).as(run.err()).isZero();
        Run truth = Run.of("evaluate", own, "-o", folder.resolve("none"), "--system", "truth");
        assertThat(truth.out()).contains("0 measured, 1 left out");
        Files.writeString(own.resolve("items/toy-scene/scene.json"), "{}");
        Run changed = Run.of("evaluate", own, "-o", folder.resolve("run2"), "--system", "static");
        assertThat(changed.code()).isEqualTo(3);
        assertThat(changed.err()).contains("changed");
        assertThat(Run.of("evaluate", "--compare", shared.resolve("truth"), folder.resolve("run"))
                        .err())
                .contains("another pack");
        assertThat(Run.of("evaluate").code()).isEqualTo(2);
    }

    @Test
    void videosInVipSegsLayoutBecomeThePapersBenchmark() throws IOException {
        Path videos = folder.resolve("videos");
        assertThat(Run.of("synth", "-o", videos, "--scenes", 1, "--size", "80x48", "--frames", 14, "--seed", 6)
                        .code())
                .isZero();
        Run made = Run.of("pack", "--vipseg", videos, "-o", folder.resolve("val"));
        assertThat(made.code()).as(made.err()).isZero();
        JsonNode scene = Run.json(folder.resolve("val/items/scene000000/scene.json"));
        assertThat(scene.get("width").asInt()).isEqualTo(256);
        assertThat(scene.get("frames").asInt()).isEqualTo(14);
        assertThat(scene.at("/entities/0/id").asText()).startsWith("thing-124");
        Path tracks = Files.createDirectories(folder.resolve("tracks"));
        Files.writeString(tracks.resolve("other.json"), "{\"1\": [[0, 0]]}");
        Run without = Run.of("pack", "--vipseg", videos, "--tracks", tracks, "-o", folder.resolve("none"));
        assertThat(without.code()).isEqualTo(3);
        assertThat(without.err()).contains("no track");
    }

    @Test
    void ratersSeeTheAskedLines() throws IOException {
        Path study = folder.resolve("study");
        Run made = Run.of(
                "study",
                "create",
                "-o",
                study,
                "--pack",
                pack,
                "--system",
                "ours=" + shared.resolve("truth/clips"),
                "--system",
                "theirs=" + shared.resolve("static/clips"));
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.err()).doesNotContain("no picture of what was asked");
        JsonNode items = Run.json(study.resolve("study.json")).get("items");
        assertThat(items.at("/0/asked").asText()).isEqualTo("asked/asked-1.png");
        Picture asked = ImageFiles.readPicture(study.resolve("asked/asked-1.png"));
        Picture plain = ImageFiles.readPicture(pack.resolve("items/held-out-000/first.png"));
        assertThat(asked.width()).isEqualTo(plain.width());
        assertThat(asked.rgb()).isNotEqualTo(plain.rgb());
    }

    @Test
    void aPackIsMadeLikeThePresetThatANetworkWasTrainedBy() throws IOException {
        Path pack = folder.resolve("like");
        Run made = Run.of("pack", "--synthetic", 1, "--like", "ablation", "-o", pack);
        assertThat(made.code()).as(made.err()).isZero();
        JsonNode scene = new ObjectMapper()
                .readTree(pack.resolve("items/held-out-000/scene.json").toFile());
        assertThat(scene.get("width").asInt()).isEqualTo(64);
        assertThat(scene.get("frames").asInt()).isEqualTo(6);
        Run alone = Run.of("pack", "--like", "ablation", "-o", folder.resolve("alone"), "x");
        assertThat(alone.code()).isEqualTo(2);
        assertThat(alone.err()).contains("--like goes with --synthetic");
        Run none = Run.of("pack", "--synthetic", 1, "--like", "none.json", "-o", folder.resolve("none"));
        assertThat(none.code()).isEqualTo(3);
        assertThat(none.err()).contains("none.json");
    }

    @Test
    void aFolderOfScenesIsAPack() throws IOException {
        Toy.scene(folder.resolve("demos/one"));
        Toy.scene(folder.resolve("demos/deeper/two"));
        Files.createDirectories(folder.resolve("demos/nothing"));
        Toy.scene(folder.resolve("demos/broken"), "picture.png", "no.png");
        Run made = Run.of("pack", folder.resolve("demos"), "-o", folder.resolve("demo-pack"));
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.out()).contains("2 scenes");
        assertThat(made.err()).contains("left out").contains("no.png");
        Run none = Run.of("pack", folder.resolve("demos/nothing"), "-o", folder.resolve("none"));
        assertThat(none.code()).isEqualTo(3);
        assertThat(none.err()).contains("none");
        assertThat(Run.of("pack", "--synthetic", 1, "--things", "5-2", "-o", folder.resolve("x"))
                        .code())
                .isEqualTo(2);
    }

    @Test
    void objMcOfTracksBesideItsBaselines() throws IOException {
        Path truth = Files.createDirectories(folder.resolve("truth"));
        Path predicted = Files.createDirectories(folder.resolve("predicted"));
        Files.writeString(truth.resolve("v.json"), "{\"1\": [[0, 0], [6, 8]], \"2\": [[9, 9], [9, 9]]}");
        Files.writeString(predicted.resolve("v.json"), "{\"1\": [[0, 0], [3, 4]]}");
        Run run = Run.of("evaluate", "--tracks", predicted, "--truth", truth, "--video-size", "256x256", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode json = run.json();
        assertThat(json.at("/predicted/legacy/mean").asDouble()).isEqualTo(2.5);
        assertThat(json.at("/predicted/legacy/leftOut").asInt()).isEqualTo(2);
        assertThat(json.at("/predicted/legacy/statements/0").asText()).contains("id 2");
        assertThat(json.at("/static/normalised/mean").asDouble()).isEqualTo(2.5);
        assertThat(json.at("/shuffled/legacy/mean").asDouble()).isEqualTo(5);
        assertThat(json.at("/animatic/legacy/unknown").asText()).contains("--animatic");
        Run with = Run.of("evaluate", "--tracks", predicted, "--truth", truth, "--animatic", truth, "--json");
        assertThat(with.json().at("/animatic/legacy/mean").asDouble()).isZero();
        assertThat(with.json().at("/animatic").has("normalised")).isFalse();
    }

    @Test
    void aStudyOfTwoRunsIsBlind() throws IOException {
        Path study = folder.resolve("study");
        Run made = Run.of(
                "study",
                "create",
                "-o",
                study,
                "--system",
                "ours=" + shared.resolve("truth/clips"),
                "--system",
                "theirs=" + shared.resolve("static/clips"));
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(study.resolve("clips/check-1.mp4")).isNotEmptyFile();
        assertThat(made.err()).contains("no picture of what was asked in held-out-000, held-out-001");
        Run empty = Run.of("study", "report", study);
        assertThat(empty.out()).contains("0 raters");
        Files.writeString(
                study.resolve("votes.jsonl"),
                "{\"rater\":\"ann\",\"number\":0,\"pair\":\"pair-1\",\"answers\":{\"motion\":\"left\",\"quality\":\"same\"},\"seconds\":3}\n");
        Run report = Run.of("study", "report", study, "--json");
        assertThat(report.json().get("votes").asInt()).isEqualTo(1);
        Run csv = Run.of("study", "export", study);
        assertThat(csv.out().lines()).hasSize(3);
        assertThat(csv.out()).contains("\"ann\",\"pair-1\",\"held-out-000\",motion");
        assertThat(Run.of("study", "report", folder).code()).isEqualTo(3);
        assertThat(Run.of("study", "create", "-o", folder.resolve("x"), "--system", "a=" + folder)
                        .code())
                .isEqualTo(2);
    }
}
