// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.tensor.NativeFiles;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The safetensors format: eight bytes of header length (little endian), a JSON header, the tensors' bytes. A file is
 * mapped into memory, not read: a tensor is a view, and a page that nobody looks at is never loaded.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">format</a>
 */
public final class Safetensors {
    /** The reference reader's own limit for the header. */
    private static final long MAX_HEADER = 100_000_000L;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Map<String, ScalarType> TYPES = Map.ofEntries(
            Map.entry("F64", ScalarType.Double),
            Map.entry("F32", ScalarType.Float),
            Map.entry("F16", ScalarType.Half),
            Map.entry("BF16", ScalarType.BFloat16),
            Map.entry("I64", ScalarType.Long),
            Map.entry("I32", ScalarType.Int),
            Map.entry("I16", ScalarType.Short),
            Map.entry("I8", ScalarType.Char),
            Map.entry("U8", ScalarType.Byte),
            Map.entry("BOOL", ScalarType.Bool));

    private Safetensors() {}

    /**
     * Maps a file, or, given a shard index {@code *.json}, all its shards as one.
     *
     * @return tensors as views of the mapped file, in their stored types
     * @throws BadInputException for a missing, truncated, oversized or lying header
     */
    public static StateDict read(Path file) {
        return file.getFileName().toString().endsWith(".json") ? readSharded(file) : readOne(file);
    }

    private static StateDict readSharded(Path index) {
        JsonNode map;
        try {
            map = JSON.readTree(Files.readString(index)).path("weight_map");
        } catch (IOException e) {
            throw new BadInputException(
                    index + ": not a readable shard index (" + firstLine(e) + "); fetch it again", e);
        }
        if (!map.isObject() || map.isEmpty()) {
            throw BadInputException.of(index.toString(), "an object weight_map", map.getNodeType(), "fetch it again");
        }
        Map<String, StateDict> shards = new LinkedHashMap<>();
        Map<String, Tensor> all = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        try {
            map.properties().forEach(entry -> {
                String shardName = entry.getValue().asText();
                if (shardName.contains("/") || shardName.contains("\\") || shardName.startsWith("..")) {
                    throw BadInputException.of(
                            index + ": " + entry.getKey(), "a file beside it", shardName, "fetch it again");
                }
                StateDict shard = shards.computeIfAbsent(shardName, n -> readOne(index.resolveSibling(n)));
                Tensor t = shard.get(entry.getKey());
                if (t == null) {
                    throw BadInputException.of(
                            index.toString(),
                            entry.getKey() + " in " + shardName,
                            "no such tensor",
                            "fetch both again");
                }
                all.put(entry.getKey(), t);
                metadata.putAll(shard.metadata());
            });
        } catch (RuntimeException e) {
            shards.values().forEach(StateDict::close);
            throw e;
        }
        shards.values()
                .forEach(shard -> shard.tensors().forEach((name, t) -> {
                    if (all.get(name) != t) {
                        all.putIfAbsent(name, t);
                    }
                }));
        return new StateDict(index.toString(), all, metadata);
    }

    private static StateDict readOne(Path file) {
        Header header = readHeader(file);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        TensorScope.inside(() -> {
            Tensor bytes = NativeFiles.map(file, header.fileSize);
            for (Entry e : header.entries) {
                tensors.put(
                        e.name,
                        TensorScope.keep(
                                NativeFiles.view(bytes, header.dataStart + e.begin, e.end - e.begin, e.type, e.shape)));
            }
            return null;
        });
        return new StateDict(file.toString(), tensors, header.metadata);
    }

    /** One tensor in the header; begin and end count from the end of the header. */
    private record Entry(String name, ScalarType type, long[] shape, long begin, long end) {}

    private record Header(long fileSize, long dataStart, List<Entry> entries, Map<String, String> metadata) {}

