// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Pictures in a folder with things that are made of parts: for each {@code NAME.txt}, one thing a line as the ids of its parts
 * with blanks between, a picture {@code NAME.png} and an id map {@code NAME-ids.png} of one size.
 */
public final class PartedPictures {
    private final List<Path> lists;

    /**
     * @param folder of the pictures
     * @throws BadInputException when the folder cannot be read or has no list of things
     */
    public PartedPictures(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            lists = all.filter(p -> p.getFileName().toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw BadInputException.of(folder.toString(), "a folder with pictures", e.getMessage(), "give another");
        }
        if (lists.isEmpty()) {
            throw BadInputException.of(
                    folder.toString(), "NAME.png, NAME-ids.png and NAME.txt", "no NAME.txt", "give another folder");
        }
    }

    /**
     * A picture and its things.
     *
     * @param things of the picture's size; they may have parts in common
     */
    public record Parted(Picture picture, List<Mask> things) {}

    public int count() {
        return lists.size();
    }

    /**
     * Reads one.
     *
     * @param index below {@link #count}, in the order of the names
     * @throws BadInputException when a file is missing or does not fit the others
     */
    public Parted at(int index) {
        Path list = lists.get(index);
        String name = list.getFileName().toString().replaceFirst("\\.txt$", "");
        Picture picture = ImageFiles.readPicture(list.resolveSibling(name + ".png"));
        IdMap ids = IdMapFiles.read(list.resolveSibling(name + "-ids.png"));
        if (ids.width() != picture.width() || ids.height() != picture.height()) {
            throw BadInputException.of(
                    list.toString(),
                    "an id map of the picture's size",
                    ids.width() + "x" + ids.height() + " and " + picture.width() + "x" + picture.height(),
                    "make both anew");
        }
        List<Mask> things = new ArrayList<>();
        for (int[] parts : parts(list)) {
            boolean[] in = new boolean[ids.ids().length];
            for (int i = 0; i < in.length; i++) {
                for (int part : parts) {
                    in[i] |= ids.ids()[i] == part;
                }
            }
            things.add(new Mask(ids.width(), ids.height(), in));
        }
        return new Parted(picture, things);
    }

    private static List<int[]> parts(Path list) {
        try {
            return Files.readAllLines(list).stream()
                    .filter(line -> !line.isBlank())
                    .map(line -> Stream.of(line.trim().split("\\s+"))
                            .mapToInt(Integer::parseInt)
                            .toArray())
                    .toList();
        } catch (IOException | NumberFormatException e) {
            throw BadInputException.of(list.toString(), "ids with blanks between", e.getMessage(), "make it anew");
        }
    }
}
