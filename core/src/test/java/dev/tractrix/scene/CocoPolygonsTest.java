// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Mask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CocoPolygonsTest {
    @TempDir
    Path folder;

    /** A box from edge to edge of pixels covers just these, two polygons are one mask. */
    @Test
    void polygonsBecomeOneMask() throws IOException {
        Mask mask = read("{'segmentation': [[2,1,6,1,6,4,2,4],[7,5,9,5,9,7,7,7]], 'width': 12, 'height': 8}");
        assertThat(mask.width()).isEqualTo(12);
        assertThat(mask.height()).isEqualTo(8);
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 12; x++) {
                boolean first = x >= 2 && x < 6 && y >= 1 && y < 4;
                boolean second = x >= 7 && x < 9 && y >= 5 && y < 7;
                assertThat(mask.at(x, y)).as(x + "," + y).isEqualTo(first || second);
            }
        }
    }

    @Test
    void aWholeFileWithOneAnnotationIsRead() throws IOException {
        String file = "{'images': [{'id': 4, 'width': 3, 'height': 3}, {'id': 7, 'width': 12, 'height': 8}],"
                + " 'annotations': [{'image_id': 7, 'segmentation': SEGMENTATION}]}";
        Mask polygon = read(file.replace("SEGMENTATION", "[[2,1,6,1,6,4,2,4]]"));
        assertThat(polygon.width()).isEqualTo(12);
        assertThat(polygon.area()).isEqualTo(12);
        Mask runs = read(file.replace("SEGMENTATION", "{'size': [2, 3], 'counts': [1, 5]}"));
        assertThat(runs.area()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"segmentation\": [[1,1,2,2,3,1]]}|\"width\" and \"height\"",
                "{\"segmentation\": [[1,1,2,2]], \"width\": 5, \"height\": 5}|three or more",
                "{\"segmentation\": [[1,1,2,2,3]], \"width\": 5, \"height\": 5}|x,y pairs",
                "{\"segmentation\": [[1,1,2,2,3,900]], \"width\": 5, \"height\": 5}|in the image of 5",
                "{\"segmentation\": [[1,1,2,2,3,\"a\"]], \"width\": 5, \"height\": 5}|in the image of 5",
                "{\"segmentation\": [[1,1,2,2,3,1]], \"width\": 0, \"height\": 5}|0x5",
                "{\"annotations\": [{}, {}]}|one annotation, got 2",
            })
    void whatCannotBeIsSaid(String json, String text) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(text);
    }

    private Mask read(String json) throws IOException {
        return MaskFiles.read(Files.writeString(folder.resolve("mask.json"), json.replace('\'', '"')));
    }
}
