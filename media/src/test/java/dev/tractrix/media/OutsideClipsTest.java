// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.formats.ImportOptions;
import dev.tractrix.scene.formats.SceneFormats;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clips and photographs that others made; skipped where {@code ../shared/data} is absent. */
class OutsideClipsTest {
    @Test
    void aFilmedClip() {
        Footage cat = ClipReader.read(data("video/cat.mp4"));
        assertThat(cat.frames()).hasSize(87);
        assertThat(cat.frames().get(0).width()).isEqualTo(368);
        assertThat(cat.frames().get(0).height()).isEqualTo(480);
        assertThat(cat.metadata()).isEqualTo(ClipMetadata.NONE);
    }

    @Test
    void aGifAndAFolderOfFrames() {
        Footage gif = ClipReader.read(data("draganything/authors_gaussian_maps/motorbike_demo1.gif"));
        assertThat(gif.frames()).hasSize(20);
        assertThat(gif.frames().get(0).width()).isEqualTo(512);
        Footage judo = ClipReader.read(data("vspw/clips/images/1007_YCTBBdbKSSg"));
        assertThat(judo.frames()).hasSize(25);
        assertThat(judo.fps()).isEqualTo(ClipReader.DEFAULT_FPS);
    }

    @Test
    void timeToMovesMaskVideoBecomesATrajectory() {
        Path folder = data("time-to-move/cutdrag_svd_Fish");
        var imported = SceneFormats.read(folder, ImportOptions.withVideo(ClipReader.frameSource()));
        assertThat(imported.scene().frames()).isEqualTo(21);
        assertThat(imported.scene().entities().get(0).trajectory().keyframes()).hasSize(21);
    }

    @Test
    void aPhotographKeepsItsQuality(@TempDir Path out) {
        Picture photo = ImageFiles.readPicture(data("draganything/motorbike_@/demo.jpg"));
        // a step of eight pixels a frame, as much as a quick camera does
        List<Picture> pan = java.util.stream.IntStream.range(0, 6)
                .mapToObj(t -> crop(photo, 8 * t, 0, 448, 256))
                .toList();
        for (String name : List.of("p.mp4", "p.webm", "p.webp")) {
            ClipWriter.write(pan, 7, ClipMetadata.NONE, out.resolve(name));
            double psnr = ClipRoundTripTest.lowestPsnr(
                    pan, ClipReader.read(out.resolve(name)).frames());
            assertThat(psnr).as(name).isGreaterThan(35);
        }
        ClipWriter.write(pan, 7, ClipMetadata.NONE, out.resolve("p.gif"));
        Footage gif = ClipReader.read(out.resolve("p.gif"));
        assertThat(gif.fps()).isCloseTo(7, within(1e-9));
        // 256 colours for all frames
        assertThat(ClipRoundTripTest.lowestPsnr(pan, gif.frames())).isGreaterThan(30);
    }

    private static Picture crop(Picture p, int left, int top, int width, int height) {
        Picture out = Picture.black(width, height);
        for (int y = 0; y < height; y++) {
            System.arraycopy(p.rgb(), 3 * ((top + y) * p.width() + left), out.rgb(), 3 * y * width, 3 * width);
        }
        return out;
    }

    private static Path data(String name) {
        for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
            Path shared = p.resolve("shared/data");
            if (Files.isDirectory(shared)) {
                Path file = shared.resolve(name);
                Assumptions.assumeTrue(Files.exists(file), "no " + file);
                return file;
            }
        }
        return Assumptions.abort("no shared/data beside the repository");
    }
}
