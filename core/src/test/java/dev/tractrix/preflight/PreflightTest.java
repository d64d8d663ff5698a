// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.control.ControlNetConfig;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.NotEnoughMemoryException;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.refiner.RefinerConfig;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Settings;
import dev.tractrix.scene.Trajectory;
import dev.tractrix.svd.SpatioTemporalUNetConfig;
import dev.tractrix.svd.TemporalVaeConfig;
import dev.tractrix.tensor.Speed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {
    /** The published shapes of the video networks: diffusers' defaults. */
    private static final SpatioTemporalUNetConfig UNET = SpatioTemporalUNetConfig.of(
            ConfigJson.parse("unet", "{\"num_frames\": 14, \"num_attention_heads\": [5, 10, 20, 20]}"));

    private static final ControlNetConfig CONTROL_NET = ControlNetConfig.of(
            ConfigJson.parse("controlnet", "{\"num_frames\": 14, \"num_attention_heads\": [5, 10, 20, 20]}"));

    private static final TemporalVaeConfig VAE =
            new TemporalVaeConfig(3, 3, List.of(128, 256, 512, 512), 2, 4, 0.18215, 32);
    private static final Networks FULL = new Networks(
            UNET,
            CONTROL_NET,
            VAE,
            null,
            new RefinerConfig(List.of(32, 48), 2),
            new WeightBytes(4_000_000_000L, 2_000_000_000L, 0, 2_000_000_000L, 4_000_000_000L));
    private static final Machine LARGE = new Machine(8, 128_000_000_000L, 120_000_000_000L);

    @Test
    void aConvolutionCostsTwoOperationsAWeightAndPosition() {
        PassCost cost = new PassCost(false, 1);
        cost.layer(100, 3, 8, 9);
        assertThat(cost.operations()).isEqualTo(2.0 * 100 * 3 * 8 * 9);
        // one value an input channel and two an output channel, four bytes each
        assertThat(cost.bytes()).isEqualTo(4.0 * 100 * (3 + 16));
    }

    @Test
    void theFullSizeStepIsOfThePublishedOrder() {
        // Stable Diffusion's image U-Net of the same widths takes about 0.8 tera operations (multiplications and
        // additions counted apart) at 64x64 latents; the video one has as many layers over time beside it
        double step = NetworkCosts.unet(UNET, 1, 1, 64, 64).operations();
        assertThat(step).isBetween(0.8e12, 2.2e12);
        double frames = NetworkCosts.unet(UNET, 1, 14, 64, 64).operations();
        assertThat(frames / step).isCloseTo(14, within(0.2));
        assertThat(NetworkCosts.controlNet(UNET, 1, 14, 64, 64).operations()).isBetween(0.25 * frames, 0.5 * frames);
    }

    @Test
    void memoryAndTimeGrowWithWhatIsAsked() {
        Estimate small = FULL.estimate(plan(576, 320, 14, 25), LARGE, (kind, width) -> 1e11);
        Estimate large = FULL.estimate(plan(1024, 576, 14, 25), LARGE, (kind, width) -> 1e11);
        Estimate quick = FULL.estimate(plan(576, 320, 14, 5), LARGE, (kind, width) -> 1e11);
        assertThat(large.activationBytes()).isGreaterThan(2 * small.activationBytes());
        assertThat(large.seconds()).isGreaterThan(3 * small.seconds());
        assertThat(quick.seconds()).isLessThan(0.35 * small.seconds());
        assertThat(small.peakBytes()).isEqualTo(small.weightBytes() + small.activationBytes() + small.runtimeBytes());
    }

    @Test
    void stepsThatAnAnimaticReplacesAreNotComputed() {
        Scene scene = Scene.of(Path.of("none.png"), 256, 256, List.of());
        Settings guided = Settings.builder()
                .steps(20)
                .guideInside(0.8)
                .guideOutside(0.9)
                .guidanceMax(1.0)
                .build();
        Plan plan = Plan.of(scene.withSettings(guided), null);
        assertThat(plan.steps()).isEqualTo(4);
        assertThat(plan.animatic()).isTrue();
        assertThat(plan.guided()).isFalse();
    }

    @Test
    void thisMachinesSpeedIsOfAPlausibleOrder() {
        // a wide convolution: from a tenth of a billion operations a second (emulated) to a hundred trillion (none has
        // it)
        assertThat(Speed.of(Speed.Kind.CONVOLUTION, 64)).isBetween(1e8, 1e14);
        assertThat(Speed.of(Speed.Kind.ELEMENTS, 64)).isBetween(1e6, 1e12);
        assertThat(Speed.of(Speed.Kind.LINEAR, 60)).isEqualTo(Speed.of(Speed.Kind.LINEAR, 64));
    }

    @Test
    void aSizeThatTheModelCannotHalveIsAnErrorWithTheNearest() {
        Report report = FULL.check(plan(600, 330, 14, 25), LARGE);
        assertThat(report.errors()).extracting(Finding::code).containsExactly("size");
        assertThat(report.errors().get(0).line()).contains("64").contains("576x320");
        assertThat(FULL.check(plan(576, 320, 14, 25), LARGE).findings()).isEmpty();
    }

    @Test
    void tooLittleMemoryHasItsOwnFault() {
        Report report = FULL.check(plan(576, 320, 14, 25), new Machine(2, 16_000_000_000L, 9_000_000_000L));
        assertThat(report.onlyMemory()).isTrue();
        assertThatThrownBy(report::requireNoError)
                .isInstanceOf(NotEnoughMemoryException.class)
                .hasMessageContaining("9.0 GB are free")
                .hasMessageContaining("smaller --size");
        Report both = FULL.check(plan(600, 320, 14, 25), new Machine(2, 16_000_000_000L, 9_000_000_000L));
        assertThatThrownBy(both::requireNoError)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("1 more");
    }

    @Test
    void partsLeaveTheMemoryWhenTheyDoNotAllFit() {
        Machine small = new Machine(2, 16_000_000_000L, 14_000_000_000L);
        Plan never = plan(576, 320, 14, 25);
        Plan auto = new Plan(576, 320, 576, 320, 14, 25, false, false, false, true, 8, 8, "auto", Fidelity.PAPER);
        Plan always = new Plan(576, 320, 576, 320, 14, 25, false, false, false, true, 8, 8, "always", Fidelity.PAPER);
        assertThat(FULL.check(never, small).onlyMemory()).isTrue();
        assertThat(FULL.check(never, small).errors().get(0).line()).contains("leave --offload never out");
        assertThat(FULL.check(auto, small).errors()).isEmpty();
        Estimate tight = FULL.estimate(auto, small, (kind, width) -> 1e11);
        assertThat(tight.offload()).isTrue();
        // the two networks of a denoising step are the most that is needed at once
        assertThat(tight.weightBytes()).isEqualTo(6_000_000_000L);
        assertThat(FULL.estimate(auto, LARGE, (kind, width) -> 1e11).offload()).isFalse();
        assertThat(FULL.estimate(always, LARGE, (kind, width) -> 1e11).peakBytes())
                .isLessThanOrEqualTo(
                        FULL.estimate(never, LARGE, (kind, width) -> 1e11).peakBytes() - 6_000_000_000L);
    }

    @Test
    void aClipAtThePhotographsSizeTakesItsOwnTimeAndMemory() {
        PassCost.Rates rates = (kind, width) -> 1e11;
        Estimate small = FULL.estimate(plan(64, 64, 14, 2), LARGE, rates);
        Plan enlarged = new Plan(64, 64, 1920, 1080, 14, 2, false, false, false, true, 8, 8, "never", Fidelity.PAPER);
        Estimate large = FULL.estimate(enlarged, LARGE, rates);
        assertThat(large.seconds()).isGreaterThan(small.seconds());
        // full HD: 14 x 2 million pixels
        assertThat(large.peakBytes() - small.peakBytes()).isBetween(500_000_000L, 3_000_000_000L);
        assertThat(large.operations()).isEqualTo(small.operations());
    }

    @Test
    void mendingTheAnimaticIsCounted() {
        double positions = 4 * 6; // 8x12 pixels, folded by 2
        double once =
                NetworkCosts.refiner(new RefinerConfig(List.of(4), 1), 8, 12).operations();
        // 40 channels to 4, a block of two convolutions, 4 to 12
        assertThat(once).isEqualTo(2 * positions * 9 * (40 * 4 + 2 * 4 * 4 + 4 * 12));
        PassCost.Rates rates = (kind, width) -> 1e11;
        Plan without = plan(64, 64, 14, 2);
        Plan with = new Plan(64, 64, 64, 64, 14, 2, true, true, false, true, 8, 8, "never", Fidelity.PAPER);
        Plan guided = new Plan(64, 64, 64, 64, 14, 2, true, false, false, true, 8, 8, "never", Fidelity.PAPER);
        double mending = FULL.estimate(with, LARGE, rates).operations()
                - FULL.estimate(guided, LARGE, rates).operations();
        assertThat(mending)
                .isCloseTo(14 * NetworkCosts.refiner(FULL.refiner(), 64, 64).operations(), within(1.0));
        assertThat(FULL.estimate(guided, LARGE, rates).operations())
                .isGreaterThan(FULL.estimate(without, LARGE, rates).operations());
    }

    @Test
    void anOutputMustHaveAPlaceAndRoom(@TempDir Path folder) throws IOException {
        assertThat(Preflight.output(folder.resolve("a/b/clip.mp4"), 1000).findings())
                .isEmpty();
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThat(Preflight.output(file.resolve("clip.mp4"), 1000).errors())
                .extracting(Finding::code)
                .containsExactly("output");
        assertThat(Preflight.output(Files.createDirectory(folder.resolve("empty")), 1000)
                        .findings())
                .isEmpty();
        Files.delete(folder.resolve("empty"));
        assertThat(Preflight.output(folder, 1000).errors())
                .extracting(Finding::line)
                .singleElement()
                .asString()
                .contains("is a folder with files in it");
        assertThat(Preflight.output(folder.resolve("clip.mp4"), Long.MAX_VALUE).errors())
                .extracting(Finding::code)
                .containsExactly("disk-space");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void radiiTooSmallAndTooLargeForTheNetworkAreTold() {
        LoadedScene scene = scene(new Region.Box(10, 10, 13, 13), new Region.Box(30, 10, 200, 180));
        Plan demo = new Plan(
                256,
                256,
                256,
                256,
                4,
                25,
                false,
                false,
                false,
                true,
                8,
                8,
                "never",
                Fidelity.parse("paper,radiusCap=demo"));
        List<Finding> findings = Preflight.scene(scene, demo).findings();
        assertThat(findings).extracting(f -> f.code() + " " + f.entity()).contains("tiny-disc e0", "capped-disc e1");
        Plan paper = new Plan(256, 256, 256, 256, 4, 25, false, false, false, true, 8, 8, "never", Fidelity.PAPER);
        assertThat(Preflight.scene(scene, paper).findings())
                .extracting(Finding::code)
                .doesNotContain("capped-disc");
    }

    @Test
    void whatTheFrameCutsAwayIsNoError() {
        LoadedScene scene = scene(new Region.Box(10, 10, 40, 40), new Region.Box(100, 100, 140, 140));
        Plan wide = new Plan(256, 64, 256, 64, 4, 25, false, false, false, true, 8, 8, "never", Fidelity.PAPER);
        Report report = Preflight.scene(scene, wide);
        assertThat(report.warnings())
                .extracting(f -> f.code() + " " + f.entity())
                .contains("cut-away e0")
                .doesNotContain("cut-away e1");
        assertThat(report.errors()).isEmpty();
    }

    @Test
    void framesAreNamedAsPeopleDo() {
        assertThat(SceneChecks.ranges(List.of(1, 2, 3, 7, 9, 10))).isEqualTo("1-3, 7, 9-10");
    }

    private static Plan plan(int width, int height, int frames, int steps) {
        return new Plan(
                width, height, width, height, frames, steps, false, false, false, true, 8, 8, "never", Fidelity.PAPER);
    }

    /** Boxes in a 256 x 256 picture, all going the same way. */
    private static LoadedScene scene(Region.Box... boxes) {
        List<Entity> entities = new ArrayList<>();
        List<Mask> masks = new ArrayList<>();
        for (Region.Box box : boxes) {
            Mask mask = Mask.empty(256, 256);
            for (int y = (int) box.top(); y <= box.bottom(); y++) {
                for (int x = (int) box.left(); x <= box.right(); x++) {
                    mask.inside()[y * 256 + x] = true;
                }
            }
            masks.add(mask);
            Trajectory way = Trajectory.evenly(new double[][] {{0, 0}, {20, 5}}, Trajectory.Anchor.OFFSET);
            entities.add(Entity.thing("e" + entities.size(), box, way));
        }
        Scene scene = Scene.of(Path.of("none.png"), 256, 256, entities).withFrames(4);
        return new LoadedScene(scene, Picture.black(256, 256), masks, List.of());
    }
}
