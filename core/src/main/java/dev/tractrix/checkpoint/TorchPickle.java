// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.checkpoint;

import dev.tractrix.checkpoint.PickleAllowList.Storage;
import dev.tractrix.checkpoint.PickleAllowList.TensorPlan;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.tensor.NativeFiles;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Weights in the files of {@code torch.save}: the zip of torch 1.6 and later, and the pickles in a row of before.
 * Python code in a file is never run, see {@link PickleReader}. Uncompressed numbers are mapped into memory, not read;
 * tensors that shared a storage share it here.
 */
public final class TorchPickle {
    private static final long MAX_PICKLE = 1L << 28;
    /** torch never compresses numbers; who does it by hand has small files. */
    private static final long MAX_INFLATED = 1L << 28;

    private static final int MAX_DEPTH = 64;
    private static final int MAX_NODES = 200_000;

    /** First pickle of an old file. */
    private static final BigInteger LEGACY_MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

    /** Names under which training scripts wrap a state dict. */
    private static final List<String> WRAPPERS = List.of("state_dict", "model");

    private TorchPickle() {}

    /**
     * Maps a file.
     *
     * @return the tensors by their path through the containers, joined by dots ({@code state_dict} or a sole
     *     {@code model} around all is taken off); numbers and texts among them as metadata. A tensor that is the whole
     *     file is called {@code tensor}
     * @throws BadInputException for a damaged file, or one with any Python class but tensors and plain containers
     */
    public static StateDict read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + ": no such weights file; check the path");
        }
        try (FileChannel in = FileChannel.open(file)) {
            ByteBuffer magic = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            in.read(magic, 0);
            if (magic.getInt(0) == 0x04034b50) {
                return fromZip(file, in);
            }
            if ((magic.get(0) & 0xff) == 0x80) {
                return fromPickles(file, in.size());
            }
            throw BadInputException.of(
                    file.toString(), "a file of torch.save", "other bytes at its start", "fetch it again");
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + "); fetch it again", e);
        }
    }

    private static StateDict fromZip(Path file, FileChannel in) throws IOException {
        ZipDirectory zip = new ZipDirectory(file, in);
        ZipDirectory.Entry data = zip.entries().values().stream()
                .filter(e -> e.name().endsWith("/data.pkl")
                        && e.name().indexOf('/') == e.name().length() - 9)
                .findFirst()
                .orElseThrow(() -> BadInputException.of(
                        file.toString(),
                        "an entry data.pkl",
                        zip.entries().size() + " other entries",
                        "this is no file of torch.save"));
        String root = data.name().substring(0, data.name().length() - 8);
        if (zip.entries().containsKey(root + "constants.pkl")) {
            throw new BadInputException(
                    file + ": expected weights, got a TorchScript program; save its state dict instead");
        }
        ZipDirectory.Entry order = zip.entries().get(root + "byteorder");
        if (order != null && !new String(zip.content(order, 16), StandardCharsets.US_ASCII).equals("little")) {
            throw BadInputException.of(
                    file.toString(), "little-endian numbers", "big-endian", "save it on another machine");
        }
        Map<String, Storage> storages = new LinkedHashMap<>();
        byte[] pickle = zip.content(data, MAX_PICKLE);
        Object tree = new PickleReader(
                        file.toString(),
                        new ByteArrayInputStream(pickle),
                        pickle.length,
                        id -> storage(file, id, storages))
                .read();
        return TensorScope.inside(() -> {
            Tensor mapped = NativeFiles.map(file, size(in));
            Map<String, Bytes> places = new HashMap<>();
            return new Builder(
                            file,
                            storage -> places.computeIfAbsent(storage.key(), key -> {
                                ZipDirectory.Entry e = zip.entries().get(root + "data/" + key);
                                if (e == null) {
                                    throw BadInputException.of(
                                            file.toString(), "an entry data/" + key, "none", "fetch the file again");
                                }
                                try {
                                    return e.deflated()
                                            ? new Bytes(Ops.bytes(zip.content(e, MAX_INFLATED), e.size()), 0, e.size())
                                            : new Bytes(mapped, zip.offset(e), e.size());
                                } catch (IOException x) {
                                    throw new BadInputException(file + ": cannot be read (" + x.getMessage() + ")", x);
                                }
                            }))
                    .build(tree);
        });
    }

    private static StateDict fromPickles(Path file, long size) throws IOException {
        Map<String, Storage> storages = new LinkedHashMap<>();
        Map<String, long[]> places = new HashMap<>();
        Object tree;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            long at = 0;
            Object[] parts = new Object[5];
            for (int i = 0; i < parts.length; i++) {
                PickleReader pickle = new PickleReader(
                        file.toString(), in, Math.min(MAX_PICKLE, size - at), id -> storage(file, id, storages));
                parts[i] = pickle.read();
                at += pickle.position();
                if (i == 0 && !LEGACY_MAGIC.equals(parts[0])) {
                    throw BadInputException.of(
                            file.toString(), "torch's magic number", "another pickle", "this is no file of torch.save");
                }
            }
            if (parts[2] instanceof Map<?, ?> system && Boolean.FALSE.equals(system.get("little_endian"))) {
                throw BadInputException.of(
                        file.toString(), "little-endian numbers", "big-endian", "save it on another machine");
            }
            tree = parts[3];
            if (!(parts[4] instanceof List<?> keys)) {
                throw BadInputException.of(file.toString(), "a list of storages", "something else", "fetch it again");
            }
            for (Object key : keys) {
                Storage storage = storages.get(String.valueOf(key));
                if (storage == null) {
                    throw BadInputException.of(
                            file.toString(), "a storage in use", String.valueOf(key), "fetch it again");
                }
                byte[] count = in.readNBytes(8);
                if (count.length < 8) {
                    throw new IOException("ends at byte " + (at + count.length));
                }
                long numel =
                        ByteBuffer.wrap(count).order(ByteOrder.LITTLE_ENDIAN).getLong();
                at += 8;
                long itemSize = Safetensors.itemSize(storage.type());
                if (numel < 0 || numel > (size - at) / itemSize) {
                    throw BadInputException.of(
                            file.toString(),
                            "storage " + key + " in the file",
                            numel + " numbers",
                            "the file is truncated");
                }
                places.put(storage.key(), new long[] {at, numel * itemSize});
                in.skipNBytes(numel * itemSize);
                at += numel * itemSize;
            }
        }
        return TensorScope.inside(() -> {
            Tensor mapped = NativeFiles.map(file, size);
            return new Builder(file, storage -> {
                        long[] place = places.get(storage.key());
                        if (place == null) {
                            throw BadInputException.of(
                                    file.toString(), "storage " + storage.key(), "none", "fetch it again");
                        }
                        return new Bytes(mapped, place[0], place[1]);
                    })
                    .build(tree);
        });
    }

    private static long size(FileChannel in) {
        try {
            return in.size();
        } catch (IOException e) {
            throw new BadInputException("cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** ('storage', class, key, device, count) and, in old files, None or (key, first, count) of a view. */
    private static Storage storage(Path file, List<?> id, Map<String, Storage> storages) {
        boolean whole = id.size() == 5
                || (id.size() == 6 && (id.get(5) == null || id.get(5) instanceof List<?> v && v.size() == 3));
        ScalarType type = whole ? PickleAllowList.storageType(id.get(1)) : null;
        if (type == null || !"storage".equals(id.get(0)) || !(id.get(4) instanceof Long numel) || numel < 0) {
            throw BadInputException.of(
                    file.toString(), "a storage of numbers", "another persistent object", "save the state dict");
        }
        String key = String.valueOf(id.get(2));
        Storage storage = new Storage(key, type, 0, numel);
        Storage before = storages.putIfAbsent(key, storage);
        if (before != null && before.type() != type) {
            throw BadInputException.of(
                    file + ": storage " + key, "one type", before.type() + " and " + type, "fetch it again");
        }
        if (id.size() == 6 && id.get(5) instanceof List<?> view) {
            return new Storage(key, type, (Long) view.get(1), (Long) view.get(2));
        }
        return storage;
    }

    /** Where a storage's bytes are. */
    private record Bytes(Tensor all, long begin, long length) {}

    /** Makes the tensors of a tree, in its order. */
    private static final class Builder {
        private final Path file;
        private final Function<Storage, Bytes> bytes;
        private final Map<String, Tensor> tensors = new LinkedHashMap<>();
        private final Map<String, String> metadata = new LinkedHashMap<>();
        private int nodes;

        Builder(Path file, Function<Storage, Bytes> bytes) {
            this.file = file;
            this.bytes = bytes;
        }

        StateDict build(Object tree) {
            try {
                visit("", unwrapped(tree), 0);
            } catch (RuntimeException e) {
                tensors.values().forEach(Tensor::close);
                throw e;
            }
            return new StateDict(file.toString(), tensors, metadata);
        }

        private static Object unwrapped(Object tree) {
            if (tree instanceof Map<?, ?> map) {
                for (String name : WRAPPERS) {
                    if (map.get(name) instanceof Map<?, ?> inner && (name.equals("state_dict") || map.size() == 1)) {
                        return inner;
                    }
                }
            }
            return tree;
        }

        private void visit(String path, Object node, int depth) {
            if (depth > MAX_DEPTH || ++nodes > MAX_NODES) {
                throw BadInputException.of(
                        file + ": " + path,
                        "at most " + MAX_DEPTH + " nested containers and " + MAX_NODES + " values",
                        "more",
                        "save the state dict alone");
            }
            if (node instanceof Map<?, ?> map) {
                map.forEach((key, value) -> visit(join(path, key), value, depth + 1));
            } else if (node instanceof List<?> list) {
                for (int i = 0; i < list.size(); i++) {
                    visit(join(path, i), list.get(i), depth + 1);
                }
            } else if (node instanceof TensorPlan plan) {
                String name = path.isEmpty() ? "tensor" : path;
                if (tensors.containsKey(name)) {
                    throw BadInputException.of(file + ": " + name, "one tensor of this name", "two", "rename one");
                }
                tensors.put(name, TensorScope.keep(TensorScope.tidy(() -> tensor(name, plan))));
            } else if (node instanceof String || node instanceof Number || node instanceof Boolean) {
                metadata.put(path, String.valueOf(node));
            }
        }

        private static String join(String path, Object key) {
            return path.isEmpty() ? String.valueOf(key) : path + "." + key;
        }

        private Tensor tensor(String name, TensorPlan plan) {
            Storage storage = plan.storage();
            long itemSize = Safetensors.itemSize(storage.type());
            long[] size = plan.size();
            long[] stride = plan.stride();
            long count = 1;
            long end = plan.offset();
            boolean possible = size.length == stride.length
                    && size.length <= 16
                    && plan.offset() >= 0
                    && storage.begin() >= 0
                    && storage.numel() >= 0;
            try {
                for (int i = 0; possible && i < size.length; i++) {
                    possible = size[i] >= 0 && stride[i] >= 0;
                    count = Math.multiplyExact(count, size[i]);
                    end = Math.addExact(end, Math.multiplyExact(Math.max(size[i] - 1, 0), stride[i]));
                }
                end = count == 0 ? plan.offset() : Math.addExact(end, 1);
            } catch (ArithmeticException e) {
                possible = false;
            }
            if (!possible || end > storage.numel()) {
                throw BadInputException.of(
                        file + ": " + name,
                        "a tensor within its " + storage.numel() + " numbers",
                        Arrays.toString(size) + " from " + plan.offset(),
                        "the file is damaged, fetch it again");
            }
            if (count == 0) {
                return Ops.zeros(size).to(storage.type());
            }
            Bytes place = bytes.apply(storage);
            if (place.length / itemSize < Math.addExact(storage.begin(), storage.numel())) {
                throw BadInputException.of(
                        file + ": " + name,
                        storage.numel() + " numbers",
                        place.length / itemSize,
                        "the file is truncated or damaged, fetch it again");
            }
            long begin = place.begin + (storage.begin() + plan.offset()) * itemSize;
            long span = end - plan.offset();
            return NativeFiles.view(place.all, begin, span * itemSize, storage.type(), span)
                    .as_strided(size, stride);
        }
    }
}
