// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.annotation.AnnotationFiles;
import dev.tractrix.annotation.ClipAnnotation;
import dev.tractrix.annotation.EntityTrack;
import dev.tractrix.annotation.Sight;
import dev.tractrix.control.SharedData;
import dev.tractrix.data.ClipSampler;
import dev.tractrix.data.FolderDataset;
import dev.tractrix.data.IdMap;
import dev.tractrix.data.IdMapFiles;
import dev.tractrix.data.SceneFolder;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.data.VideoClip;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.DiscFinder;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetSamplesTest {
    private static final ClipSampler.Settings PLAIN = new ClipSampler.Settings(48, 32, 3, 1, 1, 1, true, false);

    @TempDir
    private Path folder;

    private AnnotationFiles annotations() {
        return new AnnotationFiles(folder.resolve(AnnotationFiles.FOLDER));
    }

    private DatasetSamples open(ClipSampler.Settings settings, long seed) {
        return DatasetSamples.open(folder, folder.resolve(AnnotationFiles.FOLDER), settings, true, seed);
    }

    /** Synthetic scenes in VIPSeg's layout, annotated. */
    private void scenes(int count) {
        new SceneFolder(folder, SceneSpec.of(96, 64, 5).withEntities(2, 3), 3, SceneFolder.Codec.PNG)
                .write(count, 1, n -> {});
        FolderDataset.open(folder).clips().forEach(clip -> annotate(clip, annotations()));
    }

    /** Each entity's incircle in each frame that has a mask of it; in a frame without any mask the first one's. */
    private static void annotate(VideoClip clip, AnnotationFiles target) {
        annotate(clip, target, clip.length());
    }

    /** @param moving frames in which discs are looked for; they stay as they are in the later ones */
    private static void annotate(VideoClip clip, AnnotationFiles target, int moving) {
        int n = clip.length();
        IdMap first = clip.ids(0);
        // a map is decoded once, not once an entity
        List<IdMap> maps = IntStream.range(0, n)
                .mapToObj(f -> f < moving && clip.labelled(f) ? clip.ids(f) : first)
                .toList();
        List<Set<Integer>> there = maps.stream().map(m -> m.areas().keySet()).toList();
        List<EntityTrack> tracks = new ArrayList<>();
        for (int id : first.areas().keySet()) {
            double[] x = new double[n];
            double[] y = new double[n];
            double[] r = new double[n];
            Sight[] sight = new Sight[n];
            for (int f = 0; f < n; f++) {
                if (f >= moving) {
                    x[f] = x[f - 1];
                    y[f] = y[f - 1];
                    r[f] = r[f - 1];
                    sight[f] = sight[f - 1];
                    continue;
                }
                boolean seen = there.get(f).contains(id);
                Disc disc = seen ? DiscFinder.exact().find(maps.get(f).mask(id)) : new Disc(0, 0, 1);
                x[f] = disc.x();
                y[f] = disc.y();
                r[f] = Math.max(disc.radius(), 0.5);
                sight[f] = seen ? Sight.SEEN : Sight.LOST;
            }
            tracks.add(new EntityTrack(id, 0, x, y, r, Arrays.asList(sight)));
        }
        target.write(new ClipAnnotation(clip.name(), first.width(), first.height(), n, "exact", tracks));
    }

    @Test
    void discsAndMasksAreMappedAlike() {
        scenes(4);
        DatasetSamples samples = open(new ClipSampler.Settings(48, 32, 3, 1, 2, 1.6, false, true), 7);
        int looked = 0;
        for (int n = -3; n < 12; n++) {
            ControlSample s = samples.apply(n);
            assertThat(s.frames()).hasSize(3).allMatch(p -> p.width() == 48 && p.height() == 32);
            assertThat(s.maps().layers()).hasSameSizeAs(s.regions()).isNotEmpty();
            for (int k = 0; k < s.regions().size(); k++) {
                Disc d = s.maps().layers().get(k).discs()[0];
                int x = (int) Math.min(47, Math.round(d.x()));
                int y = (int) Math.min(31, Math.round(d.y()));
                if (d.radius() > 2) {
                    assertThat(s.regions().get(k).at(x, y))
                            .as("a disc's centre is its own")
                            .isTrue();
                    assertThat(s.moving().get(0).at(x, y)).isTrue();
                    looked++;
                }
            }
        }
        assertThat(looked).isGreaterThan(15);
    }

    /** The whole clip at half its size: places and radii halve. */
    @Test
    void aReducedClipHasReducedDiscs() {
        scenes(1);
        String name = FolderDataset.open(folder).clips().get(0).name();
        ControlSample s = open(new ClipSampler.Settings(48, 32, 5, 1, 1, 1, true, false), 7)
                .apply(0);
        ClipAnnotation truth = annotations().read(name);
        assertThat(s.maps().layers()).isNotEmpty().allSatisfy(layer -> {
            EntityTrack track = truth.entities().stream()
                    .filter(t -> layer.id().equals("id-" + t.id()))
                    .findFirst()
                    .orElseThrow();
            Disc d = layer.discs()[0];
            assertThat(d.radius()).isCloseTo(track.radius()[0] / 2, within(1e-9));
            assertThat(d.x()).isCloseTo((track.x()[0] + 0.5) / 2 - 0.5, within(1e-9));
            assertThat(d.y()).isCloseTo((track.y()[0] + 0.5) / 2 - 0.5, within(1e-9));
        });
    }

    @Test
    void numbersAloneDecideAndAnEpochHasEveryClipOnce() {
        scenes(4);
        DatasetSamples samples = open(PLAIN, 7);
        assertThat(samples.size()).as("one clip is held back").isEqualTo(3);
        ControlSample late = open(PLAIN, 7).apply(11);
        Set<String> seen = new TreeSet<>();
        for (int n = 0; n < 3; n++) {
            seen.add(Arrays.toString(samples.apply(n).frames().get(0).rgb()));
        }
        assertThat(seen).hasSize(3);
        ControlSample again = samples.apply(11);
        assertThat(again.frames().get(2).rgb()).isEqualTo(late.frames().get(2).rgb());
        assertThat(again.maps().gaussian(1)).isEqualTo(late.maps().gaussian(1));
    }

    @Test
    void brokenThingsAreSkippedWithAReasonAndTheRestGoesOn() throws IOException {
        scenes(5);
        List<VideoClip> clips = FolderDataset.open(folder).clips();
        Path files = folder.resolve(AnnotationFiles.FOLDER);
        Files.writeString(files.resolve(clips.get(0).name() + ".json"), "{");
        Files.delete(files.resolve(clips.get(1).name() + ".json"));
        IdMapFiles.write(new IdMap(7, 7, new int[49]), maskOf(clips.get(2).name()));
        DatasetSamples samples = open(new ClipSampler.Settings(48, 32, 5, 1, 1, 1, true, false), 1);
        for (int n = 0; n < 9; n++) {
            assertThat(samples.apply(n).regions()).isNotEmpty();
        }
        assertThat(samples.skipped().reasons().toString())
                .contains("not annotated")
                .contains("damaged")
                .contains("mask 0: expected 96x64 as its first frame, got 7x7");
    }

    private Path maskOf(String clip) throws IOException {
        try (var masks = Files.list(folder.resolve("panomasks").resolve(clip))) {
            return masks.sorted().findFirst().orElseThrow();
        }
    }

    /** An entity that leaves the picture loses its disc, and its mask is what is there; YouTube-VOS's layout. */
    @Test
    void idsThatVanishAreNoFault() {
        for (int f = 0; f < 3; f++) {
            int[] ids = new int[96 * 64];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = i % 96 < 40 && f < 2 ? 1 : 2;
            }
            ImageFiles.writePng(Picture.black(96, 64), folder.resolve("JPEGImages/a/" + f + ".png"));
            IdMapFiles.write(new IdMap(96, 64, ids), folder.resolve("Annotations/a/" + f + ".png"));
        }
        annotate(FolderDataset.open(folder).clips().get(0), annotations());
        ControlSample s = open(PLAIN, 1).apply(0);
        assertThat(s.maps().layers()).hasSize(2);
        int gone = s.maps().layers().get(0).id().equals("id-1") ? 0 : 1;
        assertThat(s.maps().layers().get(gone).discs()[0]).isNotNull();
        assertThat(s.maps().layers().get(gone).discs()[2]).isNull();
        assertThat(s.maps().layers().get(1 - gone).discs()[2]).isNotNull();
        assertThat(s.moving().get(2).area()).isEqualTo(48 * 32);
    }

    /** A user's clip has one mask, of its first frame: later the discs stand for the things. */
    @Test
    void aUsersClipNeedsOneMask() {
        boolean[] inside = new boolean[96 * 64];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = i % 96 >= 20 && i % 96 < 60 && i / 96 >= 10 && i / 96 < 50;
        }
        for (int f = 0; f < 3; f++) {
            ImageFiles.writePng(Picture.black(96, 64), folder.resolve("me/frames/" + f + ".png"));
        }
        ImageFiles.writePng(new Mask(96, 64, inside), folder.resolve("me/mask.png"));
        annotate(FolderDataset.open(folder).clips().get(0), annotations());
        ControlSample s = open(PLAIN, 1).apply(0);
        double whole = s.moving().get(0).area();
        assertThat(whole).isEqualTo(400);
        assertThat(s.moving().get(2).area() / whole).as("a disc in a square").isCloseTo(Math.PI / 4, within(0.12));
    }

    @Test
    void aDatasetWithNothingToTrainOnIsRefused() {
        scenes(2);
        assertThatThrownBy(() -> open(new ClipSampler.Settings(48, 32, 9, 1, 1, 1, true, false), 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("at least one annotated clip of 9 frames")
                .hasMessageContaining("5 frames, 9 are needed");
        assertThatThrownBy(() -> DatasetSamples.open(folder, folder.resolve("nowhere"), PLAIN, true, 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("not annotated")
                .hasMessageContaining("run tractrix annotate");
    }

    /** Vectors that annotate made are what the network is given, in place of looking at each crop. */
    @Test
    void annotatedVectorsAreUsed() throws IOException {
        scenes(2);
        Path base = Runs.base(folder.resolve("base"));
        TrainingPreset preset =
                Runs.preset("control").with("options.accumulation", "1").withData(folder);
        double computed = firstLoss(preset, base);
        int width = preset.json().at("/controlnet/feature_out_channels/0").asInt();
        vectors(2 * width, 0.1f);
        ControlSample sample = open(PLAIN, 1).apply(0);
        assertThat(sample.vectors()).hasSameSizeAs(sample.regions()).allMatch(v -> v.length == 2 * width);
        double annotated = firstLoss(preset, base);
        assertThat(annotated).isNotEqualTo(computed);
        assertThat(firstLoss(preset.with("data.annotatedVectors", "false"), base))
                .isEqualTo(computed);
        vectors(2 * width, 0.7f);
        assertThat(firstLoss(preset, base)).isNotEqualTo(annotated);
        vectors(2 * width + 2, 0.1f);
        assertThatThrownBy(() -> firstLoss(preset, base))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(2 * width + " channels")
                .hasMessageContaining("--features-model");
    }

    private void vectors(int channels, float value) {
        for (VideoClip clip : FolderDataset.open(folder).clips()) {
            Map<Integer, float[]> all = new TreeMap<>();
            for (int id : clip.ids(0).areas().keySet()) {
                float[] v = new float[channels];
                Arrays.fill(v, value);
                all.put(id, v);
            }
            annotations().writeFeatures(clip.name(), all, Map.of());
        }
    }

    /** Of the start, whose zero convolutions are moved so that what the ControlNet sees shows. */
    private static double firstLoss(TrainingPreset preset, Path base) {
        try (Stage stage = preset.open(base)) {
            return TensorScope.inside(() -> Guards.noGrad(() -> {
                stage.parameters().values().add_(new Scalar(0.02));
                return stage.loss(1, 0).total().item_double();
            }));
        }
    }

    /** Through the preset: resumed, it is the uninterrupted run; the log says what was skipped. */
    @Test
    void controlIsTrainedOnItAndResumed() throws IOException {
        scenes(4);
        Files.delete(folder.resolve(AnnotationFiles.FOLDER)
                .resolve(FolderDataset.open(folder).clips().get(2).name() + ".json"));
        Path base = Runs.base(folder.resolve("base"));
        TrainingPreset preset = Runs.preset("control")
                .with("options.accumulation", "1")
                .with("options.steps", "3")
                .withData(folder);
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        List<String> log = new ArrayList<>();
        try (Stage s = preset.open(base)) {
            new Trainer(whole, preset.options(), log::add, () -> false).train(s);
        }
        for (int stop : new int[] {1, 9}) {
            int[] asked = {0};
            try (Stage s = preset.open(base)) {
                new Trainer(parts, preset.options(), l -> {}, () -> asked[0]++ == stop).train(s);
            }
        }
        assertThat(Runs.losses(parts)).hasSize(3).isEqualTo(Runs.losses(whole));
        assertThat(String.join(" ", log)).contains("skipped 1").contains("not annotated");
    }

    /** A real clip (VSPW), where there is one: its folders are YouTube-VOS's under other names. */
    @Test
    void aRealClipWhereItIs() throws IOException {
        Files.createSymbolicLink(folder.resolve("JPEGImages"), SharedData.need("vspw/clips/images"));
        Files.createSymbolicLink(folder.resolve("Annotations"), SharedData.need("vspw/clips/masks"));
        // the exact search takes about a second of processor time a frame of this size
        annotate(FolderDataset.open(folder).clips().get(0), annotations(), 1);
        ControlSample s = open(ClipSampler.Settings.training(96, 64, 4), 3).apply(0);
        assertThat(s.frames()).hasSize(4);
        assertThat(s.maps().layers()).isNotEmpty();
        assertThat(s.moving().get(0).area()).isPositive();
    }
}
