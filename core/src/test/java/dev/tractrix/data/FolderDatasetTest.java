// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.control.SharedData;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderDatasetTest {
    @TempDir
    Path root;

    /** Two palette entries of one colour stay two things; the colours themselves play no part. */
    @Test
    void paletteIndicesAreRead() {
        byte[] red = {0, 9, 9, (byte) 200};
        IndexColorModel palette = new IndexColorModel(2, 4, red, red, red);
        BufferedImage image = new BufferedImage(4, 2, BufferedImage.TYPE_BYTE_BINARY, palette);
        for (int x = 0; x < 4; x++) {
            image.getRaster().setSample(x, 0, 0, x);
        }
        ImageFiles.writePng(image, root.resolve("Annotations/a/00000.png"));
        ImageFiles.writePng(Picture.black(4, 2), root.resolve("JPEGImages/a/00000.png"));
        ImageFiles.writePng(Picture.black(4, 2), root.resolve("JPEGImages/b/00000.png"));
        FolderDataset set = FolderDataset.open(root);
        assertThat(set.kind()).isEqualTo("YouTube-VOS");
        assertThat(set.clips()).hasSize(1);
        assertThat(set.clips().get(0).ids(0).ids()).containsExactly(0, 1, 2, 3, 0, 0, 0, 0);
        assertThat(set.skipped().reasons()).containsOnlyKeys("b");
    }

    @Test
    void vipSegIdsAndTheKnownBadOne() {
        IdMapFiles.write(
                new IdMap(4, 1, new int[] {0, 124, 200, 12_401}), root.resolve("panomasks/353_-5sqmCF8OFU/0.png"));
        ImageFiles.writeJpeg(Picture.black(4, 1), root.resolve("imgs/353_-5sqmCF8OFU/0.jpg"), 0.9f);
        FolderDataset set = FolderDataset.vipSeg(root);
        assertThat(set.clips().get(0).ids(0).ids()).containsExactly(0, 124, 0, 12_401);
        assertThat(set.skipped().summary()).contains("353_-5sqmCF8OFU: id 200");
        assertThat(VipSegIds.category(124)).isEqualTo(123);
        assertThat(VipSegIds.category(12_401)).isEqualTo(123);
        assertThat(VipSegIds.valid(150)).isFalse();
        assertThat(VipSegIds.valid(12_500)).isFalse();
        assertThat(VipSegIds.isThing(VipSegIds.thing(1, 1))).isTrue();
    }

    @Test
    void framesAreOrderedByNumberAndPairedWithTheirMasks() {
        for (int f : new int[] {2, 10, 9}) {
            ImageFiles.writePng(Picture.black(3, 3), root.resolve("me/frames/f" + f + ".png"));
        }
        IdMapFiles.write(new IdMap(3, 3, new int[9]), root.resolve("me/masks/9.png"));
        IdMapFiles.write(new IdMap(3, 3, new int[9]), root.resolve("me/masks/11.png"));
        FolderDataset set = FolderDataset.open(root);
        VideoClip clip = set.clips().get(0);
        assertThat(clip.length()).isEqualTo(3);
        assertThat(Stream.of(0, 1, 2).map(clip::labelled)).containsExactly(false, true, false);
        assertThat(set.skipped().summary()).contains("11.png (a mask without its frame)");
    }

    @Test
    void brokenClipsAreSkippedAndCounted() throws Exception {
        clip("good", 6, 40, 30);
        clip("short", 2, 40, 30);
        clip("torn", 6, 40, 30);
        Path torn = root.resolve("imgs/torn/3.png");
        Files.write(torn, java.util.Arrays.copyOf(Files.readAllBytes(torn), 60));
        clip("othersize", 6, 40, 30);
        IdMapFiles.write(new IdMap(39, 30, new int[39 * 30]), root.resolve("panomasks/othersize/2.png"));
        FolderDataset set = FolderDataset.open(root);
        ClipSampler sampler = new ClipSampler(set, ClipSampler.Settings.evaluation(20, 15, 6), 1);
        for (int i = 0; i < 8; i++) {
            assertThat(sampler.sample(i).clip()).isEqualTo("good");
        }
        assertThat(set.skipped().count()).isEqualTo(3);
        assertThat(set.skipped().reasons().get("short")).contains("2 frames");
        assertThat(set.skipped().reasons().get("torn")).contains("damaged");
        assertThat(set.skipped().reasons().get("othersize")).contains("39x30");
        ClipSampler longer = new ClipSampler(set, ClipSampler.Settings.evaluation(20, 15, 7), 1);
        assertThatThrownBy(() -> longer.sample(0))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("usable clip");
    }

    @Test
    void nothingUsableIsAnError() throws Exception {
        assertThatThrownBy(() -> FolderDataset.open(root))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("none");
        assertThatThrownBy(() -> FolderDataset.open(root.resolve("x"))).isInstanceOf(BadInputException.class);
        Files.createDirectories(root.resolve("imgs"));
        assertThatThrownBy(() -> FolderDataset.open(root)).hasMessageContaining("panomasks");
    }

    @Test
    void anEpochVisitsEveryClipOnceInItsOwnOrder() {
        for (int i = 0; i < 9; i++) {
            clip("c" + i, 3, 24, 16);
        }
        FolderDataset set = FolderDataset.open(root);
        ClipSampler sampler = new ClipSampler(set, ClipSampler.Settings.training(12, 8, 2), 5);
        List<String> first = names(sampler, 0);
        List<String> second = names(sampler, 9);
        assertThat(new HashSet<>(first)).hasSize(9);
        assertThat(new HashSet<>(second)).hasSize(9);
        assertThat(first).isNotEqualTo(second);
        ClipSampler again = new ClipSampler(set, ClipSampler.Settings.training(12, 8, 2), 5);
        assertThat(again.sample(13).frames().get(1).rgb())
                .isEqualTo(sampler.sample(13).frames().get(1).rgb());
        Set<Window> windows = new HashSet<>();
        for (int i = 0; i < 9; i++) {
            windows.add(sampler.sample(i).window());
        }
        assertThat(windows).hasSizeGreaterThan(5);
    }

    /** One frame of VIPSeg's source and its id map, as its publishers store them. */
    @Test
    void realPanopticMask() throws Exception {
        Path clips = SharedData.need("vspw/clips");
        String video = "1007_YCTBBdbKSSg";
        copy(clips.resolve("images").resolve(video), root.resolve("imgs").resolve(video));
        copy(clips.resolve("masks").resolve(video), root.resolve("panomasks").resolve(video));
        FolderDataset set = FolderDataset.open(root);
        VideoClip clip = set.clips().get(0);
        assertThat(clip.length()).isEqualTo(25);
        assertThat(clip.labelled(0)).isTrue();
        assertThat(clip.labelled(1)).isFalse();
        assertThat(clip.ids(0).areas()).isNotEmpty();
        ClipSample sample = new ClipSampler(set, ClipSampler.Settings.evaluation(128, 72, 3), 1).sample(0);
        assertThat(sample.ids().get(0)).isPresent();
        assertThat(sample.ids().get(1)).isEmpty();
        // nothing vanishes by the reduction that had more than a few of the sample's pixels
        double pixels = sample.window().scale() * sample.window().scale();
        Set<Integer> kept = sample.ids().get(0).get().areas().keySet();
        clip.ids(0).areas().forEach((id, area) -> {
            if (area > 12 * pixels) {
                assertThat(kept).contains(id);
            }
        });
    }

    /** A real data set's frame that is one pixel narrower than its mask: told, not bent to fit. */
    @Test
    void realPalettesAndARealOffByOne() throws Exception {
        copy(SharedData.need("masks/judo_images"), root.resolve("JPEGImages/judo"));
        copy(SharedData.need("masks/judo_masks"), root.resolve("Annotations/judo"));
        FolderDataset set = FolderDataset.open(root);
        VideoClip clip = set.clips().get(0);
        assertThat(clip.length()).isEqualTo(16);
        assertThat(clip.ids(0).areas()).containsExactly(java.util.Map.entry(1, 53_811));
        assertThat(clip.ids(13).areas()).containsExactly(java.util.Map.entry(4, 9_489));
        ClipSampler two = new ClipSampler(set, ClipSampler.Settings.evaluation(96, 54, 2), 1);
        assertThat(two.sample(0).ids().get(0)).isPresent();
        ClipSampler fourteen = new ClipSampler(set, ClipSampler.Settings.evaluation(96, 54, 14), 1);
        assertThatThrownBy(() -> fourteen.sample(0)).hasMessageContaining("853x");
    }

    private static List<String> names(ClipSampler sampler, int from) {
        return Stream.iterate(from, i -> i + 1)
                .limit(9)
                .map(i -> sampler.sample(i).clip())
                .toList();
    }

    private void clip(String name, int frames, int width, int height) {
        for (int f = 0; f < frames; f++) {
            ImageFiles.writePng(DeadLeaves.picture(width, height, f), root.resolve("imgs/" + name + "/" + f + ".png"));
            IdMapFiles.write(
                    new IdMap(width, height, new int[width * height]),
                    root.resolve("panomasks/" + name + "/" + f + ".png"));
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