    private static Header readHeader(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + ": no such weights file; check the path");
        }
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = in.size();
            if (size < 8) {
                throw BadInputException.of(
                        file.toString(), "at least 8 bytes", size, "the file is truncated, fetch it again");
            }
            ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            readFully(in, length, 0);
            long n = length.getLong(0);
            if (n < 2 || n > MAX_HEADER || n > size - 8) {
                throw BadInputException.of(
                        file.toString(),
                        "a header of 2 to " + Math.min(MAX_HEADER, size - 8) + " bytes",
                        Long.toUnsignedString(n),
                        "this is no safetensors file, or it is truncated");
            }
            ByteBuffer json = ByteBuffer.allocate((int) n);
            readFully(in, json, 8);
            JsonNode root = JSON.readTree(json.array());
            if (root == null || !root.isObject()) {
                throw BadInputException.of(
                        file.toString(), "a JSON object as header", "something else", "fetch it again");
            }
            return parse(file, size, 8 + n, root);
        } catch (JsonProcessingException e) {
            throw new BadInputException(
                    file + ": the header is no JSON (" + firstLine(e) + "); fetch the file again", e);
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static Header parse(Path file, long size, long dataStart, JsonNode root) {
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        root.properties().forEach(field -> {
            if (field.getKey().equals("__metadata__")) {
                field.getValue()
                        .properties()
                        .forEach(m -> metadata.put(m.getKey(), m.getValue().asText()));
            } else {
                entries.add(entry(file, field.getKey(), field.getValue(), size - dataStart));
            }
        });
        List<Entry> byOffset = new ArrayList<>(entries);
        byOffset.sort((a, b) -> Long.compare(a.begin, b.begin));
        long at = 0;
        for (Entry e : byOffset) {
            if (e.begin != at) {
                throw BadInputException.of(
                        file + ": " + e.name,
                        "bytes from " + at,
                        "from " + e.begin,
                        "the header lies about its tensors, fetch the file again");
            }
            at = e.end;
        }
        if (at != size - dataStart) {
            throw BadInputException.of(
                    file.toString(),
                    at + " bytes of tensors",
                    size - dataStart,
                    "the file is truncated or has bytes at its end, fetch it again");
        }
        return new Header(size, dataStart, entries, metadata);
    }

    private static Entry entry(Path file, String name, JsonNode node, long dataSize) {
        String what = file + ": " + name;
        ScalarType type = TYPES.get(node.path("dtype").asText());
        if (type == null) {
            throw BadInputException.of(what, "a dtype of " + TYPES.keySet(), node.path("dtype"), "convert the file");
        }
        JsonNode dims = node.path("shape");
        JsonNode offsets = node.path("data_offsets");
        if (!dims.isArray()
                || dims.size() > 16
                || offsets.size() != 2
                || !offsets.path(0).canConvertToLong()
                || !offsets.path(1).canConvertToLong()) {
            throw BadInputException.of(what, "shape and two data_offsets", node, "fetch the file again");
        }
        long[] shape = new long[dims.size()];
        long count = 1;
        try {
            for (int i = 0; i < shape.length; i++) {
                shape[i] = dims.get(i).asLong(-1);
                if (shape[i] < 0 || !dims.get(i).isIntegralNumber()) {
                    throw BadInputException.of(what, "sizes of 0 or more", dims, "fetch the file again");
                }
                count = Math.multiplyExact(count, shape[i]);
            }
            count = Math.multiplyExact(count, itemSize(type));
        } catch (ArithmeticException e) {
            throw BadInputException.of(what, "a shape that fits into memory", dims, "fetch the file again");
        }
        long begin = offsets.get(0).asLong();
        long end = offsets.get(1).asLong();
        if (begin < 0 || end < begin || end > dataSize || end - begin != count) {
            throw BadInputException.of(
                    what,
                    count + " bytes within the file's " + dataSize,
                    "[" + begin + ", " + end + ")",
                    "the file is truncated or damaged, fetch it again");
        }
        return new Entry(name, type, shape, begin, end);
    }

    /**
     * Writes tensors beside the target, then renames; aligned to 8 bytes, in the map's order.
     *
     * @param metadata free text for the header, may be empty
     */
    public static void write(Map<String, Tensor> tensors, Map<String, String> metadata, Path file) {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode meta = root.putObject("__metadata__");
            metadata.forEach(meta::put);
        }
        long at = 0;
        for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
            Tensor t = e.getValue();
            ObjectNode node = root.putObject(e.getKey());
            node.put("dtype", typeName(t.scalar_type()));
            ArrayNode shape = node.putArray("shape");
            for (long s : Shapes.dims(t)) {
                shape.add(s);
            }
            long bytes = t.numel() * t.element_size();
            node.putArray("data_offsets").add(at).add(at + bytes);
            at += bytes;
        }
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            byte[] header = JSON.writeValueAsBytes(root);
            int padded = (header.length + 7) / 8 * 8;
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(beside), 1 << 20)) {
                out.write(ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(padded)
                        .array());
                out.write(header);
                out.write(" ".repeat(padded - header.length).getBytes(StandardCharsets.US_ASCII));
                for (Tensor t : tensors.values()) {
                    NativeFiles.write(t, out);
                }
            }
            try (FileChannel sync = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                sync.force(true);
            }
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(beside);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw new BadInputException(
                    file + ": cannot be written (" + e.getMessage() + "); is there room and permission?", e);
        }
    }

    private static String typeName(ScalarType type) {
        return TYPES.entrySet().stream()
                .filter(e -> e.getValue() == type.intern())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("safetensors has no type for " + type));
    }

    static long itemSize(ScalarType type) {
        return switch (type) {
            case Double, Long -> 8;
            case Float, Int -> 4;
            case Half, BFloat16, Short -> 2;
            default -> 1;
        };
    }

    private static void readFully(FileChannel in, ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int n = in.read(into, at);
            if (n < 0) {
                throw new IOException("ended at byte " + at);
            }
            at += n;
        }
    }

    private static String firstLine(Exception e) {
        String m = String.valueOf(e.getMessage());
        int end = m.indexOf('\n');
        return end < 0 ? m : m.substring(0, end);
    }
}
