// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.checkpoint;

import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The table of contents of a zip file with the place of each entry's bytes, which {@code java.util.zip} does not tell
 * and which mapping needs. Reads zip64; refuses encryption, and methods other than stored and deflated.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">the format, sections 4.3 and 4.5.3</a>
 */
final class ZipDirectory {
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END64 = 0x06064b50;
    private static final int LOCATOR64 = 0x07064b50;
    private static final long MAX_DIRECTORY = 1L << 28;

    /** @param deflated whether the bytes are compressed @param size of the content @param stored bytes in the file */
    record Entry(String name, boolean deflated, long size, long stored, long header) {}

    private final Path file;
    private final FileChannel in;
    private final long fileSize;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** Reads the table. @param in stays open and belongs to the caller */
    ZipDirectory(Path file, FileChannel in) throws IOException {
        this.file = file;
        this.in = in;
        fileSize = in.size();
        readDirectory();
    }

    Map<String, Entry> entries() {
        return entries;
    }

    /** Where in the file the entry's bytes begin. */
    long offset(Entry e) throws IOException {
        ByteBuffer local = at(e.header, 30);
        long start = e.header + 30 + u16(local, 26) + u16(local, 28);
        if (local.getInt(0) != LOCAL || start > fileSize || e.stored > fileSize - start) {
            throw damaged(e.name + " lies outside the file");
        }
        return start;
    }

    /** The content of an entry. @param limit most bytes it may have */
    byte[] content(Entry e, long limit) throws IOException {
        if (e.size > limit || e.stored > limit) {
            throw BadInputException.of(
                    file + ": " + e.name, "at most " + limit + " bytes", e.size, "the file is damaged or hostile");
        }
        byte[] raw = at(offset(e), (int) e.stored).array();
        if (!e.deflated) {
            return raw;
        }
        Inflater inflater = new Inflater(true);
        try {
            byte[] out = new byte[(int) e.size];
            inflater.setInput(raw);
            int n = 0;
            while (n < out.length) {
                int got = inflater.inflate(out, n, out.length - n);
                if (got == 0) {
                    throw damaged(e.name + " is shorter than the file says");
                }
                n += got;
            }
            return out;
        } catch (DataFormatException x) {
            throw new BadInputException(file + ": " + e.name + " is damaged; fetch the file again", x);
        } finally {
            inflater.end();
        }
    }

    private void readDirectory() throws IOException {
        int tail = (int) Math.min(fileSize, 65_557);
        ByteBuffer b = at(fileSize - tail, tail);
        int end = tail - 22;
        while (end >= 0 && b.getInt(end) != END) {
            end--;
        }
        if (end < 0) {
            throw damaged("no zip directory; it is truncated");
        }
        long count = u16(b, end + 10);
        long size = u32(b, end + 12);
        long start = u32(b, end + 16);
        if (end >= 20 && b.getInt(end - 20) == LOCATOR64) {
            ByteBuffer wide = at(b.getLong(end - 12), 56);
            if (wide.getInt(0) != END64) {
                throw damaged("no zip64 directory");
            }
            count = wide.getLong(32);
            size = wide.getLong(40);
            start = wide.getLong(48);
        }
        if (size < 0 || size > MAX_DIRECTORY || count < 0 || count > size / 46) {
            throw damaged("a directory of " + count + " entries in " + size + " bytes");
        }
        ByteBuffer directory = at(start, (int) size);
        for (long i = 0; i < count; i++) {
            readEntry(directory);
        }
    }

    private void readEntry(ByteBuffer d) {
        int p = d.position();
        if (d.remaining() < 46 || d.getInt(p) != CENTRAL) {
            throw damaged("a damaged zip directory");
        }
        int nameLength = u16(d, p + 28);
        int extraLength = u16(d, p + 30);
        int next = p + 46 + nameLength + extraLength + u16(d, p + 32);
        if (next > d.limit()) {
            throw damaged("a damaged zip directory");
        }
        byte[] name = new byte[nameLength];
        d.get(p + 46, name);
        String text = new String(name, StandardCharsets.UTF_8);
        int method = u16(d, p + 10);
        if ((u16(d, p + 8) & 1) != 0 || (method != 0 && method != 8)) {
            throw BadInputException.of(
                    file + ": " + text, "a stored or deflated entry", "method " + method, "save it again");
        }
        long stored = u32(d, p + 20);
        long size = u32(d, p + 24);
        long header = u32(d, p + 42);
        int extra = p + 46 + nameLength;
        while (extra + 4 <= p + 46 + nameLength + extraLength) {
            int length = u16(d, extra + 2);
            if (u16(d, extra) == 1) { // zip64: only the fields that are all ones above, in this order
                int field = extra + 4;
                if (size == 0xffff_ffffL) {
                    size = wide(d, field);
                    field += 8;
                }
                if (stored == 0xffff_ffffL) {
                    stored = wide(d, field);
                    field += 8;
                }
                if (header == 0xffff_ffffL) {
                    header = wide(d, field);
                }
            }
            extra += 4 + length;
        }
        if (size < 0 || stored < 0 || header < 0 || (method == 0 && size != stored)) {
            throw damaged(text + " has impossible sizes");
        }
        if (entries.put(text, new Entry(text, method == 8, size, stored, header)) != null) {
            throw damaged("two entries " + text);
        }
        d.position(next);
    }

    private long wide(ByteBuffer d, int at) {
        if (at + 8 > d.limit()) {
            throw damaged("a damaged zip directory");
        }
        return d.getLong(at);
    }

    private ByteBuffer at(long position, int length) throws IOException {
        if (position < 0 || position > fileSize - length) {
            throw damaged("bytes beyond its end; it is truncated");
        }
        ByteBuffer b = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (b.hasRemaining()) {
            if (in.read(b, position + b.position()) < 0) {
                throw damaged("bytes beyond its end; it is truncated");
            }
        }
        b.flip();
        return b;
    }

    private static int u16(ByteBuffer b, int at) {
        return b.getShort(at) & 0xffff;
    }

    private static long u32(ByteBuffer b, int at) {
        return b.getInt(at) & 0xffff_ffffL;
    }

    private BadInputException damaged(String what) {
        return new BadInputException(file + ": not a readable zip (" + what + "); fetch the file again");
    }
}
