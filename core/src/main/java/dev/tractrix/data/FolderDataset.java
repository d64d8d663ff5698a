// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Data sets that are folders of frames with id maps beside them: VIPSeg, YouTube-VOS, and a user's own clips.
 *
 * @param kind which of them
 * @param clips usable clips, by name
 * @param skipped folders and files left out
 */
public record FolderDataset(String kind, List<VideoClip> clips, Skipped skipped) implements VideoDataset {
    private static final Set<String> PICTURES = Set.of("jpg", "jpeg", "png", "bmp");

    public FolderDataset {
        clips = List.copyOf(clips);
    }

    /**
     * Opens whatever is there: VIPSeg when there are {@code imgs} and {@code panomasks}, YouTube-VOS when there are
     * {@code JPEGImages} and {@code Annotations}, otherwise a user's clips.
     *
     * @throws BadInputException when there is no folder, or no usable clip in it
     */
    public static FolderDataset open(Path root) {
        if (!Files.isDirectory(root)) {
            throw BadInputException.of(root.toString(), "a folder of clips", "none", "check the path");
        }
        if (Files.isDirectory(root.resolve("imgs"))) {
            return vipSeg(root);
        }
        return Files.isDirectory(root.resolve("JPEGImages")) ? youTubeVos(root) : userClips(root);
    }

    /** VIPSeg's layout: {@code imgs/<video>/<n>.jpg} and {@code panomasks/<video>/<n>.png}, panoptic ids. */
    public static FolderDataset vipSeg(Path root) {
        Skipped skipped = new Skipped();
        Function<Path, IdMap> reader = file -> VipSegIds.repaired(
                IdMapFiles.read(file),
                id -> skipped.add(file.getParent().getFileName() + ": id " + id, "no VIPSeg id, taken as void"));
        return paired("VIPSeg", root, root.resolve("imgs"), root.resolve("panomasks"), reader, skipped);
    }

    /** YouTube-VOS's layout, and DAVIS's: {@code JPEGImages/<id>/<n>.jpg}, {@code Annotations/<id>/<n>.png}. */
    public static FolderDataset youTubeVos(Path root) {
        return paired(
                "YouTube-VOS",
                root,
                root.resolve("JPEGImages"),
                root.resolve("Annotations"),
                IdMapFiles::read,
                new Skipped());
    }

    /**
     * A user's clips: each a folder with {@code frames/} and either {@code mask.png}, the first frame's ids (a palette,
     * grey values, or one thing in white), or {@code masks/} with a PNG named as its frame for some frames.
     */
    public static FolderDataset userClips(Path root) {
        Skipped skipped = new Skipped();
        List<VideoClip> clips = new ArrayList<>();
        for (Path folder : folders(root)) {
            Path frames = folder.resolve("frames");
            Path mask = folder.resolve("mask.png");
            Path masks = folder.resolve("masks");
            if (!Files.isDirectory(frames)) {
                skipped.add(name(folder), "no folder frames/");
                continue;
            }
            List<Path> pictures = numbered(frames, PICTURES, skipped);
            Map<Integer, Path> labels = new HashMap<>();
            if (Files.isDirectory(masks)) {
                labels.putAll(labels(pictures, masks, skipped));
            } else if (Files.isRegularFile(mask)) {
                labels.put(0, mask);
            }
            add(clips, name(folder), pictures, labels, IdMapFiles::read, skipped);
        }
        return whole("clips", root, clips, skipped);
    }

    private static FolderDataset paired(
            String kind, Path root, Path images, Path masks, Function<Path, IdMap> reader, Skipped skipped) {
        for (Path needed : List.of(images, masks)) {
            if (!Files.isDirectory(needed)) {
                throw BadInputException.of(
                        root.toString(), "the folder " + name(needed) + " of " + kind, "none", "check the path");
            }
        }
        List<VideoClip> clips = new ArrayList<>();
        for (Path folder : folders(images)) {
            Path beside = masks.resolve(name(folder));
            if (!Files.isDirectory(beside)) {
                skipped.add(name(folder), "no folder " + name(masks) + "/" + name(folder));
                continue;
            }
            List<Path> pictures = numbered(folder, PICTURES, skipped);
            add(clips, name(folder), pictures, labels(pictures, beside, skipped), reader, skipped);
        }
        return whole(kind, root, clips, skipped);
    }

    private static void add(
            List<VideoClip> clips,
            String name,
            List<Path> pictures,
            Map<Integer, Path> labels,
            Function<Path, IdMap> reader,
            Skipped skipped) {
        if (pictures.isEmpty()) {
            skipped.add(name, "no frames");
        } else if (labels.isEmpty()) {
            skipped.add(name, "no masks");
        } else {
            clips.add(new FileClip(name, pictures, labels, reader));
        }
    }

    private static FolderDataset whole(String kind, Path root, List<VideoClip> clips, Skipped skipped) {
        if (clips.isEmpty()) {
            throw BadInputException.of(
                    root.toString(), "at least one clip of " + kind, "none; " + skipped.summary(), "check the layout");
        }
        return new FolderDataset(kind, clips, skipped);
    }

    private static Map<Integer, Path> labels(List<Path> pictures, Path folder, Skipped skipped) {
        Map<Long, Integer> frames = new HashMap<>();
        for (int i = 0; i < pictures.size(); i++) {
            frames.put(number(pictures.get(i)), i);
        }
        Map<Integer, Path> out = new HashMap<>();
        for (Path file : numbered(folder, Set.of("png"), skipped)) {
            Integer frame = frames.get(number(file));
            if (frame == null) {
                skipped.add(
                        name(folder.getParent()) + "/" + name(folder) + "/" + name(file), "a mask without its frame");
            } else {
                out.put(frame, file);
            }
        }
        return out;
    }

    /** Files of some kinds by the number they are named with; others are noted. */
    private static List<Path> numbered(Path folder, Set<String> kinds, Skipped skipped) {
        Map<Long, Path> out = new TreeMap<>();
        for (Path file : list(folder)) {
            String where = name(folder.getParent()) + "/" + name(folder) + "/" + name(file);
            if (!Files.isRegularFile(file) || !kinds.contains(extension(file))) {
                skipped.add(
                        where,
                        "not a " + String.join(", ", kinds.stream().sorted().toList()) + " file");
                continue;
            }
            long number = number(file);
            if (number < 0) {
                skipped.add(where, "its name has no number");
            } else if (out.putIfAbsent(number, file) != null) {
                skipped.add(where, "a second file with the number " + number);
            }
        }
        return List.copyOf(out.values());
    }

    /** The last run of digits in a file's name, -1 without any: 00000693 and frame_0693 alike. */
    private static long number(Path file) {
        String stem = name(file).replaceFirst("\\.[^.]*$", "");
        int end = stem.length();
        while (end > 0 && !Character.isDigit(stem.charAt(end - 1))) {
            end--;
        }
        int start = end;
        while (start > 0 && Character.isDigit(stem.charAt(start - 1))) {
            start--;
        }
        return start == end || end - start > 18 ? -1 : Long.parseLong(stem, start, end, 10);
    }

    private static String extension(Path file) {
        String name = name(file);
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static List<Path> folders(Path root) {
        return list(root).stream()
                .filter(Files::isDirectory)
                .filter(p -> !name(p).endsWith(".part"))
                .toList();
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted(Comparator.comparing(FolderDataset::name)).toList();
        } catch (IOException e) {
            throw new BadInputException(folder + ": cannot be listed (" + e.getMessage() + ")", e);
        }
    }
}
