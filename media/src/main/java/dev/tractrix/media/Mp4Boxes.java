// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;

/** XMP in an MP4 file: a top-level {@code uuid} box (XMP specification part 3, section 1.2.7.1). */
final class Mp4Boxes {
    private static final byte[] XMP_UUID = HexFormat.of().parseHex("be7acfcb97a942e89c71999491e3afac");

    private Mp4Boxes() {}

    static void appendXmp(Path file, String xmp) throws IOException {
        byte[] packet = xmp.getBytes(StandardCharsets.UTF_8);
        ByteBuffer box = ByteBuffer.allocate(8 + XMP_UUID.length + packet.length);
        box.putInt(box.capacity())
                .put("uuid".getBytes(StandardCharsets.US_ASCII))
                .put(XMP_UUID)
                .put(packet);
        Files.write(file, box.array(), StandardOpenOption.APPEND);
    }

    static Optional<String> readXmp(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long at = 0;
            while (at + 8 <= in.length()) {
                in.seek(at);
                long size = in.readInt() & 0xffffffffL;
                int type = in.readInt();
                int header = 8;
                if (size == 1) {
                    size = in.readLong();
                    header = 16;
                } else if (size == 0) {
                    size = in.length() - at;
                }
                if (size < header || size > in.length() - at) {
                    throw new EOFException("a box at byte " + at + " says it is " + size + " bytes long");
                }
                if (type == 0x75756964 /* uuid */ && size - header >= 16 && size <= XmpPacket.MAX_BYTES) {
                    byte[] uuid = new byte[16];
                    in.readFully(uuid);
                    if (java.util.Arrays.equals(uuid, XMP_UUID)) {
                        byte[] packet = new byte[(int) (size - header - 16)];
                        in.readFully(packet);
                        return Optional.of(new String(packet, StandardCharsets.UTF_8));
                    }
                }
                at += size;
            }
            return Optional.empty();
        }
    }
}
