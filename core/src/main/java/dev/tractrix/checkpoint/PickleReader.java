// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.checkpoint;

import dev.tractrix.fault.BadInputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one Python pickle as plain data and can never run code: a global is only a name, and only names of the
 * {@link PickleAllowList} may be called, each by a function of this package. Protocols 2 to 5, the binary operations
 * that torch writes; anything else ends the reading.
 *
 * @see <a href="https://github.com/python/cpython/blob/3.12/Lib/pickletools.py">operations</a>
 */
final class PickleReader {
    /** A name {@code module name}; the only thing a global can be here. */
    record Global(String name) {}

    private static final Object MARK = new Object();
    private static final int MAX_STACK = 1_000_000;

    private final String source;
    private final InputStream in;
    private final PickleAllowList.PersistentLoad persistent;
    private final List<Object> stack = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final Map<Long, Object> memo = new HashMap<>();
    private long left;
    private long position;

    /**
     * @param limit most bytes this pickle may have
     * @param persistent turns a persistent id into a storage
     */
    PickleReader(String source, InputStream in, long limit, PickleAllowList.PersistentLoad persistent) {
        this.source = source;
        this.in = in;
        this.left = limit;
        this.persistent = persistent;
    }

    /** Bytes read. */
    long position() {
        return position;
    }

    /** Reads to the pickle's end. */
    Object read() throws IOException {
        try {
            while (true) {
                int op = next();
                if (op == '.') {
                    return pop();
                }
                run(op);
                if (stack.size() > MAX_STACK) {
                    throw bad("a stack of at most " + MAX_STACK, "more");
                }
            }
        } catch (EOFException e) {
            throw new BadInputException(
                    source + ": the pickle ends at byte " + position + "; the file is truncated", e);
        } catch (ClassCastException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new BadInputException(source + ": damaged pickle at byte " + position + "; fetch the file again", e);
        }
    }

    private void run(int op) throws IOException {
        switch (op) {
            case 0x80 -> protocol(next());
            case 0x95 -> bytes(8); // FRAME: a hint for buffering
            case '(' -> {
                marks.push(stack.size());
                stack.add(MARK);
            }
            case '0' -> pop();
            case '1' -> popToMark();
            case '2' -> stack.add(top());
            case 'N' -> stack.add(null);
            case 0x88 -> stack.add(true);
            case 0x89 -> stack.add(false);
            case 'J' -> stack.add((long) (int) number(4));
            case 'K' -> stack.add(number(1));
            case 'M' -> stack.add(number(2));
            case 0x8a -> stack.add(bigInteger(number(1)));
            case 'G' -> stack.add(ByteBuffer.wrap(bytes(8)).getDouble());
            case 'X' -> stack.add(text(number(4)));
            case 0x8c -> stack.add(text(number(1)));
            case 0x8d -> stack.add(text(number(8)));
            case 'U' -> stack.add(text(number(1)));
            case 'T' -> stack.add(text(number(4)));
            case 'C' -> stack.add(bytes(number(1)));
            case 'B' -> stack.add(bytes(number(4)));
            case 0x8e -> stack.add(bytes(number(8)));
            case '}' -> stack.add(new LinkedHashMap<>());
            case ']', 0x8f -> stack.add(new ArrayList<>());
            case ')' -> stack.add(List.of());
            case 0x85 -> tuple(1);
            case 0x86 -> tuple(2);
            case 0x87 -> tuple(3);
            case 't', 0x91 -> stack.add(Collections.unmodifiableList(popToMark()));
            case 'a' -> {
                Object item = pop();
                list().add(item);
            }
            case 'e', 0x90 -> {
                List<Object> items = popToMark();
                list().addAll(items);
            }
            case 's' -> {
                Object value = pop();
                put(pop(), value);
            }
            case 'u' -> {
                List<Object> items = popToMark();
                for (int i = 0; i < items.size(); i += 2) {
                    put(items.get(i), items.get(i + 1));
                }
            }
            case 'q' -> memo.put(number(1), top());
            case 'r' -> memo.put(number(4), top());
            case 0x94 -> memo.put((long) memo.size(), top());
            case 'h' -> stack.add(recall(number(1)));
            case 'j' -> stack.add(recall(number(4)));
            case 'c' -> stack.add(global(line(), line()));
            case 0x93 -> {
                String name = (String) pop();
                stack.add(global((String) pop(), name));
            }
            case 'R', 0x81 -> {
                List<?> arguments = (List<?>) pop();
                stack.add(PickleAllowList.call(source, (Global) pop(), arguments));
            }
            case 'b' -> {
                Object state = pop();
                PickleAllowList.build(source, top(), state);
            }
            case 'Q' -> stack.add(persistent.load((List<?>) pop()));
            default -> throw bad("an operation that torch writes", String.format("0x%02x", op));
        }
    }

