// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.SceneReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A scene and what is true of it, in a folder: an item of a pack.
 *
 * <pre>
 * scene.json     with its picture and masks beside it
 * truth/*.png    the true frames, where known
 * masks/*.png    16-bit ids of the true frames, where known; entity thing-N has id N
 * </pre>
 *
 * @param folder of the clip
 */
public record TrueClip(Path folder) {
    private static final String ITEMS = "items";

    /**
     * All clips of a pack, in the order of their names.
     *
     * @throws BadInputException when there are none
     */
    public static List<TrueClip> all(Path pack) {
        List<TrueClip> clips = list(pack.resolve(ITEMS)).stream()
                .filter(Files::isDirectory)
                .map(TrueClip::new)
                .toList();
        if (clips.isEmpty()) {
            throw BadInputException.of(
                    pack.toString(), "a pack with clips in " + ITEMS, "none", "make one with 'tractrix pack'");
        }
        return clips;
    }

    /** One clip of a pack. */
    public static TrueClip of(Path pack, String id) {
        return new TrueClip(pack.resolve(ITEMS).resolve(id));
    }

    /** What is asked. */
    public Scene scene() {
        return SceneReader.read(folder.resolve("scene.json"));
    }

    /** The true frames; empty where they are not known. */
    public List<Picture> frames() {
        return list(folder.resolve("truth")).stream()
                .map(ImageFiles::readPicture)
                .toList();
    }

    /** The true ids, one map a frame; empty where they are not known. */
    public List<IdMap> ids() {
        return list(folder.resolve("masks")).stream().map(IdMapFiles::read).toList();
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(folder)) {
            return list.sorted().toList();
        } catch (IOException e) {
            throw new BadInputException(folder + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }
}
