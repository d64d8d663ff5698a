// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CocoRleTest {
    /** The text that pycocotools 2.0.11 gives for the same mask. */
    @Test
    void textsAreThoseOfTheReference() {
        String[] rows = {"101000001", "110010101", "000111111", "001110010", "100010001", "001000011", "110000000"};
        Mask mask = Mask.empty(9, 7);
        for (int i = 0; i < mask.inside().length; i++) {
            mask.inside()[i] = rows[i / 9].charAt(i % 9) == '1';
        }
        String text = "022OO00031NOO021120M1110KO020O0";
        assertThat(CocoRle.compress(CocoRle.runs(mask))).isEqualTo(text);
        assertThat(CocoRle.mask(9, 7, CocoRle.decompress(text, "text"), "text"))
                .usingRecursiveComparison()
                .isEqualTo(mask);
    }

    /** A box of 60 columns and 37 of 40 rows, also by pycocotools: runs of more than five bits, differences below 0. */
    @Test
    void longRunsAreThoseOfTheReference() {
        Mask mask = Mask.empty(90, 60);
        for (int y = 10; y < 50; y++) {
            for (int x = 20; x < 80; x++) {
                mask.inside()[y * 90 + x] = y < 30 || y >= 33;
            }
        }
        String text = CocoRle.compress(CocoRle.runs(mask));
        assertThat(text).startsWith("jU1d03Ma03_OMa03_OMa03").endsWith("_OMob0").hasSize(364);
        assertThat(CocoRle.mask(90, 60, CocoRle.decompress(text, "text"), "text"))
                .usingRecursiveComparison()
                .isEqualTo(mask);
    }

    @Test
    void anyMaskComesBack() {
        Random random = new Random(3);
        for (int n = 0; n < 50; n++) {
            Mask mask = Mask.empty(1 + random.nextInt(40), 1 + random.nextInt(40));
            double part = random.nextDouble();
            for (int i = 0; i < mask.inside().length; i++) {
                mask.inside()[i] = random.nextDouble() < part;
            }
            int[] runs = CocoRle.decompress(CocoRle.compress(CocoRle.runs(mask)), "text");
            assertThat(CocoRle.mask(mask.width(), mask.height(), runs, "runs"))
                    .usingRecursiveComparison()
                    .isEqualTo(mask);
        }
    }

    @Test
    void damageIsSaid() {
        fails(() -> CocoRle.mask(3, 2, new int[] {2, 3}, "file"), "6 pixels in all, 3x2, got 5");
        fails(() -> CocoRle.mask(3, 2, new int[] {2, 9}, "file"), "got 11");
        fails(() -> CocoRle.mask(3, 2, new int[] {2, -1, 5}, "file"), "a negative run");
        fails(() -> CocoRle.decompress("0 2", "file"), "breaks at character 2");
        fails(() -> CocoRle.decompress("0o", "file"), "breaks at character 2");
    }

    private static void fails(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String text) {
        assertThatThrownBy(call).isInstanceOf(BadInputException.class).hasMessageContaining(text);
    }
}
