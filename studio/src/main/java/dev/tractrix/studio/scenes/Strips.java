// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import dev.tractrix.image.Picture;
import java.util.List;

/** Frames side by side in one picture, so that a page needs one request for all. */
public final class Strips {
    private Strips() {}

    /**
     * Frames in rows.
     *
     * @param frames one size
     * @param columns at least 1
     */
    public static Picture of(List<Picture> frames, int columns) {
        int w = frames.get(0).width();
        int h = frames.get(0).height();
        int rows = (frames.size() + columns - 1) / columns;
        Picture out = Picture.black(w * Math.min(columns, frames.size()), h * rows);
        for (int f = 0; f < frames.size(); f++) {
            int left = f % columns * w;
            int top = f / columns * h;
            for (int y = 0; y < h; y++) {
                System.arraycopy(
                        frames.get(f).rgb(), 3 * y * w, out.rgb(), 3 * ((top + y) * out.width() + left), 3 * w);
            }
        }
        return out;
    }

    /** Columns that keep a strip below 8000 pixels across, which every browser can draw. */
    public static int columns(int width, int frames) {
        return Math.max(1, Math.min(frames, 8000 / width));
    }
}
