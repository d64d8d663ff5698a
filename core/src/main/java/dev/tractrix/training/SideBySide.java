// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.image.AnimatedGif;
import dev.tractrix.image.Picture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Clips next to each other in one, to compare them. */
final class SideBySide {
    private static final int HUNDREDTHS = 14;

    private SideBySide() {}

    /** The truth left, what was made of it right, pairs below each other. @param pairs truth, made, truth, made, ... */
    static void write(List<List<Picture>> pairs, Path gif) {
        List<Picture> frames = new ArrayList<>();
        for (int f = 0; f < pairs.get(0).size(); f++) {
            Picture like = pairs.get(0).get(f);
            int w = like.width();
            int h = like.height();
            Picture sheet = Picture.black(2 * w, pairs.size() / 2 * h);
            for (int k = 0; k < pairs.size(); k++) {
                byte[] from = pairs.get(k).get(f).rgb();
                for (int y = 0; y < h; y++) {
                    System.arraycopy(from, 3 * y * w, sheet.rgb(), 3 * ((k / 2 * h + y) * 2 * w + k % 2 * w), 3 * w);
                }
            }
            frames.add(sheet);
        }
        AnimatedGif.write(frames, HUNDREDTHS, gif);
    }
}