    private void protocol(int version) {
        if (version < 2 || version > 5) {
            throw bad("pickle protocol 2 to 5", version);
        }
    }

    private Global global(String module, String name) {
        Global global = new Global(module + "." + name);
        PickleAllowList.require(source, global);
        return global;
    }

    private void tuple(int n) {
        List<Object> items = new ArrayList<>(stack.subList(stack.size() - n, stack.size()));
        stack.subList(stack.size() - n, stack.size()).clear();
        stack.add(Collections.unmodifiableList(items));
    }

    private void put(Object key, Object value) {
        if (!(key instanceof String || key instanceof Long || key instanceof Boolean || key instanceof Double)) {
            throw bad(
                    "a text or a number as key",
                    key == null ? "None" : key.getClass().getSimpleName());
        }
        @SuppressWarnings("unchecked")
        Map<Object, Object> map = (Map<Object, Object>) top();
        map.put(key, value);
    }

    @SuppressWarnings("unchecked")
    private List<Object> list() {
        if (!(top() instanceof ArrayList)) {
            throw bad("a list to append to", "something else");
        }
        return (List<Object>) top();
    }

    private Object recall(long key) {
        if (!memo.containsKey(key)) {
            throw bad("a memo entry " + key, "none");
        }
        return memo.get(key);
    }

    private Object top() {
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        Object item = stack.remove(stack.size() - 1);
        if (item == MARK) {
            throw bad("a value", "a mark");
        }
        return item;
    }

    private List<Object> popToMark() {
        if (marks.isEmpty()) {
            throw bad("a mark", "none");
        }
        int at = marks.pop();
        List<Object> items = new ArrayList<>(stack.subList(at + 1, stack.size()));
        stack.subList(at, stack.size()).clear();
        return items;
    }

    private Object bigInteger(long length) throws IOException {
        byte[] little = bytes(length);
        if (little.length == 0) {
            return 0L;
        }
        byte[] big = new byte[little.length];
        for (int i = 0; i < big.length; i++) {
            big[i] = little[little.length - 1 - i];
        }
        BigInteger value = new BigInteger(big);
        return value.bitLength() < 64 ? (Object) value.longValue() : value;
    }

    private String text(long length) throws IOException {
        return new String(bytes(length), StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = next(); c != '\n'; c = next()) {
            text.append((char) c);
            if (text.length() > 1000) {
                throw bad("a name of at most 1000 characters", "more");
            }
        }
        return text.toString();
    }

    /** Unsigned little endian; 2^63 and above, which no length has, is refused. */
    private long number(int size) throws IOException {
        byte[] b = bytes(size);
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | b[i] & 0xff;
        }
        if (value < 0) {
            throw bad("a length", Long.toUnsignedString(value));
        }
        return value;
    }

    private int next() throws IOException {
        return bytes(1)[0] & 0xff;
    }

    private byte[] bytes(long n) throws IOException {
        if (n > left) {
            throw new EOFException();
        }
        byte[] b = in.readNBytes((int) n);
        if (b.length < n) {
            throw new EOFException();
        }
        left -= n;
        position += n;
        return b;
    }

    private BadInputException bad(String expected, Object got) {
        return BadInputException.of(
                source + ": pickle byte " + position, expected, got, "only weights saved by torch.save can be read");
    }
}
