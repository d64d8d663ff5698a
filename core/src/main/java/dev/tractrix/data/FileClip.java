// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A clip in a folder.
 *
 * @param name of the clip
 * @param pictures a file a frame, in order
 * @param labels frame number to id file, for the frames that have one
 * @param reader reads an id file
 */
record FileClip(String name, List<Path> pictures, Map<Integer, Path> labels, Function<Path, IdMap> reader)
        implements VideoClip {
    FileClip {
        pictures = List.copyOf(pictures);
        labels = Map.copyOf(labels);
    }

    @Override
    public int length() {
        return pictures.size();
    }

    @Override
    public boolean labelled(int frame) {
        return labels.containsKey(frame);
    }

    @Override
    public Picture picture(int frame) {
        return ImageFiles.readPicture(pictures.get(frame));
    }

    @Override
    public IdMap ids(int frame) {
        Path file = labels.get(frame);
        if (file == null) {
            throw BadInputException.of(name + ": frame " + frame, "an id map", "none", "ask labelled() first");
        }
        return reader.apply(file);
    }
}
