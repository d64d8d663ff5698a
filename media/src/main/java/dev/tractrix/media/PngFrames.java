// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** A clip as a folder of PNG or JPEG files in the order of their names' numbers; XMP in an {@code iTXt} chunk of each PNG. */
final class PngFrames {
    private static final String KEYWORD = "XML:com.adobe.xmp";
    private static final int SIGNATURE = 8;
    private static final int HEADER_CHUNK = 12 + 13;

    private PngFrames() {}

    static Path file(Path folder, int frame) {
        return folder.resolve(String.format(Locale.ROOT, "%05d.png", frame));
    }

    /** The frames of a folder, {@code 2.png} before {@code 10.png}. */
    static List<Path> list(Path folder) {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(f ->
                            f.getFileName().toString().toLowerCase(Locale.ROOT).matches(".+\\.(png|jpe?g)"))
                    .sorted(Comparator.comparing(PngFrames::sortKey))
                    .toList();
        } catch (IOException e) {
            throw new BadInputException(folder + ": the folder cannot be read (" + e.getMessage() + ")", e);
        }
        if (files.isEmpty()) {
            throw new BadInputException(folder + ": expected PNG or JPEG frames, found none; check the folder");
        }
        return files;
    }

    private static String sortKey(Path file) {
        // numbers padded to one width compare as numbers
        return java.util.regex.Pattern.compile("\\d+")
                .matcher(file.getFileName().toString())
                .replaceAll(m -> "0".repeat(Math.max(0, 20 - m.group().length())) + m.group());
    }

    static byte[] encode(Picture picture, String xmp) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(ImageFiles.toBuffered(picture), "png", png);
        byte[] bytes = png.toByteArray();
        int at = SIGNATURE + HEADER_CHUNK;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        out.writeBytes(textChunk(xmp));
        out.write(bytes, at, bytes.length - at);
        return out.toByteArray();
    }

    private static byte[] textChunk(String xmp) {
        byte[] keyword = KEYWORD.getBytes(StandardCharsets.ISO_8859_1);
        byte[] packet = xmp.getBytes(StandardCharsets.UTF_8);
        // keyword, end of it, not compressed, method 0, no language tag, no translated keyword, text
        ByteBuffer chunk = ByteBuffer.allocate(12 + keyword.length + 5 + packet.length);
        chunk.putInt(chunk.capacity() - 12).put("iTXt".getBytes(StandardCharsets.US_ASCII));
        chunk.put(keyword).put(new byte[5]).put(packet);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, chunk.capacity() - 8);
        return chunk.putInt((int) crc.getValue()).array();
    }

    static Optional<String> readXmp(Path file) throws IOException {
        try (InputStream raw = Files.newInputStream(file);
                DataInputStream in = new DataInputStream(new java.io.BufferedInputStream(raw))) {
            if (Signature.of(file) != Signature.PNG) {
                return Optional.empty();
            }
            in.skipNBytes(SIGNATURE);
            while (true) {
                int size = in.readInt();
                int type = in.readInt();
                if (size < 0) {
                    throw new EOFException("a chunk of negative length");
                }
                if (type == 0x49454e44 /* IEND */) {
                    return Optional.empty();
                }
                if (type != 0x69545874 /* iTXt */ || size > XmpPacket.MAX_BYTES) {
                    in.skipNBytes(size + 4L);
                    continue;
                }
                byte[] data = in.readNBytes(size);
                in.skipNBytes(4);
                String text = new String(data, StandardCharsets.UTF_8);
                if (text.startsWith(KEYWORD + "\0\0\0\0\0")) {
                    return Optional.of(text.substring(KEYWORD.length() + 5));
                }
            }
        }
    }
}
