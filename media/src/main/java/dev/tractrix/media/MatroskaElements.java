// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** The outermost elements of a WebM or Matroska file (RFC 8794, RFC 9559). */
final class MatroskaElements {
    private MatroskaElements() {}

    /** @throws EOFException when an element says it goes on after the end of the file, which FFmpeg would pass over */
    static void checkWhole(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            while (in.getFilePointer() < in.length()) {
                variableInt(in, false);
                long size = variableInt(in, true);
                if (size < 0) {
                    // a live stream does not know its size
                    return;
                }
                if (size > in.length() - in.getFilePointer()) {
                    throw new EOFException("the file ends early");
                }
                in.seek(in.getFilePointer() + size);
            }
        }
    }

    /** @return -1 for the reserved value of all ones */
    private static long variableInt(RandomAccessFile in, boolean withoutMarker) throws IOException {
        int first = in.readUnsignedByte();
        int length = Integer.numberOfLeadingZeros(first) - 23;
        if (length > 8) {
            throw new IOException("a length of more than eight bytes");
        }
        long value = withoutMarker ? first & (0xff >> length) : first;
        for (int i = 1; i < length; i++) {
            value = value << 8 | in.readUnsignedByte();
        }
        return withoutMarker && value == (1L << 7 * length) - 1 ? -1 : value;
    }
}
