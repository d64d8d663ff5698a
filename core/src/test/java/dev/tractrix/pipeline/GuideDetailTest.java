// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.image.Picture;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuideDetailTest {
    private static final int W = 64;
    private static final int H = 32;
    /** A fine grid, as an autoencoder would lose it. */
    private final Picture guide = picture((x, y) -> 100 + 40 * ((x + y) % 2));

    private final Picture through = picture((x, y) -> 120);

    private interface Shade {
        int at(int x, int y);
    }

    private static Picture picture(Shade shade) {
        byte[] rgb = new byte[3 * W * H];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) shade.at(i / 3 % W, i / 3 / W);
        }
        return new Picture(W, H, rgb);
    }

    private static int at(Picture p, int x, int y) {
        return p.rgb()[3 * (y * W + x)] & 0xff;
    }

    private Picture restored(Picture made, double amount) {
        return GuideDetail.restore(List.of(made), List.of(guide), List.of(through), amount)
                .get(0);
    }

    @Test
    void whatShowsTheGuideGetsItBack() {
        assertThat(restored(through, 1).rgb()).isEqualTo(guide.rgb());
        assertThat(restored(through, 0).rgb()).isEqualTo(through.rgb());
        assertThat(at(restored(through, 0.5), 0, 0)).isEqualTo(110);
    }

    @Test
    void whatWasMadeAnewStaysAsItIs() {
        Picture made = picture((x, y) -> x < W / 2 ? 122 : 180);
        Picture out = restored(made, 1);
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W / 2 - 12; x++) {
                assertThat(at(out, x, y)).isEqualTo(at(guide, x, y) + 2);
            }
            for (int x = W / 2 + 12; x < W; x++) {
                assertThat(at(out, x, y)).isEqualTo(180);
            }
        }
    }
}
