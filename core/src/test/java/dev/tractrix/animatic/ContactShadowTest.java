// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.vision.FloatImage;
import org.junit.jupiter.api.Test;

/** A disc of radius 20 around (60, 60) that stands on warm ground. */
class ContactShadowTest {
    @Test
    void aCutShadowFadesTowardsThePicturesEdges() {
        FloatImage shade = FloatImage.zeros(60, 48, 1);
        java.util.Arrays.fill(shade.values(), 0.5f);
        float[] fading = ContactShadow.fading(shade).values();
        assertThat(fading[20 * 60]).isZero();
        assertThat(fading[20 * 60 + 2]).isCloseTo(0.25f, within(1e-6f));
        assertThat(fading[20 * 60 + 4]).isEqualTo(0.5f);
        assertThat(fading[46 * 60 + 30]).isCloseTo(0.125f, within(1e-6f));
    }

    private static final int W = 160;
    private static final int H = 100;
    private static final float[] GROUND = {0.7f, 0.55f, 0.4f};

    @Test
    void whatIsDarkBelowAThingIsItsShadow() {
        Mask shade = box(62, 76, 85, 84);
        Mask found = ContactShadow.find(picture(shade, 0.5f, 0.5f, 0.5f), disc(), Mask.empty(W, H));
        assertThat(share(found, shade)).isGreaterThan(0.8);
        assertThat(found.area()).isLessThan((int) (1.3 * shade.area()));
    }

    @Test
    void itReachesUpAndFarWhereItIsOfTheGroundsHue() {
        Mask shade = Masks.union(box(62, 76, 92, 84), box(84, 68, 92, 76));
        Mask found = ContactShadow.find(picture(shade, 0.5f, 0.5f, 0.5f), disc(), Mask.empty(W, H));
        // beside the thing: above its lower part, beyond half its size
        assertThat(share(found, box(85, 69, 91, 73))).isGreaterThan(0.8);
    }

    @Test
    void whatItSurroundsBelongsToIt() {
        Mask shade = box(62, 76, 92, 84);
        FloatImage picture = picture(shade, 0.5f, 0.5f, 0.5f);
        tint(picture, box(80, 78, 86, 82), 1, 1, 1);
        Mask found = ContactShadow.find(picture, disc(), Mask.empty(W, H));
        assertThat(share(found, box(80, 78, 86, 82))).isEqualTo(1);
    }

    @Test
    void aHoleOfTheThingIsNoShadow() {
        Mask ring = Masks.subtract(disc(), box(54, 54, 66, 66));
        Mask found = ContactShadow.find(picture(box(62, 76, 85, 84), 0.5f, 0.5f, 0.5f), ring, Mask.empty(W, H));
        assertThat(found.area()).isPositive();
        assertThat(share(found, box(54, 54, 66, 66))).isZero();
    }

    @Test
    void aDarkThingOfAnotherHueBesideItIsNotTakenAlong() {
        Mask low = box(62, 76, 92, 84);
        Mask beside = box(84, 68, 92, 76);
        FloatImage picture = picture(low, 0.5f, 0.5f, 0.5f);
        tint(picture, beside, 0.3f, 0.4f, 0.9f);
        Mask found = ContactShadow.find(picture, disc(), Mask.empty(W, H));
        assertThat(share(found, low)).isGreaterThan(0.6);
        assertThat(share(found, box(85, 69, 91, 73))).isLessThan(0.1);
    }

    @Test
    void whatIsAsLargeAsTheThingIsSomethingElse() {
        Mask found = ContactShadow.find(picture(box(45, 76, 95, 95), 0.5f, 0.5f, 0.5f), disc(), Mask.empty(W, H));
        assertThat(found.area()).isZero();
    }

    @Test
    void otherThingsAreNoShadow() {
        Mask dark = box(62, 76, 85, 84);
        assertThat(ContactShadow.find(picture(dark, 0.5f, 0.5f, 0.5f), disc(), box(35, 70, 92, 90))
                        .area())
                .isZero();
    }

    private static FloatImage picture(Mask shade, float r, float g, float b) {
        FloatImage out = FloatImage.zeros(W, H, 3);
        for (int i = 0; i < W * H; i++) {
            System.arraycopy(GROUND, 0, out.values(), 3 * i, 3);
        }
        tint(out, shade, r, g, b);
        for (int i = 0; i < W * H; i++) {
            if (disc().inside()[i]) {
                out.values()[3 * i] = 0.2f;
                out.values()[3 * i + 1] = 0.3f;
                out.values()[3 * i + 2] = 0.9f;
            }
        }
        return out;
    }

    /** The ground's colour, of each of its parts a share. */
    private static void tint(FloatImage picture, Mask where, float r, float g, float b) {
        float[] share = {r, g, b};
        for (int i = 0; i < W * H; i++) {
            for (int c = 0; c < 3 && where.inside()[i]; c++) {
                picture.values()[3 * i + c] = GROUND[c] * share[c];
            }
        }
    }

    private static Mask disc() {
        Mask out = Mask.empty(W, H);
        for (int i = 0; i < W * H; i++) {
            out.inside()[i] = Math.hypot(i % W - 60, i / W - 60) < 20;
        }
        return out;
    }

    private static Mask box(int left, int top, int right, int bottom) {
        Mask out = Mask.empty(W, H);
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                out.inside()[y * W + x] = true;
            }
        }
        return out;
    }

    /** How much of b is in a. */
    private static double share(Mask a, Mask b) {
        return (double) Masks.intersect(a, b).area() / b.area();
    }
}
