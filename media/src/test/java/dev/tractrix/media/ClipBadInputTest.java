// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged, empty and oversized clips are refused with one line; a failed write leaves nothing behind. */
class ClipBadInputTest {
    private static final List<Picture> FRAMES = ClipRoundTripTest.movingScene(64, 48, 6);

    @TempDir
    Path folder;

    @Test
    void missingEmptyAndForeignFiles() throws Exception {
        assertThatThrownBy(() -> ClipReader.read(folder.resolve("none.mp4")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no such clip");
        Path empty = Files.createFile(folder.resolve("empty.mp4"));
        assertThatThrownBy(() -> ClipReader.read(empty))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("empty");
        Path text =
                Files.writeString(folder.resolve("text.mp4"), "this is no video at all, only some words\n".repeat(50));
        assertThatThrownBy(() -> ClipReader.read(text))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no video");
        Path none = Files.createDirectory(folder.resolve("nothing"));
        assertThatThrownBy(() -> ClipReader.read(none))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("found none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.mp4", "a.webm", "a.gif", "a.webp"})
    void truncatedAnywhere(String name) throws Exception {
        Path whole = folder.resolve(name);
        ClipWriter.write(FRAMES, 7, ClipMetadata.aiGenerated("{}"), whole);
        byte[] bytes = Files.readAllBytes(whole);
        for (double part : new double[] {0.01, 0.3, 0.5, 0.8}) {
            Path cut = folder.resolve(part + name);
            Files.write(cut, Arrays.copyOf(bytes, (int) (bytes.length * part)));
            assertThatThrownBy(() -> ClipReader.read(cut))
                    .as("%s of %s", part, name)
                    .isInstanceOf(BadInputException.class);
        }
    }

    @Test
    void limitsHold() {
        Path clip = folder.resolve("a.webm");
        ClipWriter.write(FRAMES, 7, ClipMetadata.NONE, clip);
        for (ReadLimits tight : List.of(
                new ReadLimits(5, 10_000, 1_000_000),
                new ReadLimits(9, 3000, 1_000_000),
                new ReadLimits(9, 10_000, 9000))) {
            assertThatThrownBy(() -> ClipReader.read(clip, tight))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("at most");
        }
        assertThat(ClipReader.read(clip, new ReadLimits(6, 64 * 48, 6 * 64 * 48))
                        .frames())
                .hasSize(6);
    }

    @Test
    void outputsThatCannotBe() throws Exception {
        assertThatThrownBy(() -> ClipWriter.write(FRAMES, 7, ClipMetadata.NONE, folder.resolve("a.avi")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(".mp4");
        assertThatThrownBy(() -> ClipWriter.write(FRAMES, 0, ClipMetadata.NONE, folder.resolve("a.mp4")))
                .isInstanceOf(BadInputException.class);
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> ClipWriter.write(FRAMES, 7, ClipMetadata.NONE, file.resolve("a.mp4")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("cannot be written");
        assertThat(folder.toFile().list()).containsExactly("file");
        Path full = Files.createDirectory(folder.resolve("full"));
        Files.writeString(full.resolve("mine.txt"), "x");
        assertThatThrownBy(() -> ClipWriter.write(FRAMES, 7, ClipMetadata.NONE, full))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("not empty");
        assertThat(full.toFile().list()).containsExactly("mine.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.mp4", "a.webm", "a.gif", "a.webp"})
    void aFullDiskLeavesTheOldFile(String name) throws Exception {
        Path device = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(device), "needs /dev/full (Linux)");
        Path target = Files.writeString(folder.resolve(name), "the old one");
        // what is written beside the target runs into a device that is always full
        Files.createSymbolicLink(folder.resolve(name + ".part"), device);
        assertThatThrownBy(() -> ClipWriter.write(FRAMES, 7, ClipMetadata.NONE, target))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("free space");
        assertThat(folder.toFile().list()).containsExactly(name);
        assertThat(target).hasContent("the old one");
    }

    @Test
    void framesOfTwoSizesInAFolder() throws Exception {
        Path frames = folder.resolve("frames");
        ClipWriter.write(FRAMES, 7, ClipMetadata.NONE, frames);
        dev.tractrix.image.ImageFiles.writePng(Picture.black(10, 10), frames.resolve("00006.png"));
        assertThatThrownBy(() -> ClipReader.read(frames))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("one size");
    }
}
