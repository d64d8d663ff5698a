// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a file is, by its first bytes; a name can lie. */
enum Signature {
    MP4,
    MATROSKA,
    GIF,
    WEBP,
    PNG,
    OTHER;

    static Signature of(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(12);
        }
        String s = new String(head, StandardCharsets.ISO_8859_1);
        if (s.startsWith("ftyp", 4)) {
            return MP4;
        }
        if (s.startsWith("\u001aE\u00df\u00a3")) {
            return MATROSKA;
        }
        if (s.startsWith("GIF8")) {
            return GIF;
        }
        if (s.startsWith("RIFF") && s.startsWith("WEBP", 8)) {
            return WEBP;
        }
        return s.startsWith("\u0089PNG\r\n\u001a\n") ? PNG : OTHER;
    }
}
