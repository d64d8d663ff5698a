// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** A PNG's chunks (W3C PNG, 5). */
final class PngChunks {
    private static final Set<String> KEPT =
            Set.of("IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "pHYs", "bKGD");
    private static final int SIGNATURE = 8;

    private PngChunks() {}

    /** The file without texts, times and EXIF, and without what stands behind its end. */
    static byte[] plain(Path file) throws IOException {
        byte[] all = Files.readAllBytes(file);
        ByteArrayOutputStream out = new ByteArrayOutputStream(all.length);
        out.write(all, 0, SIGNATURE);
        for (int at = SIGNATURE; at + 12 <= all.length; ) {
            int length = ByteBuffer.wrap(all, at, 4).getInt();
            if (length < 0 || at + 12L + length > all.length) {
                break;
            }
            String type = new String(all, at + 4, 4, StandardCharsets.US_ASCII);
            if (KEPT.contains(type)) {
                out.write(all, at, 12 + length);
            }
            if (type.equals("IEND")) {
                break;
            }
            at += 12 + length;
        }
        return out.toByteArray();
    }
}
