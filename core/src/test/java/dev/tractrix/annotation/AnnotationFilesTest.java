// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnotationFilesTest {
    @TempDir
    Path folder;

    private static EntityTrack entity() {
        return new EntityTrack(
                12401,
                1,
                new double[] {1.5, 2, -3},
                new double[] {4, 5.125, 6},
                new double[] {2, 2.5, 0.0001},
                List.of(Sight.HIDDEN, Sight.SEEN, Sight.OUTSIDE));
    }

    @Test
    void comesBackAsWritten() {
        AnnotationFiles files = new AnnotationFiles(folder.resolve("annotations"));
        assertThat(files.has("a")).isFalse();

        files.write(new ClipAnnotation("a", 20, 10, 3, "flow", List.of(entity())));
        files.writeFeatures("a", Map.of(12401, new float[] {1, 2, 3, 4}), Map.of("seed", "7"));

        ClipAnnotation read = files.read("a");
        assertThat(read.tracker()).isEqualTo("flow");
        assertThat(read.entities()).singleElement().usingRecursiveComparison().isEqualTo(entity());
        assertThat(files.features("a").orElseThrow().get(12401)).containsExactly(1, 2, 3, 4);
        assertThat(files.features("b")).isEmpty();
        assertThat(read.entities().get(0).disc(0)).isPresent();
        assertThat(read.entities().get(0).disc(2)).isEmpty();
    }

    @Test
    void aDamagedFileIsNamed() throws Exception {
        AnnotationFiles files = new AnnotationFiles(folder);
        for (String bad : List.of(
                "{",
                "{\"format\":\"other\"}",
                "{\"format\":\"tractrix-annotation-1\",\"clip\":\"a\",\"width\":4,\"height\":4,\"frames\":2,"
                        + "\"tracker\":\"flow\",\"entities\":[{\"id\":1,\"frame\":0,\"x\":[1],\"y\":[1],\"radius\":[1],"
                        + "\"sight\":[\"seen\"]}]}",
                "{\"format\":\"tractrix-annotation-1\",\"clip\":\"a\",\"width\":4,\"height\":4,\"frames\":1,"
                        + "\"tracker\":\"flow\",\"entities\":[{\"id\":1,\"frame\":0,\"x\":[\"z\"],\"y\":[1],\"radius\":[1],"
                        + "\"sight\":[\"seen\"]}]}")) {
            Files.writeString(folder.resolve("a.json"), bad);
            assertThatThrownBy(() -> files.read("a"))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("a.json");
        }
        assertThatThrownBy(() -> files.read("missing")).hasMessageContaining("tractrix annotate");
    }
}
