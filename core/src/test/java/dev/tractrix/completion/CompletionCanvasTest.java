// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.image.Mask;
import dev.tractrix.vision.FloatImage;
import org.junit.jupiter.api.Test;

class CompletionCanvasTest {
    private static final int W = 100;
    private static final int H = 80;

    @Test
    void thereIsRoomWhereTheThingMayGoOn() {
        Mask seen = box(40, 60, 59, H - 1);
        CompletionCanvas canvas = CompletionCanvas.around(seen, Mask.empty(W, H));
        // 20 by 20 at the bottom edge: an eighth above, its own length below
        assertThat(canvas.side()).isEqualTo(20 * (1 + 1.0 / 8 + 1));
        assertThat(canvas.top()).isEqualTo(57.5);
        assertThat(canvas.left() + canvas.side() / 2).isEqualTo(50);
    }

    @Test
    void beneathAnotherThingThereIsRoomAllAround() {
        Mask seen = box(40, 30, 59, 49);
        CompletionCanvas canvas = CompletionCanvas.around(seen, box(60, 0, 99, 79));
        assertThat(canvas).isEqualTo(new CompletionCanvas(30, 20, 40));
        assertThat(CompletionCanvas.around(seen, box(62, 0, 99, 79))).isNull();
    }

    /** Hidden is what lies beyond the picture or is covered. */
    @Test
    void whatIsHidden() {
        CompletionCanvas canvas = new CompletionCanvas(-32, 0, 64);
        float[] hidden = canvas.hidden(box(16, 0, 31, 79)).values();
        for (int x : new int[] {2, 20, 29}) {
            assertThat(hidden[20 * 64 + x]).as("beyond, at %d", x).isEqualTo(1);
        }
        for (int x : new int[] {33, 40, 46}) {
            assertThat(hidden[20 * 64 + x]).as("open, at %d", x).isZero();
        }
        for (int x : new int[] {49, 55, 62}) {
            assertThat(hidden[20 * 64 + x]).as("covered, at %d", x).isEqualTo(1);
        }
    }

    /** A slope to the canvas and back is the same slope. */
    @Test
    void thereAndBack() {
        FloatImage slope = FloatImage.zeros(W, H, 1);
        for (int i = 0; i < W * H; i++) {
            slope.values()[i] = 0.3f + 0.004f * (i % W) + 0.002f * (i / W);
        }
        for (double side : new double[] {40, 64, 76}) {
            CompletionCanvas canvas = new CompletionCanvas(10.5, 1.25, side);
            float[] back = canvas.back(canvas.of(slope, 0, 0), 0, 0, W, H).values();
            for (int y = 10; y < 36; y += 5) {
                for (int x = 18; x < 42; x += 5) {
                    assertThat(back[y * W + x]).isCloseTo(slope.values()[y * W + x], within(2e-3f));
                }
            }
            // an image that begins elsewhere
            float[] moved = canvas.back(canvas.of(slope, -7, 3), -7, 3, W, H).values();
            assertThat(moved[20 * W + 35]).isCloseTo(slope.values()[20 * W + 35], within(2e-3f));
        }
    }

    @Test
    void coloursAreCarriedOnFromWhatIsClear() {
        FloatImage seen = FloatImage.zeros(64, 64, 4);
        for (int i = 0; i < 64 * 64; i++) {
            float a = i % 64 < 20 ? 1 : i % 64 == 20 ? 0.3f : 0;
            seen.values()[4 * i] = 0.8f * a;
            // what is hardly seen has another colour, which nothing is taken from
            seen.values()[4 * i + 1] = a == 1 ? 0.4f : a;
            seen.values()[4 * i + 3] = a;
        }
        float[] smooth = CompletionCanvas.smooth(seen).values();
        for (int i = 0; i < 64 * 64; i++) {
            assertThat(smooth[3 * i]).isCloseTo(0.8f, within(1e-4f));
            assertThat(smooth[3 * i + 1]).isCloseTo(0.4f, within(1e-4f));
        }
    }

    private static Mask box(int left, int top, int right, int bottom) {
        Mask out = Mask.empty(W, H);
        for (int i = 0; i < W * H; i++) {
            out.inside()[i] = i % W >= left && i % W <= right && i / W >= top && i / W <= bottom;
        }
        return out;
    }
}
