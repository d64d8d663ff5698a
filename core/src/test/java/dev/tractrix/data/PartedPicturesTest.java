// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.data.PartedPictures.Parted;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartedPicturesTest {
    @Test
    void aThingIsItsParts(@TempDir Path folder) throws IOException {
        write(folder, "b", 3, 2);
        write(folder, "a", 2, 2);
        Files.writeString(folder.resolve("a.txt"), "1\n\n1 300\n9\n");
        PartedPictures pictures = new PartedPictures(folder);

        assertThat(pictures.count()).isEqualTo(2);
        Parted first = pictures.at(0);
        assertThat(first.picture().width()).isEqualTo(2);
        assertThat(first.things()).hasSize(3);
        assertThat(first.things().get(0).inside()).containsExactly(false, true, false, false);
        assertThat(first.things().get(1).inside()).containsExactly(false, true, true, false);
        assertThat(first.things().get(2).area()).isZero();
        assertThat(pictures.at(1).picture().width()).isEqualTo(3);
    }

    @Test
    void whatDoesNotFitIsRefused(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> new PartedPictures(folder)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> new PartedPictures(folder.resolve("none"))).isInstanceOf(BadInputException.class);
        write(folder, "a", 2, 2);
        ImageFiles.writePng(Picture.black(3, 2), folder.resolve("a.png"));
        assertThatThrownBy(() -> new PartedPictures(folder).at(0)).isInstanceOf(BadInputException.class);
        write(folder, "a", 2, 2);
        Files.writeString(folder.resolve("a.txt"), "one\n");
        assertThatThrownBy(() -> new PartedPictures(folder).at(0)).isInstanceOf(BadInputException.class);
    }

    /** Ids 0, 1, 300, 0, ... */
    private static void write(Path folder, String name, int width, int height) throws IOException {
        int[] ids = new int[width * height];
        ids[1] = 1;
        ids[2] = 300;
        ImageFiles.writePng(Picture.black(width, height), folder.resolve(name + ".png"));
        IdMapFiles.write(new IdMap(width, height, ids), folder.resolve(name + "-ids.png"));
        Files.writeString(folder.resolve(name + ".txt"), "1\n");
    }
}
