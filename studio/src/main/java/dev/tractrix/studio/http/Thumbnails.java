// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.vision.Resampling;
import java.nio.file.Path;

/** Small pictures. */
final class Thumbnails {
    static final String NAME = "thumbnail.jpg";

    private static final float QUALITY = 0.85f;

    private Thumbnails() {}

    /** Within a square; small pictures stay as they are. */
    static Picture within(Picture picture, int side) {
        double scale = Math.min(1, (double) side / Math.max(picture.width(), picture.height()));
        int width = Math.max(1, (int) Math.round(picture.width() * scale));
        int height = Math.max(1, (int) Math.round(picture.height() * scale));
        return Resampling.resize(picture, width, height);
    }

    /** Writes {@link #NAME} into a folder. */
    static void write(Picture picture, int side, Path folder) {
        ImageFiles.writeJpeg(within(picture, side), folder.resolve(NAME), QUALITY);
    }
}
