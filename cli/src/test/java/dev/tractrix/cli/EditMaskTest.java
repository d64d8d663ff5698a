// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.scene.MaskFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code tractrix mask} on a disc and a bar. */
class EditMaskTest {
    private final Mask disc = Masks.stroke(60, 40, new double[] {20}, new double[] {20}, 9);
    private final Mask bar = Masks.polygon(60, 40, new double[] {10, 50, 50, 10}, new double[] {18, 18, 23, 23});

    @TempDir
    Path folder;

    @BeforeEach
    void draw() {
        ImageFiles.writePng(disc, folder.resolve("disc.png"));
        ImageFiles.writePng(bar, folder.resolve("bar.png"));
    }

    @Test
    void masksAreCombinedAndKeptAsRuns() {
        assertThat(made("disc.png --union DIR/bar.png", "u.png").inside())
                .isEqualTo(Masks.union(disc, bar).inside());
        assertThat(made("disc.png --subtract DIR/bar.png --invert", "s.json").inside())
                .isEqualTo(Masks.subtract(disc, bar).inverted().inside());
        assertThat(made("s.json --invert --union DIR/bar.png --intersect DIR/disc.png", "i.png")
                        .inside())
                .isEqualTo(expected());
        Mask grown = made("disc.png --grow 3 --uncompressed", "g.json");
        assertThat(grown.area()).isBetween(400, 470);
        assertThat(made("g.json --shrink 3", "b.png").area())
                .isCloseTo(disc.area(), org.assertj.core.data.Offset.offset(12));
        assertThat(made("bar.png --polygon 0,0,9,0,9,9,0,9 --brush 2,50,30,50,35 --largest", "l.png")
                        .inside())
                .isEqualTo(bar.inside());
    }

    /** Union comes first, then the disc cuts, then inside and outside swap. */
    private boolean[] expected() {
        Mask outside = Masks.subtract(disc, bar).inverted();
        return Masks.intersect(Masks.union(outside, bar), disc).inverted().inside();
    }

    @Test
    void aFeatheredMaskIsGrey() throws IOException {
        Path out = folder.resolve("f.png");
        assertThat(run("disc.png --feather 4", out).code()).isEqualTo(ExitCode.DONE);
        var picture = ImageFiles.readPicture(out);
        assertThat(picture.at(20, 20, 0)).isGreaterThan(245);
        assertThat(picture.at(29, 20, 0)).isBetween(90, 170);
        assertThat(picture.at(50, 5, 0)).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none.png|3|none.png",
                "bad.json|3|polygons do not tell",
                "runs.json|3|2400 pixels in all",
                "disc.png --union DIR/small.png|3|a mask of 60x40 as the first",
                "disc.png --polygon 1,2,3|2|3 corners or more",
                "disc.png --brush -1,2,3|2|a radius and points",
                "disc.png --grow -1|2|0 or more",
            })
    void badInputIsSaidInOneLine(String asked, int code, String text) throws IOException {
        Files.writeString(folder.resolve("bad.json"), "{\"segmentation\": [[1, 2, 3, 4, 5, 6]]}");
        Files.writeString(folder.resolve("runs.json"), "{\"size\": [40, 60], \"counts\": [100, 3]}");
        ImageFiles.writePng(Mask.empty(8, 8), folder.resolve("small.png"));
        Path out = folder.resolve("out.png");

        Run run = run(asked, out);

        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).contains(text);
        assertThat(out).doesNotExist();
    }

    private Mask made(String asked, String name) {
        Path out = folder.resolve(name);
        Run run = run(asked, out);
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        return MaskFiles.read(out);
    }

    private Run run(String asked, Path out) {
        String words = "mask DIR/" + asked + " -o " + out;
        return Run.of((Object[]) words.replace("DIR", folder.toString()).split(" "));
    }
}
