// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.fault.BadInputException;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Test tracks and predictions as the authors of DragAnything exchange them: a folder or zip of {@code <video>.json}, each an
 * object of entity id to {@code [[x, y], ...]}, whole pixels of the video's own size. Folders within are looked
 * through, names that begin with a point left out.
 */
public final class TrackFiles {
    /** The largest file of a video, bytes. */
    static final int MAX_FILE = 64 << 20;

    private static final String ENDING = ".json";
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private TrackFiles() {}

    /**
     * Reads all videos.
     *
     * @param from folder, zip, or the JSON of one video
     * @return by the video's name, sorted
     * @throws BadInputException when there is none, one name occurs twice, or a file holds anything else
     */
    public static Map<String, VideoTracks> read(Path from) {
        Map<String, VideoTracks> out = new TreeMap<>();
        try {
            if (Files.isDirectory(from)) {
                readFolder(from, out);
            } else if (!Files.isRegularFile(from)) {
                throw new BadInputException(from + ": no such file or folder; check the path");
            } else if (from.toString().endsWith(ENDING)) {
                add(from.toString(), from.getFileName().toString(), Files.newInputStream(from), out);
            } else {
                readZip(from, out);
            }
        } catch (IOException e) {
            throw new BadInputException(from + ": cannot be read (" + e.getMessage() + ")", e);
        }
        if (out.isEmpty()) {
            throw BadInputException.of(
                    from.toString(), "a folder or zip of <video>.json", "none in it", "point to the tracks themselves");
        }
        return out;
    }

    private static void readFolder(Path folder, Map<String, VideoTracks> out) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            add(file.toString(), file.getFileName().toString(), Files.newInputStream(file), out);
        }
    }

    private static void readZip(Path file, Map<String, VideoTracks> out) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                if (!entry.isDirectory()) {
                    InputStream ofEntry = new EntryStream(zip);
                    add(file + ": " + name, name.substring(name.lastIndexOf('/') + 1), ofEntry, out);
                }
            }
        }
    }

    private static void add(String where, String name, InputStream from, Map<String, VideoTracks> out)
            throws IOException {
        try (InputStream in = from) {
            if (!name.endsWith(ENDING) || name.startsWith(".") || name.equals(ENDING)) {
                return;
            }
            byte[] bytes = in.readNBytes(MAX_FILE + 1);
            if (bytes.length > MAX_FILE) {
                throw BadInputException.of(where, "at most " + MAX_FILE + " bytes", "more", "is it a track file?");
            }
            String video = name.substring(0, name.length() - ENDING.length());
            if (out.put(video, parse(where, video, bytes)) != null) {
                throw BadInputException.of(where, "one file of a video", "a second", "remove one");
            }
        }
    }

    /**
     * Reads one video.
     *
     * @param where what errors name
     * @param video its name
     * @throws BadInputException when the bytes hold anything else
     */
    public static VideoTracks parse(String where, String video, byte[] bytes) {
        JsonNode root;
        try {
            root = JSON.readTree(bytes);
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new BadInputException(where + ": is no JSON (" + reason + "); save it again", e);
        }
        if (!root.isObject()) {
            throw BadInputException.of(where, "an object of id to [[x, y], ...]", kind(root), "see the authors' files");
        }
        Map<String, int[][]> paths = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            paths.put(entry.getKey(), path(where + ": id " + entry.getKey(), entry.getValue()));
        }
        return new VideoTracks(video, paths);
    }

    private static int[][] path(String where, JsonNode points) {
        if (!points.isArray() || points.isEmpty()) {
            throw BadInputException.of(where, "[[x, y], ...]", kind(points), "leave out an entity without a track");
        }
        int[][] path = new int[points.size()][];
        for (int f = 0; f < path.length; f++) {
            JsonNode p = points.get(f);
            if (!p.isArray()
                    || p.size() != 2
                    || !p.get(0).canConvertToExactIntegral()
                    || !p.get(1).canConvertToExactIntegral()
                    || !p.get(0).canConvertToInt()
                    || !p.get(1).canConvertToInt()) {
                throw BadInputException.of(
                        where + ", frame " + f, "[x, y] in whole pixels", p, "round the prediction before it is saved");
            }
            path[f] = new int[] {p.get(0).intValue(), p.get(1).intValue()};
        }
        return path;
    }

    private static String kind(JsonNode node) {
        return (node.isEmpty() ? "empty " : "") + node.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    /**
     * Writes all videos.
     *
     * @param to a zip by its ending {@code .zip}, else a folder, made where absent
     */
    public static void write(Collection<VideoTracks> videos, Path to) {
        try {
            if (!to.toString().endsWith(".zip")) {
                Files.createDirectories(to);
                for (VideoTracks video : videos) {
                    Path file = to.resolve(video.video() + ENDING);
                    Path beside = file.resolveSibling(file.getFileName() + ".part");
                    Files.write(beside, bytes(video));
                    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
                }
                return;
            }
            Path beside = to.resolveSibling(to.getFileName() + ".part");
            try (OutputStream file = Files.newOutputStream(beside);
                    ZipOutputStream zip = new ZipOutputStream(file)) {
                for (VideoTracks video : videos) {
                    ZipEntry entry = new ZipEntry(video.video() + ENDING);
                    entry.setTime(0); // equal tracks make equal files
                    zip.putNextEntry(entry);
                    zip.write(bytes(video));
                }
            }
            Files.move(beside, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new BadInputException(to + ": cannot be written (" + e + "); choose another place", e);
        }
    }

    private static byte[] bytes(VideoTracks video) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.getFactory().createGenerator(out)) {
            json.writeStartObject();
            for (Map.Entry<String, int[][]> entry : video.paths().entrySet()) {
                json.writeArrayFieldStart(entry.getKey());
                for (int[] point : entry.getValue()) {
                    json.writeArray(point, 0, 2);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    /** Of one entry: closing it leaves the zip open. */
    private static final class EntryStream extends FilterInputStream {
        EntryStream(ZipInputStream zip) {
            super(zip);
        }

        @Override
        public void close() {}
    }
}
