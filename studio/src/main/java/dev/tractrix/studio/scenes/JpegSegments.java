// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JPEG's segments (ITU-T T.81, annex B). */
final class JpegSegments {
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;
    private static final int ADOBE = 0xee;
    private static final int LAST_APP = 0xef;
    private static final int COMMENT = 0xfe;
    private static final int START_OF_SCAN = 0xda;
    private static final int END = 0xd9;

    private JpegSegments() {}

    /** The orientation in its EXIF, 1 where there is none. */
    static int orientation(Path file) throws IOException {
        byte[] all = Files.readAllBytes(file);
        for (int at = 2; at + 4 <= all.length && (all[at] & 0xff) == 0xff; ) {
            int marker = all[at + 1] & 0xff;
            int length = (all[at + 2] & 0xff) << 8 | all[at + 3] & 0xff;
            if (marker == START_OF_SCAN || length < 2 || at + 2 + length > all.length) {
                return 1;
            }
            if (marker == APP1 && length > 16 && all[at + 4] == 'E' && all[at + 5] == 'x') {
                return orientation(ByteBuffer.wrap(all, at + 10, length - 8).slice());
            }
            at += 2 + length;
        }
        return 1;
    }

    /** In the first directory of a TIFF block. */
    private static int orientation(ByteBuffer tiff) {
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        if (directory < 8 || directory + 2 > tiff.limit()) {
            return 1;
        }
        int entries = tiff.getShort(directory) & 0xffff;
        for (int e = 0; e < entries && directory + 14 + 12 * e <= tiff.limit(); e++) {
            int at = directory + 2 + 12 * e;
            if ((tiff.getShort(at) & 0xffff) == 0x0112) {
                return tiff.getShort(at + 8);
            }
        }
        return 1;
    }

    /** The file without metadata (colour profiles stay) and without what stands behind its end. */
    static byte[] plain(Path file) throws IOException {
        byte[] all = Files.readAllBytes(file);
        ByteArrayOutputStream out = new ByteArrayOutputStream(all.length);
        out.write(all, 0, 2);
        int at = 2;
        while (at + 4 <= all.length) {
            int marker = all[at + 1] & 0xff;
            int length = (all[at + 2] & 0xff) << 8 | all[at + 3] & 0xff;
            if ((all[at] & 0xff) != 0xff || marker == START_OF_SCAN || length < 2 || at + 2 + length > all.length) {
                break;
            }
            boolean kept = marker == APP0 || marker == APP2 || marker == ADOBE;
            if (kept || (marker < APP0 || marker > LAST_APP) && marker != COMMENT) {
                out.write(all, at, 2 + length);
            }
            at += 2 + length;
        }
        out.write(all, at, end(all, at) - at);
        return out.toByteArray();
    }

    /** Just behind the end marker; within the scans a byte 0xff that is data has a 0 behind it. */
    private static int end(byte[] all, int from) {
        for (int i = from; i + 1 < all.length; i++) {
            if ((all[i] & 0xff) == 0xff && (all[i + 1] & 0xff) == END) {
                return i + 2;
            }
        }
        return all.length;
    }
}
