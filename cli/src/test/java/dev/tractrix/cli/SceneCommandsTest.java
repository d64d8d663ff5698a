// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.media.ClipReader;
import dev.tractrix.media.Footage;
import dev.tractrix.scene.Keyframe;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.SceneReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SceneCommandsTest {
    @TempDir
    private static Path shared;

    private static Path model;

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeModel() throws IOException {
        model = TinyModel.write(shared.resolve("model"));
    }

    @Test
    void aSoundSceneHasNothingToSay() throws IOException {
        Run run = Run.of("check", Toy.scene(folder), "--model", model);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).matches("about .* of memory .*\\n0 errors, 0 warnings\n");
        assertThat(run.code()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    [70, 32]                | [120, 32]                    | 0 | out-of-frame   | frame 4
                    [[24, 32], [40, 32], [56, 32], [70, 32]] | [[24, 32]]  | 0 | nothing-moves  | trajectory
                    "points": [[24, 32], [40, 32], [56, 32], [70, 32]] | "anchor": "path", "points": [[900, 900], [950, 950]] | 3 | never-visible | within the image
                    [70, 32]                | [62, 32], [70, 32]           | 0 | length         | 5 points
                    "mask": "square.png"    | "mask": {"box": [20, 20, 21, 21]} | 3 | mask-vanishes | larger
                    "settings": {"width": 96, "height": 64} | "settings": {"width": 96, "height": 64, "fidelity": {"profile": "paper", "radiusCap": "demo"}}, "frames2": 1 | 3 | | frames2
                    """)
    void whatIsOddIsFound(String from, String to, int code, String finding, String text) throws IOException {
        Run run = Run.of("check", "--json", Toy.scene(folder, from, to), "--model", model);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        if (finding == null) {
            assertThat(run.err()).contains(text);
            return;
        }
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("findings").findValuesAsText("code")).contains(finding);
        assertThat(run.out()).contains(text);
        assertThat(json.get("errors").asInt()).isEqualTo(code == 3 ? 1 : 0);
    }

    @Test
    void overlappingDiscsOfOneHeightAreTold() throws IOException {
        String second = "{\"id\": \"box\", \"mask\": {\"box\": [50, 20, 74, 44]}, \"trajectory\": {\"hold\": true}}, ";
        Run run = Run.of(
                "check", Toy.scene(folder, "{\"id\": \"square\"", second + "{\"id\": \"square\""), "--model", model);
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("overlap").contains("square lies on top").contains("different z");
    }

    /** What can be wrong with a scene: every command that reads one ends the same way and leaves nothing behind. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "picture.png"      | "none.png"                        | none.png
                    "square.png"       | "nothing.png"                     | empty mask
                    "square.png"       | "other-size.png"                  | 96x64
                    "frames": 4        | "frames": 0                       | frames
                    [40, 32]           | [NaN, 32]                         | NaN
                    [40, 32]           | [4e9, 32]                         | 100000
                    "width": 96, "height": 64, "frames" | "width": 90, "height": 64, "frames" | 90x64
                    "settings": {      | "settings": {"fidelity": "exact", | fidelity
                    "entities"         | "entitys"                         | entitys
                    {"image"           | {{"image"                         | scene.json
                    """)
    void aBrokenSceneIsThreeAndOneLineAndNoFile(String from, String to, String named) throws IOException {
        Path scene = Toy.scene(folder.resolve("in"), from, to);
        Path out = Files.createDirectory(folder.resolve("out"));
        for (Object[] args : new Object[][] {
            {"check", scene},
            {"animatic", scene, "-o", out.resolve("clip.mp4")},
            {"export", scene, "--to", "draganything", "-o", out.resolve("demo")},
        }) {
            Run run = Run.of(args);
            assertThat(run.code()).as(args[0] + ": " + run.err()).isEqualTo(3);
            assertThat(run.err()).startsWith("tractrix: ").contains(named);
            assertThat(run.errorLines()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
        }
        try (Stream<Path> left = Files.list(out)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aPictureThatClaimsToBeHugeIsRefusedBeforeItIsDecoded() throws IOException {
        Path scene = Toy.scene(folder, "\"width\": 96, \"height\": 64, \"frames\"", "\"frames\"");
        Files.write(folder.resolve("picture.png"), hugePng());
        Run run = Run.of("animatic", scene, "-o", folder.resolve("clip.mp4"));
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("picture.png").contains("pixels").contains("scale it down");
        assertThat(run.errorLines()).isEqualTo(1);
        assertThat(folder.resolve("clip.mp4")).doesNotExist();
    }

    @Test
    void anAnimaticIsAClipOfTheSize() throws IOException {
        Path clip = folder.resolve("clip.mp4");
        Run run = Run.of("animatic", Toy.scene(folder), "-o", clip, "--size", "144x96", "--frames", "5");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo(clip + "\n");
        Footage footage = ClipReader.read(clip);
        assertThat(footage.frames()).hasSize(5);
        assertThat(footage.frames().get(0).width()).isEqualTo(144);
        // the square has gone from x 24 to 70 of 96: yellow there in the last frame, gone where it was
        assertThat(footage.frames().get(4).at(105, 48, 0)).isGreaterThan(200);
        assertThat(footage.frames().get(4).at(30, 48, 0)).isLessThan(120);
    }

    @Test
    void outputsThatCannotBeAreRefusedBeforeTheWork() throws IOException {
        Path scene = Toy.scene(folder);
        assertThat(Run.of("animatic", scene, "-o", folder.resolve("clip.avi")).code())
                .isEqualTo(3);
        assertThat(Run.of("animatic", scene, "-o", folder.resolve("picture.png/clip.mp4"))
                        .code())
                .isEqualTo(3);
        assertThat(Run.of("import", scene, "-o", folder.resolve("picture.png/scene.json"))
                        .code())
                .isEqualTo(3);
        assertThat(Run.of("synth", "-o", folder.resolve("picture.png"), "--scenes", 1)
                        .code())
                .isEqualTo(3);
        assertThat(Run.of("animatic", scene, "-o", folder.resolve("clip.mp4"), "--size", "9x9")
                        .code())
                .isEqualTo(2);
        assertThat(Run.of("export", scene, "--to", "poem", "-o", folder.resolve("x"))
                        .code())
                .isEqualTo(3);
    }

    @Test
    void aCancelledAnimaticLeavesNothing() throws IOException {
        Interruption interruption = new Interruption();
        interruption.ask();
        Run run = Run.of(interruption, "animatic", Toy.scene(folder), "-o", folder.resolve("clip.mp4"));
        assertThat(run.code()).isEqualTo(130);
        assertThat(run.err()).contains("cancelled");
        assertThat(folder.resolve("clip.mp4")).doesNotExist();
    }

    @Test
    void exportedAndImportedASceneMovesAsBefore() throws IOException {
        Path scene = Toy.scene(folder.resolve("in"));
        Path demo = folder.resolve("toy_@");
        assertThat(Run.of("export", scene, "--to", "draganything", "-o", demo).code())
                .isZero();
        Path back = folder.resolve("back.json");
        Run run = Run.of("import", demo, "-o", back);
        assertThat(run.code()).as(run.err()).isZero();
        LoadedScene read = LoadedScene.load(SceneReader.read(back));
        assertThat(read.scene().frames()).isEqualTo(4);
        // that format stores where the disc is; ours, how far the thing goes
        List<Keyframe> disc = read.scene().entities().get(0).trajectory().keyframes();
        assertThat(disc).extracting(k -> k.x() - disc.get(0).x()).containsExactly(0.0, 16.0, 32.0, 46.0);
    }

    @Test
    void theFormatsAreListed() {
        Run run = Run.of("import", "--formats");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("draganything").contains("sg-i2v").contains("time-to-move");
        assertThat(Run.of("import").code()).isEqualTo(2);
    }

    @Test
    void synthWritesScenesAndGoesOnWhereItWasStopped() throws IOException {
        Path data = folder.resolve("data");
        Interruption interruption = new Interruption();
        interruption.ask();
        Object[] args = {
            "synth", "-o", data, "--scenes", 2, "--seed", 5, "--size", "32x32", "--frames", 2, "--threads", 1
        };
        assertThat(Run.of(interruption, args).code()).isEqualTo(130);
        assertThat(data.resolve("manifest.json")).doesNotExist();
        Run run = Run.of(args);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().strip()).isEqualTo(data.resolve("manifest.json").toString());
        assertThat(data.resolve("imgs/scene000001/00000001.png")).exists();
        args[6] = 6;
        assertThat(Run.of(args).code()).isEqualTo(3);
    }

    /** A PNG of a few bytes whose header says 60000 x 60000. */
    private static byte[] hugePng() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
        ByteBuffer chunk =
                ByteBuffer.allocate(17).put("IHDR".getBytes()).putInt(60_000).putInt(60_000);
        chunk.put(new byte[] {8, 2, 0, 0, 0});
        CRC32 crc = new CRC32();
        crc.update(chunk.array());
        png.write(ByteBuffer.allocate(4).putInt(13).array());
        png.write(chunk.array());
        png.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        return png.toByteArray();
    }
}
