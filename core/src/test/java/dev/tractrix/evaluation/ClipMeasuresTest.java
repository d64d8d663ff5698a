// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.benchmark.HeldOutScenes;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClipMeasuresTest {
    private static final SyntheticScene TRUTH =
            HeldOutScenes.clip(HeldOutScenes.spec(96, 64, 4).withShadowAndGrain(0, 0), HeldOutScenes.SEED, 2);

    @Test
    void theTruthIsLikeItselfAndBlurIsSofter() {
        List<Picture> frames = TRUTH.frames();
        ClipMeasures same = ClipMeasures.of(frames, frames);
        assertThat(same.psnr()).isEqualTo(ClipMeasures.MOST_PSNR);
        assertThat(same.ssim()).isCloseTo(1, within(1e-6));
        assertThat(same.sharpness()).isCloseTo(1, within(0.15));
        List<Picture> soft = new ArrayList<>(List.of(frames.get(0)));
        frames.stream()
                .skip(1)
                .forEach(f -> soft.add(Filters.gaussian(FloatImage.of(f), 1.5).toPicture()));
        ClipMeasures blurred = ClipMeasures.of(soft, frames);
        assertThat(blurred.sharpness()).isLessThan(0.5 * same.sharpness());
        assertThat(blurred.psnr()).isBetween(15.0, 45.0);
        assertThat(blurred.ssim()).isLessThan(0.99);
    }

    @Test
    void onePixelLevelOffIsFortyEightDecibel() {
        List<Picture> grey = Collections.nCopies(3, plain(100));
        List<Picture> brighter = Collections.nCopies(3, plain(101));
        assertThat(ClipMeasures.of(grey, brighter).psnr()).isCloseTo(20 * Math.log10(255), within(1e-9));
    }

    @Test
    void flickerIsTheSecondDifference() {
        List<Picture> steady = List.of(plain(10), plain(20), plain(30));
        List<Picture> jitter = List.of(plain(10), plain(20), plain(10));
        assertThat(ClipMeasures.of(steady, List.of()).flicker()).isCloseTo(0, within(1e-3));
        assertThat(ClipMeasures.of(jitter, List.of()).flicker()).isCloseTo(20, within(1e-3));
        assertThat(ClipMeasures.of(jitter, List.of()).psnr()).isNaN();
    }

    @Test
    void theCarriedMaskIsTheTrueOneInTheTruthAndStaysBehindInAStill() {
        int n = TRUTH.frames().size();
        var ids = IntStream.range(0, n).mapToObj(TRUTH::ids).toList();
        int id = TRUTH.entities().stream()
                .filter(e -> e.moves())
                .findFirst()
                .orElseThrow()
                .id();
        Mask mask = TRUTH.ids(0).mask(id);
        CarriedMask followed = CarriedMask.of(TRUTH.frames(), mask, ids, id);
        CarriedMask held = CarriedMask.of(Collections.nCopies(n, TRUTH.frames().get(0)), mask, ids, id);
        assertThat(followed.maskIou()).isGreaterThan(0.7);
        assertThat(followed.boxIou()).isGreaterThan(0.65);
        assertThat(held.maskIou()).isLessThan(followed.maskIou());
    }

    @Test
    void unequalClipsAreRefusedNotCut() {
        List<Picture> frames = TRUTH.frames();
        assertThatThrownBy(() -> ClipMeasures.of(frames, frames.subList(0, 3)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("3 frames");
        assertThatThrownBy(() -> ClipMeasures.of(frames.subList(0, 1), List.of()))
                .isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> ClipMeasures.of(frames, Collections.nCopies(4, plain(3))))
                .isInstanceOf(BadInputException.class);
    }

    private static Picture plain(int grey) {
        Picture p = Picture.black(24, 20);
        java.util.Arrays.fill(p.rgb(), (byte) grey);
        return p;
    }
}
