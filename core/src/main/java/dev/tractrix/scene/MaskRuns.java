// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Mask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A mask as the lengths of its runs, row by row: pixels outside, inside, outside, and so on; the first may be 0. */
public final class MaskRuns {
    private MaskRuns() {}

    /** The runs of a mask; they fill the picture. */
    public static List<Integer> of(Mask mask) {
        List<Integer> runs = new ArrayList<>();
        boolean inside = false;
        int from = 0;
        for (int i = 0; i <= mask.inside().length; i++) {
            if (i == mask.inside().length || mask.inside()[i] != inside) {
                runs.add(i - from);
                from = i;
                inside = !inside;
            }
        }
        return runs;
    }

    /** @throws BadInputException when the runs do not fill the picture */
    static Mask mask(List<Integer> runs, int width, int height) {
        long sum = runs.stream().mapToLong(Integer::longValue).sum();
        if (sum != (long) width * height) {
            throw BadInputException.of(
                    "runs", "as many pixels as the picture's " + width + "x" + height, sum, "give the mask as a file");
        }
        Mask mask = Mask.empty(width, height);
        int at = 0;
        for (int r = 0; r < runs.size(); r++) {
            Arrays.fill(mask.inside(), at, at + runs.get(r), r % 2 == 1);
            at += runs.get(r);
        }
        return mask;
    }
}
