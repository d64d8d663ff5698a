// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What lies under a path: pictures and clips at any depth, so that flat folders of frames, folders of clips and data sets
 * with a folder a video are all read.
 *
 * @param root the path
 * @param pictures by folder, both in the order of their numbers
 * @param clips files of moving pictures
 * @param others files that are neither
 */
record FeatureFiles(Path root, Map<Path, List<Path>> pictures, List<Path> clips, int others) {
    private static final Pattern PICTURE = Pattern.compile(".+\\.(png|jpe?g|bmp)");
    private static final Pattern CLIP = Pattern.compile(".+\\.(mp4|mov|m4v|mkv|webm|avi|gif|webp)");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    static FeatureFiles of(Path root) {
        if (!Files.exists(root)) {
            throw new BadInputException(root + ": no such file or folder; check the path");
        }
        Map<Path, List<Path>> pictures = new TreeMap<>(Comparator.comparing(FeatureFiles::sortKey));
        List<Path> clips = new ArrayList<>();
        int others = 0;
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(FeatureFiles::sortKey))
                    .toList();
        } catch (IOException e) {
            throw new BadInputException(root + ": cannot be read (" + e.getMessage() + ")", e);
        }
        for (Path file : files) {
            String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
            if (PICTURE.matcher(name).matches()) {
                pictures.computeIfAbsent(
                                file.getParent() == null ? Path.of("") : file.getParent(), p -> new ArrayList<>())
                        .add(file);
            } else if (CLIP.matcher(name).matches()) {
                clips.add(file);
            } else {
                others++;
            }
        }
        if (pictures.isEmpty() && clips.isEmpty()) {
            throw BadInputException.of(
                    root.toString(), "pictures or clips", others + " other files", "name the folder that holds them");
        }
        return new FeatureFiles(root, pictures, clips, others);
    }

    /** How an item is called in reports and states: its path below the root, one line. */
    String name(Path item) {
        Path below = item.equals(root) ? item.getFileName() : root.relativize(item);
        return below.toString().isEmpty() ? "." : below.toString().replace('\n', ' ');
    }

    /** Numbers padded to one width compare as numbers. */
    private static String sortKey(Path file) {
        return NUMBER.matcher(file.toString())
                .replaceAll(m -> "0".repeat(Math.max(0, 20 - m.group().length())) + m.group());
    }
}
