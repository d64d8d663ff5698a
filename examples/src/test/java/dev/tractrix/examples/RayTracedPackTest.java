// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.benchmark.Pack;
import dev.tractrix.data.IdMap;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Track;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ray-traced pack is whole, and what its scenes ask for is what its true frames show. */
class RayTracedPackTest {
    private static final Path FOLDER = Path.of("truth").toAbsolutePath();
    /** Percent of the diagonal: perspective moves a mask's middle away from where its point in space goes. */
    private static final double FAR = 4;

    static List<String> items() {
        return Pack.open(FOLDER).items();
    }

    @Test
    void hasClipsOfAllKinds() {
        assertThat(items()).contains("pool", "pendulum", "chess", "dolly", "balloons");
    }

    @ParameterizedTest
    @MethodSource("items")
    void theAskedWayIsTheTrueOne(String item) {
        Pack pack = Pack.open(FOLDER);
        LoadedScene loaded = LoadedScene.load(pack.scene(item));
        List<Picture> truth = pack.truth(item);
        List<IdMap> ids = pack.masks(item);
        Motion motion = Motion.of(loaded);
        int frames = loaded.scene().frames();
        double diagonal = Math.hypot(loaded.scene().width(), loaded.scene().height());

        assertThat(truth).hasSize(frames);
        assertThat(ids).hasSize(frames);
        assertThat(loaded.picture().rgb()).isEqualTo(truth.get(0).rgb());
        for (int e = 0; e < loaded.scene().entities().size(); e++) {
            Entity entity = loaded.scene().entities().get(e);
            int id = Integer.parseInt(entity.id().substring("thing-".length()));
            Track track = motion.entityTracks().get(e);
            double[] start = middle(ids.get(0), id);
            assertThat(loaded.masks().get(e).inside())
                    .as(item + " " + entity.comment())
                    .isEqualTo(ids.get(0).mask(id).inside());
            for (int f = 0; f < frames; f++) {
                if (ids.get(f).mask(id).area()
                        < 0.9
                                * track.pose(f).zoom()
                                * track.pose(f).zoom()
                                * ids.get(0).mask(id).area()) {
                    continue; // partly covered or out of the picture: its middle is another
                }
                double[] is = middle(ids.get(f), id);
                double x = track.pose(f).x(start[0]);
                double y = track.pose(f).y(start[1]);
                assertThat(100 * Math.hypot(is[0] - x, is[1] - y) / diagonal)
                        .as("%s, %s, frame %d, percent of the diagonal", item, entity.comment(), f)
                        .isLessThan(FAR);
            }
        }
    }

    private static double[] middle(IdMap ids, int id) {
        double x = 0;
        double y = 0;
        int n = 0;
        for (int i = 0; i < ids.ids().length; i++) {
            if (ids.ids()[i] == id) {
                x += i % ids.width();
                y += i / ids.width();
                n++;
            }
        }
        return new double[] {x / n, y / n};
    }
}
