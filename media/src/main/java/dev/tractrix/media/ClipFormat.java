// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import dev.tractrix.fault.BadInputException;
import java.nio.file.Path;
import java.util.Locale;

/** The containers a clip is written to, chosen by the file's extension. */
public enum ClipFormat {
    /** H.264, 4:2:0, BT.709; plays everywhere. */
    MP4("mp4"),
    /** VP9, 4:2:0, BT.709. */
    WEBM("webm"),
    /** 256 colours for the whole clip; delays in 1/100 s. */
    GIF("gif"),
    /** Animated WebP, lossy at high quality; delays in 1/1000 s. */
    WEBP("webp"),
    /** A folder of PNG files: exact. A path without an extension. */
    PNG_FRAMES("");

    private final String extension;

    ClipFormat(String extension) {
        this.extension = extension;
    }

    /**
     * The format a path's extension asks for.
     *
     * @throws BadInputException for any other extension
     */
    public static ClipFormat of(Path path) {
        String name = path.getFileName() == null ? "" : path.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String extension = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
        for (ClipFormat f : values()) {
            if (f.extension.equals(extension)) {
                return f;
            }
        }
        throw BadInputException.of(
                path.toString(),
                "an extension of .mp4, .webm, .gif or .webp, or none for a folder of PNG frames",
                "." + extension,
                "name the output differently");
    }
}
