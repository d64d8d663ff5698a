// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import java.util.List;
import java.util.Random;

/**
 * Samples of planes of bytes, each time in another way: mirrored, upside down, the three colours exchanged, inverted, fainter. What is true of
 * them stays true. Scenes take long to make, so each is seen often; without this a network of a million weights knows them by heart.
 */
final class Variation {
    /** How often the colours stay. */
    private static final double PLAIN = 0.25;

    private static final double INVERTED = 0.3;
    /** A colour keeps at least so much of its contrast. */
    private static final double FAINTEST = 0.6;

    private final int width;
    private final int height;
    private final int planes;
    private final List<Colours> colours;
    private final List<Integer> contrasts;

    /**
     * Three planes of a picture.
     *
     * @param first the first of the three
     * @param matte the plane that they are multiplied by, or -1
     * @param hiders where one of these planes is above {@link #CLEAR}, the three have no colour and stay
     */
    record Colours(int first, int matte, List<Integer> hiders) {
        /** Of 255. */
        private static final int CLEAR = 5;

        static Colours at(int first) {
            return new Colours(first, -1, List.of());
        }

        static Colours of(int first, int matte) {
            return new Colours(first, matte, List.of());
        }
    }

    /** @param contrasts planes of differences between colours, which become fainter as these do */
    Variation(int planes, int width, int height, List<Colours> colours, List<Integer> contrasts) {
        this.planes = planes;
        this.width = width;
        this.height = height;
        this.colours = colours;
        this.contrasts = contrasts;
    }

    /** Bytes of a sample. */
    int size() {
        return planes * width * height;
    }

    /** Puts a sample, varied, into {@code out} from {@code at} on. */
    void put(byte[] sample, byte[] out, int at, Random random) {
        boolean mirrored = random.nextBoolean();
        boolean overturned = random.nextBoolean();
        int plane = width * height;
        for (int i = 0; i < plane; i++) {
            int x = mirrored ? width - 1 - i % width : i % width;
            int y = overturned ? height - 1 - i / width : i / width;
            for (int p = 0; p < planes; p++) {
                out[at + p * plane + i] = sample[p * plane + y * width + x];
            }
        }
        if (random.nextDouble() >= PLAIN) {
            recolour(out, at, random);
        }
    }

    private void recolour(byte[] out, int at, Random random) {
        int plane = width * height;
        int[] from = {0, 1, 2};
        for (int c = 2; c > 0; c--) {
            int other = random.nextInt(c + 1);
            int kept = from[c];
            from[c] = from[other];
            from[other] = kept;
        }
        boolean inverted = random.nextDouble() < INVERTED;
        double[] gain = new double[3];
        double[] added = new double[3];
        for (int c = 0; c < 3; c++) {
            gain[c] = FAINTEST + (1 - FAINTEST) * random.nextDouble();
            added[c] = (1 - gain[c]) * random.nextDouble();
        }
        int[] three = new int[3];
        for (Colours picture : colours) {
            int first = at + picture.first * plane;
            for (int i = 0; i < plane; i++) {
                if (hidden(picture, out, at, i)) {
                    continue;
                }
                int most = picture.matte < 0 ? 255 : out[at + picture.matte * plane + i] & 0xff;
                for (int c = 0; c < 3; c++) {
                    three[c] = out[first + from[c] * plane + i] & 0xff;
                }
                for (int c = 0; c < 3; c++) {
                    int value = inverted ? Math.max(0, most - three[c]) : three[c];
                    out[first + c * plane + i] = (byte) Math.round(added[c] * most + gain[c] * value);
                }
            }
        }
        double mean = (gain[0] + gain[1] + gain[2]) / 3;
        for (int contrast : contrasts) {
            for (int i = 0; i < plane; i++) {
                int k = at + contrast * plane + i;
                out[k] = (byte) Math.round(mean * (out[k] & 0xff));
            }
        }
    }

    private boolean hidden(Colours picture, byte[] out, int at, int i) {
        for (int hider : picture.hiders) {
            if ((out[at + hider * width * height + i] & 0xff) > Colours.CLEAR) {
                return true;
            }
        }
        return false;
    }
}
