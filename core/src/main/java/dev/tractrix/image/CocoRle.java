// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.image;

import dev.tractrix.fault.BadInputException;
import java.util.Arrays;

/**
 * Masks as COCO stores them: lengths of runs column by column, outside and inside in turn, the first outside and possibly
 * empty. The compressed form writes them as text, from the third on as differences to the one but last, in pieces of five
 * bits.
 *
 * @see <a href="https://github.com/cocodataset/cocoapi/blob/master/common/maskApi.c">the format's source</a>
 */
public final class CocoRle {
    private static final int BITS = 5;
    private static final int MORE = 1 << BITS;
    private static final int SIGN = 1 << BITS - 1;
    /** The text's first character. */
    private static final char ZERO = '0';

    private CocoRle() {}

    /** The lengths of a mask's runs. */
    public static int[] runs(Mask mask) {
        int[] runs = new int[mask.inside().length + 1];
        int n = 0;
        boolean inside = false;
        for (int x = 0; x < mask.width(); x++) {
            for (int y = 0; y < mask.height(); y++) {
                if (mask.at(x, y) != inside) {
                    inside = !inside;
                    n++;
                }
                runs[n]++;
            }
        }
        return Arrays.copyOf(runs, n + 1);
    }

    /**
     * The mask of runs.
     *
     * @param source named in the error
     * @throws BadInputException when they do not fill the mask, or one is negative
     */
    public static Mask mask(int width, int height, int[] runs, String source) {
        Mask mask = Mask.empty(width, height);
        long at = 0;
        for (int i = 0; i < runs.length; i++) {
            long end = at + runs[i];
            if (runs[i] < 0 || end > mask.inside().length) {
                at = runs[i] < 0 ? -1 : end;
                break;
            }
            if (i % 2 == 1) {
                for (; at < end; at++) {
                    mask.inside()[(int) (at % height * width + at / height)] = true;
                }
            }
            at = end;
        }
        if (at != mask.inside().length) {
            throw BadInputException.of(
                    source,
                    "runs of " + mask.inside().length + " pixels in all, " + width + "x" + height,
                    at < 0 ? "a negative run" : Long.toString(at),
                    "export it again");
        }
        return mask;
    }

    /** Runs as text. */
    public static String compress(int[] runs) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < runs.length; i++) {
            long v = i > 2 ? (long) runs[i] - runs[i - 2] : runs[i];
            boolean more = true;
            while (more) {
                int piece = (int) (v & MORE - 1);
                v >>= BITS;
                more = (piece & SIGN) != 0 ? v != -1 : v != 0;
                text.append((char) (ZERO + piece + (more ? MORE : 0)));
            }
        }
        return text.toString();
    }

    /**
     * Text as runs.
     *
     * @param source named in the error
     * @throws BadInputException when it is no such text
     */
    public static int[] decompress(String text, String source) {
        int[] runs = new int[text.length()];
        int n = 0;
        for (int at = 0; at < text.length(); n++) {
            long v = 0;
            int shift = 0;
            int piece;
            do {
                piece = at < text.length() ? text.charAt(at++) - ZERO : -1;
                if (piece < 0 || piece >= 2 * MORE || shift > 30) {
                    throw BadInputException.of(
                            source, "compressed runs", "a text that breaks at character " + at, "export it again");
                }
                v |= (long) (piece & MORE - 1) << shift;
                shift += BITS;
            } while ((piece & MORE) != 0);
            if ((piece & SIGN) != 0) {
                v |= -1L << shift;
            }
            runs[n] = Math.toIntExact(n > 2 ? v + runs[n - 2] : v);
        }
        return Arrays.copyOf(runs, n);
    }
}
