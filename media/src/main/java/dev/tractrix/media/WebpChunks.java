// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The RIFF chunks of an extended WebP file (<a href="https://developers.google.com/speed/webp/docs/riff_container">container
 * specification</a>): FFmpeg neither writes their XMP nor reads more than the first frame of their animation.
 */
final class WebpChunks {
    private static final int ANIMATION_FLAG = 0x02;
    private static final int XMP_FLAG = 0x04;
    private static final int ALPHA_FLAG = 0x10;

    /** @param data without the padding byte */
    record Chunk(String type, byte[] data) {}

    /**
     * One frame of an animation, on the canvas.
     *
     * @param durationMs how long it is shown
     * @param blend over what is there; false: in its place
     * @param dispose clear its rectangle afterwards
     * @param image a whole still WebP file
     */
    record AnimationFrame(int x, int y, int durationMs, boolean blend, boolean dispose, byte[] image) {}

    private WebpChunks() {}

    /**
     * Adds XMP to what FFmpeg wrote. Its encoder turns frames that are all alike into a still without an extended header:
     * that becomes an animation of one frame here.
     *
     * @param durationMs of the whole clip
     */
    static byte[] withXmp(byte[] webp, String xmp, int width, int height, int durationMs) throws IOException {
        List<Chunk> chunks = chunks(webp, 12);
        if (chunks.stream().noneMatch(c -> c.type().equals("ANMF"))) {
            chunks.removeIf(c -> !c.type().startsWith("VP8 ") && !c.type().equals("VP8L"));
            byte[] still = riff(chunks);
            ByteBuffer frame = ByteBuffer.allocate(16 + still.length - 12);
            frame.position(6);
            putInt24(frame, width - 1);
            putInt24(frame, height - 1);
            putInt24(frame, durationMs);
            frame.put((byte) 0).put(still, 12, still.length - 12);
            // transparent black behind it, shown for ever
            chunks = new ArrayList<>(List.of(
                    extendedHeader(ANIMATION_FLAG, width, height),
                    new Chunk("ANIM", new byte[6]),
                    new Chunk("ANMF", frame.array())));
        }
        chunks.get(0).data()[0] |= XMP_FLAG;
        chunks.add(new Chunk("XMP ", xmp.getBytes(StandardCharsets.UTF_8)));
        return riff(chunks);
    }

    static Optional<String> readXmp(Path file) throws IOException {
        return chunks(Files.readAllBytes(file), 12).stream()
                .filter(c -> c.type().equals("XMP "))
                .findFirst()
                .map(c -> new String(c.data(), StandardCharsets.UTF_8));
    }

    /** The frames of an animation; empty for a still picture. */
    static List<AnimationFrame> frames(byte[] webp) throws IOException {
        List<AnimationFrame> frames = new ArrayList<>();
        for (Chunk c : chunks(webp, 12)) {
            if (!c.type().equals("ANMF")) {
                continue;
            }
            if (c.data().length < 16) {
                throw new EOFException("a frame header is cut off");
            }
            int width = 1 + int24(c.data(), 6);
            int height = 1 + int24(c.data(), 9);
            int flags = c.data()[15];
            List<Chunk> still = chunks(c.data(), 16);
            if (still.stream().anyMatch(s -> s.type().equals("ALPH"))) {
                still.add(0, extendedHeader(ALPHA_FLAG, width, height));
            }
            frames.add(new AnimationFrame(
                    2 * int24(c.data(), 0),
                    2 * int24(c.data(), 3),
                    int24(c.data(), 12),
                    (flags & 2) == 0,
                    (flags & 1) != 0,
                    riff(still)));
        }
        return frames;
    }

    /** Width and height of the canvas, pixels. */
    static int[] canvas(byte[] webp) throws IOException {
        Chunk first = chunks(webp, 12).get(0);
        if (!first.type().equals("VP8X") || first.data().length < 10) {
            throw new IOException("no extended header");
        }
        return new int[] {1 + int24(first.data(), 4), 1 + int24(first.data(), 7)};
    }

    private static List<Chunk> chunks(byte[] bytes, int from) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(from);
        List<Chunk> chunks = new ArrayList<>();
        while (in.remaining() >= 8) {
            byte[] type = new byte[4];
            in.get(type);
            int size = in.getInt();
            if (size < 0 || size > in.remaining()) {
                throw new EOFException("chunk " + new String(type, StandardCharsets.ISO_8859_1) + " is cut off");
            }
            byte[] data = new byte[size];
            in.get(data);
            if ((size & 1) == 1 && in.hasRemaining()) {
                in.get();
            }
            chunks.add(new Chunk(new String(type, StandardCharsets.ISO_8859_1), data));
        }
        if (chunks.isEmpty()) {
            throw new EOFException("no chunks");
        }
        return chunks;
    }

    private static byte[] riff(List<Chunk> chunks) {
        int size = 4;
        for (Chunk c : chunks) {
            size += 8 + c.data().length + (c.data().length & 1);
        }
        ByteBuffer out = ByteBuffer.allocate(8 + size).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(size)
                .put("WEBP".getBytes(StandardCharsets.US_ASCII));
        for (Chunk c : chunks) {
            out.put(c.type().getBytes(StandardCharsets.ISO_8859_1))
                    .putInt(c.data().length)
                    .put(c.data());
            if ((c.data().length & 1) == 1) {
                out.put((byte) 0);
            }
        }
        return out.array();
    }

    private static Chunk extendedHeader(int flags, int width, int height) {
        ByteBuffer data = ByteBuffer.allocate(10).put((byte) flags).position(4);
        putInt24(data, width - 1);
        putInt24(data, height - 1);
        return new Chunk("VP8X", data.array());
    }

    private static void putInt24(ByteBuffer out, int value) {
        out.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
    }

    private static int int24(byte[] b, int at) {
        return b[at] & 0xff | (b[at + 1] & 0xff) << 8 | (b[at + 2] & 0xff) << 16;
    }
}
