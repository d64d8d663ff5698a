// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import dev.tractrix.vision.Resampling.Border;
import dev.tractrix.vision.Resampling.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenCV behind plain arrays: right numbers, and nothing left behind in native memory. */
class VisionTest {
    @Test
    void areaIsTheMeanOfWhatIsCovered() {
        FloatImage in = new FloatImage(4, 2, 1, new float[] {0, 2, 4, 6, 2, 4, 6, 8});
        assertThat(Resampling.resize(in, 2, 1, Kernel.AREA).values()).containsExactly(2, 6);
    }

    /** OpenCV's cubic kernel (a = -0.75) bends a ramp by up to 0.05 of a step. */
    @Test
    void warpMovesByPartsOfAPixel() {
        FloatImage ramp = FloatImage.zeros(16, 8, 3);
        for (int i = 0; i < 16 * 8; i++) {
            ramp.values()[3 * i] = i % 16;
            ramp.values()[3 * i + 1] = i / 16;
        }
        FloatImage moved =
                Resampling.warp(ramp, new double[] {1, 0, 2.25, 0, 1, -0.5}, 16, 8, Kernel.CUBIC, Border.REPEATED);
        assertThat(moved.values()[3 * (4 * 16 + 8)]).isCloseTo(8 - 2.25f, within(0.06f));
        assertThat(moved.values()[3 * (4 * 16 + 8) + 1]).isCloseTo(4.5f, within(0.06f));
        FloatImage empty = Resampling.warp(ramp, new double[] {1, 0, 10, 0, 1, 0}, 16, 8, Kernel.LINEAR, Border.EMPTY);
        assertThat(empty.values()[3 * 16 + 1]).isZero();
    }

    /** As the slower writer's file it holds the mask, and as a grey picture it is read at any threshold. */
    @Test
    void aMaskWrittenQuicklyIsTheSame(@TempDir Path folder) throws IOException {
        Mask mask = Masks.stroke(67, 41, new double[] {20}, new double[] {17}, 12.3);
        Path quick = Files.write(folder.resolve("quick.png"), MaskPng.of(mask));
        Path slow = folder.resolve("slow.png");
        ImageFiles.writePng(mask, slow);
        assertThat(ImageFiles.readPicture(quick).rgb())
                .isEqualTo(ImageFiles.readPicture(slow).rgb());
        for (int threshold : new int[] {1, 128, 255}) {
            assertThat(ImageFiles.readMask(quick, threshold).inside()).isEqualTo(mask.inside());
        }
    }

    @Test
    void guidedFilterSnapsToThePicturesEdge() {
        FloatImage guide = FloatImage.zeros(32, 8, 1);
        FloatImage mask = FloatImage.zeros(32, 8, 1);
        for (int i = 0; i < 32 * 8; i++) {
            guide.values()[i] = i % 32 < 16 ? 0.2f : 0.8f;
            // two pixels off
            mask.values()[i] = i % 32 < 14 ? 0 : 1;
        }
        float[] out = Filters.guided(guide, mask, 6, 1e-5).values();
        assertThat(out[4 * 32 + 16] - out[4 * 32 + 15]).isGreaterThan(0.5f);
        assertThat(out[4 * 32 + 14] - out[4 * 32 + 13]).isLessThan(0.1f);
    }

    @Test
    void morphologyIsRoundAndUndoesItself() {
        Mask dot = Mask.empty(21, 21);
        dot.inside()[10 * 21 + 10] = true;
        Mask grown = Filters.dilate(dot, 5);
        assertThat(grown.at(15, 10)).isTrue();
        assertThat(grown.at(14, 14)).isFalse();
        assertThat(Filters.erode(grown, 5).area()).isEqualTo(1);
    }

    @Test
    void nothingStaysInNativeMemory() {
        FloatImage image = FloatImage.zeros(512, 512, 1);
        work(image);
        long pointers = Pointer.totalCount();
        long bytes = Pointer.totalBytes();
        long resident = Pointer.physicalBytes();
        for (int i = 0; i < 80; i++) {
            work(image);
        }
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(pointers);
        assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(bytes);
        // what is made natively in 80 rounds of three images of 1 MB, twice each; the Java heap grows in the same
        // number
        assertThat(Pointer.physicalBytes() - resident).isLessThan(240L << 20);
    }

    /** Both bring threads and a BLAS of their own. */
    @Test
    void libtorchAndOpenCvLiveInOneProcess() {
        float[] before = product();
        work(FloatImage.zeros(128, 128, 1));
        assertThat(product()).isEqualTo(before);
    }

    /** Large enough for the BLAS and the thread pool. */
    private static float[] product() {
        float[] values = new float[256 * 256];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * 31 % 97) / 97f;
        }
        try (TensorScope scope = TensorScope.open()) {
            return Ops.toFloats(Ops.linear(Ops.tensor(values, 256, 256), Ops.tensor(values, 256, 256), null));
        }
    }

    private static void work(FloatImage image) {
        Filters.gaussian(image, 2);
        Resampling.warp(image, new double[] {1, 0, 1, 0, 1, 1}, 512, 512, Kernel.CUBIC, Border.MIRRORED);
        Filters.guided(image, image, 2, 1e-3);
    }
}
