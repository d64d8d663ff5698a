// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * XMP in a GIF file: an application extension whose packet lies there as plain bytes, followed by a trailer that leads a
 * reader of ordinary sub-blocks out again (XMP specification part 3, section 1.1.2).
 */
final class GifBlocks {
    private static final byte[] APPLICATION = "!\u00ff\u000bXMP DataXMP".getBytes(StandardCharsets.ISO_8859_1);
    private static final int TRAILER = 258;

    private GifBlocks() {}

    static byte[] withXmp(byte[] gif, String xmp) {
        int at = afterScreen(gif);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(gif, 0, at);
        out.writeBytes(APPLICATION);
        out.writeBytes(xmp.getBytes(StandardCharsets.UTF_8));
        out.write(1);
        for (int length = 255; length >= 0; length--) {
            out.write(length);
        }
        out.write(0);
        out.write(gif, at, gif.length - at);
        return out.toByteArray();
    }

    static Optional<String> readXmp(Path file) throws IOException {
        byte[] gif = Files.readAllBytes(file);
        return walk(gif, true);
    }

    /** @throws EOFException when the file ends within a block, which FFmpeg would pass over */
    static void checkWhole(Path file) throws IOException {
        walk(Files.readAllBytes(file), false);
    }

    private static Optional<String> walk(byte[] gif, boolean stopAtXmp) throws IOException {
        try {
            int at = afterScreen(gif);
            // some writers forget the trailer
            while (at < gif.length && gif[at] != 0x3b) {
                if (stopAtXmp
                        && Arrays.equals(
                                gif,
                                at,
                                Math.min(at + APPLICATION.length, gif.length),
                                APPLICATION,
                                0,
                                APPLICATION.length)) {
                    int from = at + APPLICATION.length;
                    int end = skipSubBlocks(gif, from) - TRAILER;
                    return Optional.of(new String(gif, from, end - from, StandardCharsets.UTF_8));
                }
                if (gif[at] == 0x21) {
                    at = skipSubBlocks(gif, at + 2);
                } else if (gif[at] == 0x2c) {
                    // image descriptor (10 bytes), its palette, the LZW code size, the data
                    at = skipSubBlocks(gif, at + 10 + paletteBytes(gif[at + 9]) + 1);
                } else {
                    throw new IOException("unknown GIF block " + (gif[at] & 0xff) + " at byte " + at);
                }
            }
            return Optional.empty();
        } catch (IndexOutOfBoundsException e) {
            throw new EOFException("the GIF ends early");
        }
    }

    private static int afterScreen(byte[] gif) {
        return 13 + paletteBytes(gif[10]);
    }

    private static int paletteBytes(byte flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    private static int skipSubBlocks(byte[] gif, int from) {
        int at = from;
        while (gif[at] != 0) {
            at += 1 + (gif[at] & 0xff);
        }
        return at + 1;
    }
}
