// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.animatic.Animatic;
import dev.tractrix.animatic.AnimaticFrames;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Settings;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.NativeRuntime;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DragPipelineTest {
    private static final int W = 96;
    private static final int H = 64;

    @TempDir
    static Path folder;

    private static DragModel model;
    private static DragPipeline pipeline;

    @BeforeAll
    static void open() {
        model = DragModel.open(TinyModel.write(folder.resolve("tiny")).toString(), Settings.NONE);
        pipeline = new DragPipeline(model);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void aSceneBecomesAClip() {
        List<String> stages = new ArrayList<>();
        List<List<Picture>> previews = new ArrayList<>();
        Clip clip = pipeline.generate(loaded(Settings.NONE), new Progress() {
            @Override
            public void at(String stage, int done, int total) {
                stages.add(stage + " " + done + "/" + total);
            }

            @Override
            public void preview(int step, int steps, Supplier<List<Picture>> frames) {
                previews.add(frames.get());
            }
        });
        assertThat(clip.frames()).hasSize(3).allMatch(p -> p.width() == W && p.height() == H);
        assertThat(clip.fps()).isEqualTo(7);
        assertThat(clip.maps().frames()).isEqualTo(3);
        assertThat(deviation(clip.frames().get(1))).isGreaterThan(1);
        assertThat(stages)
                .containsSubsequence(
                        "entity features 0/2",
                        "entity features 1/2",
                        "entity features 2/2",
                        "image token 0/1",
                        "encode 0/1",
                        "control 0/1",
                        "denoise 1/2",
                        "denoise 2/2",
                        "decode 0/3",
                        "decode 2/3",
                        "decode 3/3");
        assertThat(previews).hasSize(2);
        assertThat(previews.get(1)).hasSize(3).allMatch(p -> p.width() == W / 8 && p.height() == H / 8);
    }

    @Test
    void aRecordGivesTheSameBytes() {
        Path mask = folder.resolve("mask.png");
        ImageFiles.writePng(TinyModel.square(W, H, 20, 20, 9), mask);
        Scene scene = TinyModel.scene(
                folder, W, H, settings().seed(5).guideInside(0.5).build());
        List<Entity> entities = new ArrayList<>(scene.entities());
        entities.add(Entity.thing(
                "in-a-file",
                new Region.MaskFile(mask),
                TinyModel.thing("x", Mask.empty(1, 1), 20, 20).trajectory()));
        Clip first = pipeline.generate(LoadedScene.load(scene.withEntities(entities)), Progress.SILENT);
        assertThat(first.recordJson())
                .contains(
                        "\"mask of in-a-file\"", "\"scheduler\"", "\"features/unet\"", "\"tokenOrder\" : \"separate\"");
        Scene again = RunRecord.scene(first.recordJson(), folder);
        assertThat(again.settings().model()).isEqualTo(folder.resolve("tiny").toString());
        assertThat(again.settings().device()).isEqualTo("cpu");
        Clip second = pipeline.generate(LoadedScene.load(again), Progress.SILENT);
        assertSame(second, first);
        assertThat(second.recordJson()).isEqualTo(first.recordJson());
    }

    @Test
    void eachSeedCounts() {
        Clip base = clip(settings().build());
        assertSame(clip(settings().build()), base);
        assertDiffer(clip(settings().latentSeed(1L).build()), base);
        assertDiffer(
                clip(settings().augmentationSeed(1L).noiseAugmentation(0.5).build()),
                clip(settings().noiseAugmentation(0.5).build()));
        assertDiffer(
                clip(settings().featureSeed(1L).controlScale(10.0).build()),
                clip(settings().controlScale(10.0).build()));
        assertDiffer(clip(settings().controlScale(10.0).build()), base);
        assertDiffer(
                clip(settings().featureEnsemble(1).controlScale(10.0).build()),
                clip(settings().controlScale(10.0).build()));
    }

    @Test
    void theTokenOrderCountsOnlyWhenGuided() {
        Fidelity interleaved = Fidelity.parse("paper,tokenOrder=interleaved");
        assertDiffer(
                clip(settings().fidelity(interleaved).build()), clip(settings().build()));
        Settings.Builder alone = settings().guidanceMin(1.0).guidanceMax(1.0);
        assertSame(
                clip(alone.fidelity(interleaved).build()),
                clip(alone.fidelity(Fidelity.PAPER).build()));
    }

    @Test
    void checkpointFidelityRuns() {
        assertDiffer(
                clip(settings().fidelity(Fidelity.CHECKPOINT).build()),
                clip(settings().build()));
    }

    @Test
    void aWholeGuideIsTheAnimatic() {
        LoadedScene scene = loaded(settings().guideInside(1.0).guideOutside(1.0).build());
        List<String> stages = new ArrayList<>();
        Clip clip = pipeline.generate(scene, (stage, done, total) -> stages.add(stage));
        assertThat(stages).contains("animatic", "encode animatic").doesNotContain("denoise");
        List<Picture> animatic =
                Animatic.frames(clip.framed(), clip.motion(), W, H).frames();
        List<Picture> expected = new ArrayList<>();
        double scale = model.vae().config().scalingFactor();
        for (int from = 0; from < 3; from += 2) {
            List<Picture> part = animatic.subList(from, Math.min(3, from + 2));
            expected.addAll(Guards.inference(() -> TensorScope.inside(() -> {
                List<Tensor> latents = new ArrayList<>();
                part.forEach(p -> latents.add(
                        Ops.mul(model.vae().encode(Pixels.toTensor(p)).mean(), scale)));
                return Pixels.toPictures(model.vae().decode(Ops.mul(Ops.cat(0, latents), 1 / scale), part.size()));
            })));
        }
        for (int f = 0; f < 3; f++) {
            assertThat(clip.frames().get(f).rgb())
                    .as("frame " + f)
                    .isEqualTo(expected.get(f).rgb());
        }
    }

    @Test
    void aWholeGuideWithItsDetailIsTheAnimaticItself() {
        LoadedScene scene = loaded(
                settings().guideInside(1.0).guideOutside(1.0).guideDetail(1.0).build());
        Clip clip = pipeline.generate(scene, (stage, done, total) -> {});
        List<Picture> animatic =
                Animatic.frames(clip.framed(), clip.motion(), W, H).frames();
        for (int f = 0; f < 3; f++) {
            assertThat(clip.frames().get(f).rgb())
                    .as("frame " + f)
                    .isEqualTo(animatic.get(f).rgb());
        }
        assertDiffer(clip, clip(settings().guideInside(1.0).guideOutside(1.0).build()));
    }

    @Test
    void aWholeGuideWithItsDetailIsTheMendedAnimatic(@TempDir Path other) {
        Path folder = TinyModel.write(other);
        TinyModel.writeRefiner(folder);
        Settings.Builder whole = settings().guideInside(1.0).guideOutside(1.0).guideDetail(1.0);
        try (DragModel mending = DragModel.open(folder.toString(), Settings.NONE)) {
            List<String> stages = new ArrayList<>();
            Clip mended = new DragPipeline(mending)
                    .generate(loaded(whole.guideRefine(1.0).build()), (stage, done, total) -> stages.add(stage));
            assertThat(stages).contains("refine");
            AnimaticFrames animatic = Animatic.frames(mended.framed(), mended.motion(), W, H);
            List<Picture> expected = Guards.inference(
                            () -> mending.refiner().refine(animatic.frames().get(0), animatic, 1, f -> {}))
                    .frames();
            assertThat(expected.get(2).rgb())
                    .isNotEqualTo(animatic.frames().get(2).rgb());
            for (int f = 0; f < 3; f++) {
                assertThat(mended.frames().get(f).rgb())
                        .as("frame " + f)
                        .isEqualTo(expected.get(f).rgb());
            }
        }
    }

    @Test
    void aModelWithoutARefinerRefusesToMend() {
        assertThatThrownBy(
                        () -> clip(settings().guideInside(1.0).guideRefine(0.5).build()))
                .isInstanceOf(BadInputException.class)
                .hasMessage("guideRefine: expected 0, for this model has no refiner, got 0.5; leave it out");
    }

    @Test
    void aPartOfTheGuideLeavesAPartToTheNetworks() {
        Settings.Builder s = settings().steps(4);
        Clip free = clip(s.build());
        Clip whole = clip(s.guideInside(1.0).guideOutside(1.0).build());
        Clip outsideHeld = clip(s.guideInside(0.5).guideOutside(1.0).build());
        Clip half = clip(s.guideInside(0.5).guideOutside(0.5).build());
        assertDiffer(half, free);
        assertDiffer(half, whole);
        assertDiffer(outsideHeld, whole);
        // less of the guide, further from it
        assertThat(distance(outsideHeld, whole)).isLessThan(distance(half, whole));
        List<String> stages = new ArrayList<>();
        pipeline.generate(loaded(s.build()), (stage, done, total) -> stages.add(stage));
        assertThat(stages.stream().filter("denoise"::equals)).hasSize(2);
    }

    @Test
    void withoutGuidanceOnePredictionIsLeftOut() {
        Settings.Builder s = settings().steps(6);
        LoadedScene guided = loaded(s.guidanceMin(1.0).guidanceMax(1.0001).build());
        LoadedScene alone = loaded(s.guidanceMin(1.0).guidanceMax(1.0).build());
        // a guidance of one is no guidance
        assertThat(distance(pipeline.generate(alone, Progress.SILENT), pipeline.generate(guided, Progress.SILENT)))
                .isLessThan(0.1);
        assertThat(denoiseBytes(alone)).isLessThan(0.75 * denoiseBytes(guided));
    }

    /**
     * What the steps after the first allocate on the heap: a handle for every tensor, so it counts the operations, which
     * no load on the machine changes as it changes their time. The least of three, so that a late class is not counted.
     */
    private static double denoiseBytes(LoadedScene scene) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int run = 0; run < 3; run++) {
            long[] span = new long[2];
            pipeline.generate(scene, (stage, done, total) -> {
                if (stage.equals("denoise")) {
                    span[done == 1 ? 0 : 1] = threads.getCurrentThreadAllocatedBytes();
                }
            });
            least = Math.min(least, span[1] - span[0]);
        }
        return least;
    }

    /** Ends a run when it is asked for the n-th time; counts. */
    private static final class Stop implements Progress {
        final int at;
        int asked;

        Stop(int at) {
            this.at = at;
        }

        @Override
        public void at(String stage, int done, int total) {}

        @Override
        public boolean cancelled() {
            return ++asked == at;
        }
    }

    @Test
    void everyStageCanBeCancelledAndLeavesNothing() {
        LoadedScene scene = loaded(settings().guideInside(0.5).build());
        Stop never = new Stop(0);
        pipeline.generate(scene, never);
        assertThat(never.asked).isGreaterThan(12);
        long before = NativeRuntime.liveHandles();
        for (int at = 1; at <= never.asked; at++) {
            Stop stop = new Stop(at);
            assertThatThrownBy(() -> pipeline.generate(scene, stop)).isInstanceOf(CancelledException.class);
            assertThat(NativeRuntime.liveHandles()).as("cancelled at " + at).isLessThanOrEqualTo(before);
        }
        pipeline.generate(scene, Progress.SILENT);
        assertThat(NativeRuntime.liveHandles()).isLessThanOrEqualTo(before);
    }

    @Test
    void anExceptionInAStepLeavesNothing() {
        LoadedScene scene = loaded(settings().build());
        pipeline.generate(scene, Progress.SILENT);
        long before = NativeRuntime.liveHandles();
        for (String where : List.of("entity features", "image token", "encode", "control", "denoise", "decode")) {
            assertThatThrownBy(() -> pipeline.generate(scene, (stage, done, total) -> {
                        if (stage.equals(where)) {
                            throw new IllegalStateException("from " + where);
                        }
                    }))
                    .hasMessage("from " + where);
            assertThat(NativeRuntime.liveHandles()).as(where).isLessThanOrEqualTo(before);
        }
        assertThatThrownBy(() -> pipeline.generate(scene, new Progress() {
                    @Override
                    public void at(String stage, int done, int total) {}

                    @Override
                    public void preview(int step, int steps, Supplier<List<Picture>> frames) {
                        frames.get();
                        throw new IllegalStateException("looking");
                    }
                }))
                .hasMessage("looking");
        assertThat(NativeRuntime.liveHandles()).isLessThanOrEqualTo(before);
    }

    @Test
    void aWiderPictureIsCutPaddedOrSqueezed() {
        LoadedScene wide =
                LoadedScene.load(TinyModel.scene(folder, 120, 64, settings().build()));
        Clip cover = pipeline.generate(with(wide, "resize=cover"), Progress.SILENT);
        assertFrame(cover, 96, 64, 48, 32, 48, 32);
        Clip letterbox = pipeline.generate(with(wide, "resize=letterbox"), Progress.SILENT);
        assertFrame(letterbox, 120, 80, 60, 40, 48, 32);
        assertThat(letterbox.framed().picture().at(60, 3, 2)).isZero();
        assertThat(letterbox.framed().picture().at(60, 12, 2)).isEqualTo(120);
        Clip squeeze = pipeline.generate(with(wide, "resize=squeeze"), Progress.SILENT);
        assertFrame(squeeze, 120, 64, 60, 32, 48, 32);
    }

    private static void assertFrame(Clip clip, int w, int h, double x, double y, double netX, double netY) {
        assertThat(clip.framed().scene().width()).isEqualTo(w);
        assertThat(clip.framed().scene().height()).isEqualTo(h);
        assertThat(clip.motion().tracks().get(0).x()[0]).isEqualTo(x);
        assertThat(clip.motion().tracks().get(0).y()[0]).isEqualTo(y);
        Disc disc = clip.maps().layers().get(0).discs()[0];
        assertThat(disc.x()).isCloseTo(netX, within(0.5));
        assertThat(disc.y()).isCloseTo(netY, within(0.5));
        assertThat(clip.frames()).allMatch(p -> p.width() == W && p.height() == H);
    }

    @Test
    void whatTheFrameCutsAwayIsTold() {
        Scene scene = TinyModel.scene(folder, 120, 64, settings().build());
        Entity gone = TinyModel.thing("gone", TinyModel.square(120, 64, 4, 30, 5), 4, 30);
        List<String> told = new ArrayList<>();
        Progress listening = new Progress() {
            @Override
            public void at(String stage, int done, int total) {}

            @Override
            public void warning(String text) {
                told.add(text);
            }
        };
        List<Entity> both = List.of(scene.entities().get(0), gone);
        Clip clip = pipeline.generate(LoadedScene.load(scene.withEntities(both)), listening);
        assertThat(told).singleElement().asString().startsWith("entity gone lies outside the clip's 96x64 part");
        assertThat(clip.framed().warnings()).isEqualTo(told);
        assertThat(clip.motion().tracks()).hasSize(1);
        assertThatThrownBy(
                        () -> pipeline.generate(LoadedScene.load(scene.withEntities(List.of(gone))), Progress.SILENT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("expected an entity within the clip's 96x64 part of the picture");
    }

    @Test
    void entitiesOfOneMaskShareItInTheFrameToo() {
        Scene scene = TinyModel.scene(folder, 120, 64, settings().build());
        Entity one = scene.entities().get(0);
        Entity other = new Entity("other", "", one.region(), one.kind(), 1, one.trajectory());
        Entity box = Entity.thing("box", new Region.Box(50, 22, 69, 41), one.trajectory());
        LoadedScene framed = FramedScene.of(
                LoadedScene.load(scene.withEntities(List.of(one, other, box))), Fidelity.Resize.COVER, W, H);
        assertThat(framed.masks().get(0)).isSameAs(framed.masks().get(1));
        assertThat(framed.scene().entities().get(2).region()).isEqualTo(new Region.Box(38, 22, 57, 41));
    }

    @Test
    void aSizeThatDoesNotDivideIsRefused() {
        assertThatThrownBy(() -> clip(settings().width(100).height(70).build()))
                .isInstanceOf(BadInputException.class)
                .hasMessage("size: expected width and height divisible by 16, got 100x70; ask for 96x64");
    }

    @Test
    void aMaskThatVanishesIsNamed() {
        Scene scene = TinyModel.scene(folder, W, H, Settings.NONE);
        Entity speck = TinyModel.thing("speck", TinyModel.square(W, H, 30, 30, 1), 30, 30);
        assertThatThrownBy(
                        () -> pipeline.generate(LoadedScene.load(scene.withEntities(List.of(speck))), Progress.SILENT))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("mask of entity speck: expected at least one of the 12x8 feature cells inside");
    }

    private static Settings.Builder settings() {
        return Settings.builder().seed(0);
    }

    private static LoadedScene loaded(Settings settings) {
        return LoadedScene.load(TinyModel.scene(folder, W, H, settings));
    }

    private static Clip clip(Settings settings) {
        return pipeline.generate(loaded(settings), Progress.SILENT);
    }

    private static LoadedScene with(LoadedScene scene, String fidelitySwitch) {
        Settings settings = scene.scene().settings().toBuilder()
                .fidelity(Fidelity.parse("paper," + fidelitySwitch))
                .build();
        return new LoadedScene(scene.scene().withSettings(settings), scene.picture(), scene.masks(), scene.warnings());
    }

    private static void assertSame(Clip one, Clip other) {
        for (int f = 0; f < one.frames().size(); f++) {
            assertThat(one.frames().get(f).rgb())
                    .as("frame " + f)
                    .isEqualTo(other.frames().get(f).rgb());
        }
    }

    private static void assertDiffer(Clip one, Clip other) {
        boolean differ = false;
        for (int f = 0; f < one.frames().size(); f++) {
            differ |= !Arrays.equals(
                    one.frames().get(f).rgb(), other.frames().get(f).rgb());
        }
        assertThat(differ).as("a difference").isTrue();
    }

    /** Mean absolute difference, grey levels. */
    private static double distance(Clip one, Clip other) {
        long sum = 0;
        for (int f = 0; f < one.frames().size(); f++) {
            byte[] a = one.frames().get(f).rgb();
            byte[] b = other.frames().get(f).rgb();
            for (int i = 0; i < a.length; i++) {
                sum += Math.abs((a[i] & 0xff) - (b[i] & 0xff));
            }
        }
        return (double) sum / (one.frames().size() * 3L * W * H);
    }

    private static double deviation(Picture picture) {
        double sum = 0;
        double squares = 0;
        for (byte b : picture.rgb()) {
            sum += b & 0xff;
            squares += (b & 0xff) * (b & 0xff);
        }
        double mean = sum / picture.rgb().length;
        return Math.sqrt(squares / picture.rgb().length - mean * mean);
    }
}
