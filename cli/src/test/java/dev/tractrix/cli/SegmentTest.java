// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.MaskFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code tractrix segment} on a red disc that lies on a green field. */
class SegmentTest {
    @TempDir
    Path folder;

    private Path image;
    private Path output;
    private final Mask disc = Masks.stroke(96, 64, new double[] {40}, new double[] {30}, 15);

    @BeforeEach
    void draw() {
        Picture picture = Picture.black(96, 64);
        for (int i = 0; i < disc.inside().length; i++) {
            // a grain of 0..15 as photographs have it
            byte grain = (byte) (i * 7919 % 97 % 16);
            picture.rgb()[3 * i] = (byte) ((disc.inside()[i] ? 200 : 40) + grain);
            picture.rgb()[3 * i + 1] = (byte) ((disc.inside()[i] ? 30 : 120) + grain);
        }
        image = folder.resolve("image.png");
        output = folder.resolve("mask.png");
        ImageFiles.writePng(picture, image);
    }

    @Test
    void oneClickOrABoxCutsTheDiscOut() {
        for (String[] asked : new String[][] {{"--point", "40,30"}, {"--box", "20,10,60,50"}}) {
            Run run = Run.of("segment", image, asked[0], asked[1], "-o", output);

            assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
            assertThat(Masks.iou(ImageFiles.readMask(output, 128), disc)).isGreaterThan(0.9);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--point 96,10|positive point 96,10",
                "--box 10,10,10,20|an area above 0",
                "--point 5,5 --negative 5,5|both labels at 5,5",
                "--negative 5,5|a point on the thing or a box",
            })
    void badPromptsAreSaidInOneLine(String asked, String text) {
        String[] words = ("segment " + image + " -o " + output + " " + asked).split(" ");

        Run run = Run.of((Object[]) words);

        assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.err()).contains(text);
        assertThat(run.errorLines()).isEqualTo(1);
        assertThat(output).doesNotExist();
    }

    @Test
    void aModelAnswersInTheSameWay() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        String tiny = "{\"vision_config\": {\"hidden_size\": 16, \"image_size\": 32, \"patch_size\": 8,"
                + " \"num_hidden_layers\": 1, \"num_attention_heads\": 2, \"window_size\": 3,"
                + " \"global_attn_indexes\": [], \"mlp_ratio\": 2.0, \"output_channels\": 16, \"num_pos_feats\": 8},"
                + " \"prompt_encoder_config\": {\"hidden_size\": 16, \"image_size\": 32, \"patch_size\": 8,"
                + " \"mask_input_channels\": 4}, \"mask_decoder_config\": {\"hidden_size\": 16, \"mlp_dim\": 16,"
                + " \"num_attention_heads\": 2, \"iou_head_hidden_dim\": 8, \"layer_norm_eps\": 1e-5}}";
        Files.writeString(model.resolve("config.json"), tiny);
        Files.copy(Path.of("../core/src/test/resources/sam/official.pth"), model.resolve("model.pth"));
        output = folder.resolve("mask.json");

        Run run = Run.of("segment", image, "--model", model, "--point", "40,30", "--candidate", "3", "-o", output);

        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(MaskFiles.read(output).width()).isEqualTo(96);
        Run none = Run.of("segment", image, "--model", model, "--box", "4,3,40,30", "--candidate", "2", "-o", output);
        assertThat(none.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(none.err()).contains("1 to 1 here");
        Run file = Run.of("segment", image, "--model", image, "--point", "40,30", "-o", output);
        assertThat(file.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(file.err()).contains("a .safetensors");
    }

    @Test
    void proposalsAreAFolder() {
        Path out = folder.resolve("proposals");

        Run run = Run.of("segment", image, "--proposals", "--grid", "6", "-o", out);

        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(Masks.iou(ImageFiles.readMask(out.resolve("01.png"), 128), disc))
                .isGreaterThan(0.9);
        assertThat(out.resolve("proposals.json")).content().contains("\"stability\"");
        assertThat(ImageFiles.readPicture(out.resolve("overlay.png")).width()).isEqualTo(96);
        assertThat(Run.of("segment", image, "--proposals", "--point", "1,1", "-o", out)
                        .code())
                .isEqualTo(ExitCode.USAGE);
    }
}
