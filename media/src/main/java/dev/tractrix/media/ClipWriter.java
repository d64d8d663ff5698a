// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.formats.FrameSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes clips with their metadata inside. Everything is written beside the target and renamed when it is whole, so
 * that there is the new file, or what was there before, and never half of one.
 */
public final class ClipWriter {
    private ClipWriter() {}

    /**
     * Writes a clip in the format that the path's extension asks for ({@link ClipFormat}).
     *
     * @param frames one size; at least one. MP4 and WebM need an even width and height: an odd one is padded by
     *     repeating the last column or row
     * @param fps frames per second, above 0 and at most 240 (GIF: at most 50, its shortest delay that players honour)
     * @param target a file, replaced if there; for PNG frames a folder that is not there or empty
     * @throws BadInputException when it cannot be written: unknown extension, no right, a full disk
     */
    public static void write(List<Picture> frames, double fps, ClipMetadata metadata, Path target) {
        ClipFormat format = ClipFormat.of(target);
        checkFrames(frames);
        double highest = format == ClipFormat.GIF ? 50 : 240;
        if (!(fps > 0 && fps <= highest)) {
            throw BadInputException.of(
                    target.toString(),
                    "a rate above 0 and at most " + highest + " frames a second",
                    fps,
                    "choose another");
        }
        String xmp = XmpPacket.of(metadata.withFps(fps));
        Path beside = target.resolveSibling(target.getFileName() + ".part");
        try {
            Path parent = target.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (format == ClipFormat.PNG_FRAMES) {
                writeFolder(frames, xmp, beside, target);
            } else {
                if (Files.isDirectory(target)) {
                    throw new BadInputException(target + ": a folder has this name; choose another");
                }
                writeFile(format, frames, fps, metadata, xmp, beside);
                Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new BadInputException(
                    target + ": cannot be written (" + reason(e) + "); check the folder, its rights and the free space",
                    e);
        } finally {
            delete(beside);
        }
    }

    /** What scene exporters write video with; it carries no metadata, for it is no result of a model. */
    public static FrameSink frameSink() {
        return (video, frames, fps) -> write(frames, fps, ClipMetadata.NONE, video);
    }

    private static void checkFrames(List<Picture> frames) {
        if (frames.isEmpty()) {
            throw new IllegalArgumentException("a clip has at least one frame");
        }
        Picture first = frames.get(0);
        for (Picture p : frames) {
            if (p.width() != first.width() || p.height() != first.height()) {
                throw new IllegalArgumentException("frames of one size, got " + first.width() + "x" + first.height()
                        + " and " + p.width() + "x" + p.height());
            }
        }
    }

    private static void writeFolder(List<Picture> frames, String xmp, Path beside, Path target) throws IOException {
        if (Files.exists(target)) {
            try (Stream<Path> there = Files.list(target)) {
                if (there.findAny().isPresent()) {
                    throw new BadInputException(target + ": the folder is not empty; choose another or empty it");
                }
            }
        }
        delete(beside);
        Files.createDirectory(beside);
        for (int i = 0; i < frames.size(); i++) {
            Files.write(PngFrames.file(beside, i), PngFrames.encode(frames.get(i), xmp));
        }
        Files.deleteIfExists(target);
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void writeFile(
            ClipFormat format, List<Picture> frames, double fps, ClipMetadata metadata, String xmp, Path file)
            throws IOException {
        Map<String, String> tags = new LinkedHashMap<>();
        metadata.digitalSourceType().ifPresent(t -> tags.put("comment", "digital source type: " + t));
        if (format == ClipFormat.WEBM) {
            tags.put(Encoder.XMP_TAG, xmp);
        }
        boolean even = format == ClipFormat.MP4 || format == ClipFormat.WEBM;
        Picture first = even ? evenSized(frames.get(0)) : frames.get(0);
        try (Encoder encoder = new Encoder(format, file, first.width(), first.height(), fps, tags)) {
            for (Picture p : frames) {
                encoder.write(even ? evenSized(p) : p);
            }
            encoder.finish();
        }
        switch (format) {
            case MP4 -> Mp4Boxes.appendXmp(file, xmp);
            case GIF -> Files.write(file, GifBlocks.withXmp(Files.readAllBytes(file), xmp));
            case WEBP -> {
                int ms = (int) Math.min(Math.round(frames.size() * 1000 / fps), (1 << 24) - 1);
                byte[] webp = Files.readAllBytes(file);
                Files.write(file, WebpChunks.withXmp(webp, xmp, first.width(), first.height(), ms));
            }
            default -> {}
        }
    }

    /** 4:2:0 halves both sides. */
    private static Picture evenSized(Picture p) {
        int width = p.width() + (p.width() & 1);
        int height = p.height() + (p.height() & 1);
        if (width == p.width() && height == p.height()) {
            return p;
        }
        Picture out = Picture.black(width, height);
        for (int y = 0; y < height; y++) {
            int from = Math.min(y, p.height() - 1) * p.width();
            for (int x = 0; x < width; x++) {
                System.arraycopy(p.rgb(), 3 * (from + Math.min(x, p.width() - 1)), out.rgb(), 3 * (y * width + x), 3);
            }
        }
        return out;
    }

    private static String reason(IOException e) {
        return e.getClass() == IOException.class ? e.getMessage() : e.getClass().getSimpleName() + " " + e.getMessage();
    }

    private static void delete(Path path) {
        try {
            if (!Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            try (Stream<Path> all = Files.walk(path)) {
                for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(p);
                }
            }
        } catch (IOException e) {
            org.slf4j.LoggerFactory.getLogger(ClipWriter.class).warn("{} is left over: {}", path, e.getMessage());
        }
    }
}
