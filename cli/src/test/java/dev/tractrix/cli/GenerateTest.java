// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.media.ClipMetadata;
import dev.tractrix.media.ClipReader;
import dev.tractrix.media.Footage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The main job, end to end, with real networks of the smallest widths. */
class GenerateTest {
    @TempDir
    private static Path shared;

    private static Path model;

    @TempDir
    private Path folder;

    private Path scene;

    @BeforeAll
    static void writeModel() throws IOException {
        model = TinyModel.write(shared.resolve("model"));
    }

    @BeforeEach
    void writeScene() throws IOException {
        scene = Toy.scene(folder.resolve("in"));
    }

    @Test
    void aSceneBecomesAClipWithItsRecordAndReplaysToTheSameBytes() throws IOException {
        Path clip = folder.resolve("out/clip.mp4");
        Path compare = folder.resolve("out/compare.gif");
        Run run = Run.of("generate", scene, "-o", clip, "--model", model, "--seed", 7, "--compare", compare, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("frames").asInt()).isEqualTo(4);
        assertThat(json.get("width").asInt()).isEqualTo(96);
        assertThat(json.get("peakBytes").asLong()).isPositive();
        Footage footage = ClipReader.read(clip);
        assertThat(footage.frames()).hasSize(4);
        assertThat(footage.fps()).isEqualTo(7);
        assertThat(footage.metadata().digitalSourceType()).contains(ClipMetadata.AI_GENERATED);
        assertThat(ClipReader.read(compare).frames()).hasSize(4);
        JsonNode record =
                new ObjectMapper().readTree(folder.resolve("out/clip.json").toFile());
        assertThat(record.at("/scene/settings/latentSeed").asLong()).isEqualTo(7);
        // random weights make noise: whatever is found in it, it is told
        assertThat(record.at("/adherence/entities/0/verdict").asText()).isIn("followed", "missed", "untrackable");
        assertThat(json.at("/adherence")).isEqualTo(record.at("/adherence"));
        assertThat(json.get("adherenceSeconds").asDouble()).isNotNegative();

        for (Path source : new Path[] {folder.resolve("out/clip.json"), clip}) {
            Path again = folder.resolve("again-" + source.getFileName() + ".mp4");
            Run replay = Run.of("replay", source, "-o", again);
            assertThat(replay.code()).as(replay.err()).isZero();
            assertThat(replay.err()).isEmpty();
            assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(clip));
        }
        Path other = folder.resolve("other.mp4");
        assertThat(Run.of("generate", scene, "-o", other, "--model", model, "--seed", 8)
                        .code())
                .isZero();
        assertThat(Files.readAllBytes(other)).isNotEqualTo(Files.readAllBytes(clip));
    }

    @Test
    void aClipOfThePhotographsSizeReplaysToTheSameBytes() throws IOException {
        Path clip = folder.resolve("large.mp4");
        Run run = Run.of("generate", scene, "-o", clip, "--model", model, "--size", "48x32,source");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(ClipReader.read(clip).frames().get(0).width()).isEqualTo(Toy.WIDTH);
        JsonNode settings = new ObjectMapper()
                .readTree(folder.resolve("large.json").toFile())
                .at("/scene/settings");
        assertThat(settings.get("output").asText()).isEqualTo("source");
        assertThat(settings.get("width").asInt()).isEqualTo(48);
        Path again = folder.resolve("again.mp4");
        Run replay = Run.of("replay", folder.resolve("large.json"), "-o", again);
        assertThat(replay.code()).as(replay.err()).isZero();
        assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(clip));
    }

    @Test
    void theOptionsReachTheRecord() throws IOException {
        Path clip = folder.resolve("clip.gif");
        Run run = Run.of(
                "generate",
                scene,
                "-o",
                clip,
                "--model",
                model,
                "--size",
                "64x48",
                "--frames",
                3,
                "--steps",
                1,
                "--quality",
                "draft",
                "--fidelity",
                "checkpoint,radiusCap=none",
                "--guide",
                "0.5,0.25");
        assertThat(run.code()).as(run.err()).isZero();
        Footage footage = ClipReader.read(clip);
        assertThat(footage.frames()).hasSize(3);
        assertThat(footage.frames().get(0).height()).isEqualTo(48);
        JsonNode record =
                new ObjectMapper().readTree(folder.resolve("clip.json").toFile());
        assertThat(record.at("/fidelity/radiusCap").asText()).isEqualTo("none");
        assertThat(record.at("/scene/settings/guideOutside").asDouble()).isEqualTo(0.25);
        assertThat(record.at("/scene/settings/steps").asInt()).isEqualTo(1);
    }

    @Test
    void theBestDraftIsFinishedAndReplays() throws IOException {
        Path clip = folder.resolve("best.mp4");
        Run run = Run.of(
                "generate", scene, "-o", clip, "--model", model, "--seed", 3, "--steps", 6, "--best-of", 3, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.at("/bestOf/drafts").size()).isEqualTo(3);
        assertThat(json.at("/bestOf/drafts/2/latentSeed").asLong()).isEqualTo(5);
        JsonNode record =
                new ObjectMapper().readTree(folder.resolve("best.json").toFile());
        int best = record.at("/bestOf/best").asInt();
        assertThat(record.at("/scene/settings/latentSeed").asLong()).isEqualTo(3 + best - 1);
        assertThat(record.at("/scene/settings/steps").asInt()).isEqualTo(6);
        assertThat(folder.resolve("best-drafts.png")).isNotEmptyFile();
        Path again = folder.resolve("again.mp4");
        assertThat(Run.of("replay", folder.resolve("best.json"), "-o", again).code())
                .isZero();
        assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(clip));
    }

    @Test
    void checkPredictsMemoryAndTime() throws IOException {
        Run run = Run.of("check", scene, "--model", model, "--json", "-o", folder.resolve("clip.mp4"));
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        JsonNode estimate = new ObjectMapper().readTree(run.out()).get("estimate");
        assertThat(estimate.get("peakBytes").asLong()).isBetween(100_000_000L, 4_000_000_000L);
        assertThat(estimate.get("operations").asDouble()).isPositive();
    }

    @Test
    void tooLittleMemoryIsFourAndLeavesNothing() {
        System.setProperty("tractrix.memory", "64m");
        try {
            Run run = Run.of("generate", scene, "-o", folder.resolve("out/clip.mp4"), "--size", "512x512");
            assertThat(run.code()).as(run.err()).isEqualTo(4);
            assertThat(run.err().lines().filter(l -> l.contains("memory"))).hasSize(1);
            assertThat(folder.resolve("out")).doesNotExist();
            System.setProperty("tractrix.memory", "much");
            Run wrong = Run.of("generate", scene, "-o", folder.resolve("out/clip.mp4"));
            assertThat(wrong.code()).isEqualTo(3);
            assertThat(wrong.err()).contains("512m or 8g, got much");
        } finally {
            System.clearProperty("tractrix.memory");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --model none                 | 3 | none
                    --size 100x64                | 3 | 96x64
                    --frames 0                   | 3 | frames
                    --fidelity exact             | 2 | paper
                    --guide 3                    | 2 | 0 to 1
                    --device cuda:99             | 3 | cuda
                    --dtype float8               | 3 | float16
                    --best-of 0                  | 2 | best-of
                    --best-of 17                 | 2 | best-of
                    --quality superb             | 2 | draft
                    """)
    void whatCannotBeIsOneLineAndLeavesNothing(String options, int code, String named) throws IOException {
        Path out = folder.resolve("out");
        Stream<Object> words = Stream.of("generate", scene, "-o", out.resolve("clip.mp4"));
        Stream<Object> given = options.contains("--model") ? Stream.empty() : Stream.of("--model", model);
        Object[] args = Stream.of(words, given, Stream.<Object>of((Object[]) options.split(" ")))
                .flatMap(s -> s)
                .toArray();
        Run run = Run.of(args);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.out()).isEmpty();
        // warnings come before, one line each; the fault is one line
        assertThat(run.err().lines().filter(line -> !line.contains("warning:")).toList())
                .hasSize(1)
                .first()
                .asString()
                .contains(named);
        assertThat(out).doesNotExist();
    }

    @Test
    void aModelWithoutAPartOrWithATornFileIsNamed() throws IOException {
        Path broken = TinyModel.write(folder.resolve("model"));
        Path weights = broken.resolve("unet/diffusion_pytorch_model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, java.util.Arrays.copyOf(bytes, bytes.length - 100));
        Run torn = Run.of("generate", scene, "-o", folder.resolve("clip.mp4"), "--model", broken);
        assertThat(torn.code()).isEqualTo(3);
        assertThat(torn.err()).contains("truncated");
        Files.delete(weights);
        Run without = Run.of("generate", scene, "-o", folder.resolve("clip.mp4"), "--model", broken);
        assertThat(without.code()).isEqualTo(3);
        assertThat(without.err()).contains("unet");
        assertThat(folder.resolve("clip.mp4")).doesNotExist();
    }

    @Test
    void cancelledNothingIsWritten() {
        Interruption interruption = new Interruption();
        interruption.ask();
        Run run = Run.of(interruption, "generate", scene, "-o", folder.resolve("clip.mp4"), "--model", model);
        assertThat(run.code()).isEqualTo(130);
        assertThat(folder.resolve("clip.mp4")).doesNotExist();
        assertThat(folder.resolve("clip.json")).doesNotExist();
    }

    @Test
    void theRecordMayNotReplaceTheScene() {
        Run run = Run.of("generate", scene, "-o", scene.resolveSibling("scene.mp4"), "--model", model);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("would replace it");
    }

    @Test
    void whatIsNoRecordIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("poem.json"), "{\"record\": 99}");
        assertThat(Run.of("replay", text, "-o", folder.resolve("x.mp4")).code()).isEqualTo(3);
        assertThat(Run.of("replay", folder.resolve("none.json"), "-o", folder.resolve("x.mp4"))
                        .code())
                .isEqualTo(3);
        Path plain = folder.resolve("plain.mp4");
        assertThat(Run.of("animatic", scene, "-o", plain).code()).isZero();
        Run run = Run.of("replay", plain, "-o", folder.resolve("x.mp4"));
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("no record in it");
    }
}
