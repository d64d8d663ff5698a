// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.fault.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SceneFolderTest {
    private static final SceneSpec SPEC = SceneSpec.of(64, 40, 4);

    @TempDir
    Path root;

    @Test
    void whatIsWrittenReadsBackExactly() throws Exception {
        List<Long> told = new ArrayList<>();
        Path manifest = new SceneFolder(root, SPEC, 42, SceneFolder.Codec.PNG).write(3, 2, told::add);
        assertThat(told).containsExactly(1L, 2L, 3L);
        FolderDataset set = FolderDataset.open(root);
        assertThat(set.kind()).isEqualTo("VIPSeg");
        assertThat(set.clips()).hasSize(3);
        assertThat(set.skipped().count()).isZero();
        ObjectMapper json = new ObjectMapper();
        for (int i = 0; i < 3; i++) {
            SyntheticScene scene = LayeredScenes.scene(SPEC, 42, i);
            VideoClip clip = set.clips().get(i);
            JsonNode tracks =
                    json.readTree(Files.readAllBytes(root.resolve("tracks").resolve(clip.name() + ".json")));
            for (int f = 0; f < 4; f++) {
                assertThat(clip.picture(f).rgb()).isEqualTo(scene.picture(f).rgb());
                IdMap ids = clip.ids(f);
                for (SyntheticEntity e : scene.entities()) {
                    int id = tracks.path("entities").path(e.id() - 1).path("id").asInt();
                    assertThat(VipSegIds.isThing(id)).isTrue();
                    assertThat(ids.mask(id).inside())
                            .isEqualTo(e.visibleMasks().get(f).inside());
                    JsonNode entity = tracks.path("entities").path(e.id() - 1);
                    assertThat(entity.path("x").path(f).asDouble()).isEqualTo(e.x()[f]);
                    assertThat(entity.path("visible").path(f).asBoolean()).isEqualTo(e.visible()[f]);
                }
            }
            assertThat(tracks.path("points")).hasSize(84);
        }
        assertThat(json.readTree(Files.readAllBytes(manifest)).path("scenes")).hasSize(3);
        assertThat(remains()).isEmpty();
    }

    @Test
    void anInterruptedRunIsTakenUpWhereItStopped() throws Exception {
        SceneFolder folder = new SceneFolder(root, SPEC, 7, SceneFolder.Codec.PNG);
        String whole = Files.readString(folder.write(3, 1, i -> {}));
        Path kept = root.resolve("imgs/scene000000/00000000.png");
        Path lost = root.resolve("imgs/scene000001/00000002.png");
        FileTime old = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(kept, old);
        // as a kill between two renames leaves it
        Files.delete(root.resolve("tracks/scene000001.json"));
        Files.delete(lost);
        Files.delete(root.resolve("manifest.json"));
        assertThat(Files.readString(folder.write(3, 2, i -> {}))).isEqualTo(whole);
        assertThat(Files.getLastModifiedTime(kept)).isEqualTo(old);
        assertThat(lost).exists();
        assertThat(Files.readString(folder.write(4, 2, i -> {}))).startsWith(whole.substring(0, 40));
    }

    @Test
    void anotherSeedOrSpecIsRefusedAndNothingChanged() throws Exception {
        Path manifest = new SceneFolder(root, SPEC, 7, SceneFolder.Codec.JPG).write(1, 1, i -> {});
        byte[] before = Files.readAllBytes(manifest);
        assertThatThrownBy(() -> new SceneFolder(root, SPEC, 8, SceneFolder.Codec.JPG).write(1, 1, i -> {}))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("seed");
        assertThatThrownBy(() ->
                        new SceneFolder(root, SPEC.withMotion(0.1), 7, SceneFolder.Codec.JPG).write(1, 1, i -> {}))
                .hasMessageContaining("spec");
        assertThat(Files.readAllBytes(manifest)).isEqualTo(before);
        assertThat(root.resolve("imgs/scene000000/00000003.jpg")).exists();
    }

    private List<Path> remains() throws Exception {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(p -> p.toString().matches(".*\\.(part|new)")).toList();
        }
    }
}
