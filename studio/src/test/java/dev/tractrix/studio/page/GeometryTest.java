// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.CameraMove;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.DiscFinder;
import dev.tractrix.scene.Easing;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Keyframe;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Track;
import dev.tractrix.scene.Trajectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the page draws is what the library samples: the page's own modules, run in Chromium, against the core's classes.
 */
class GeometryTest {
    private static Browser browser;
    private static PageFiles files;

    @BeforeAll
    static void open() {
        browser = Browser.open(400, 300);
        files = new PageFiles();
        browser.driver.get(files.url());
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
        if (files != null) {
            files.close();
        }
    }

    @Test
    void trajectoriesAreSampledToTheBit() {
        Random random = new Random(7);
        double[] times = new double[33];
        Arrays.setAll(times, i -> i / 32.0);
        for (int round = 0; round < 60; round++) {
            Trajectory trajectory = trajectory(random, 1 + random.nextInt(9));
            List<List<Object>> got = browser.value(
                    """
                    import('/geometry/trajectory.js').then(({sampler}) => {
                        const at = sampler(JSON.parse(given[0]));
                        return given[1].map(at).map((s) => [String(s.x), String(s.y), String(s.scale), s.visible]);
                    })""", json(trajectory), Arrays.stream(times).boxed().toList());
            List<Trajectory.Sample> wanted = trajectory.sample(times);
            for (int i = 0; i < times.length; i++) {
                List<Object> p = got.get(i);
                assertThat(new Trajectory.Sample(
                                number(p.get(0)), number(p.get(1)), number(p.get(2)), (boolean) p.get(3)))
                        .as("round %d, time %s of %s", round, times[i], trajectory)
                        .isEqualTo(wanted.get(i));
            }
        }
    }

    @Test
    void incirclesAreTheExactOnes() {
        Random random = new Random(11);
        for (int round = 0; round < 8; round++) {
            Mask mask = blobs(random, 40 + random.nextInt(60), 30 + random.nextInt(50));
            Disc wanted = DiscFinder.exact().find(mask);
            List<Object> got = browser.value("""
                    import('/geometry/mask.js').then(({fromRuns, toRuns, incircle}) => {
                        const mask = fromRuns(given[0], given[1], given[2]);
                        const disc = incircle(mask);
                        return [String(disc.x), String(disc.y), String(disc.radius), String(toRuns(mask))];
                    })""", runs(mask), mask.width(), mask.height());
            assertThat(new Disc(number(got.get(0)), number(got.get(1)), number(got.get(2))))
                    .isEqualTo(wanted);
            assertThat(got.get(3))
                    .isEqualTo(runs(mask).stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
    }

    @Test
    void discsGoWhereTheLibraryPutsThemUnderAMovingCamera() {
        Random random = new Random(13);
        Mask mask = blobs(random, 96, 64);
        for (Trajectory.Anchor anchor : Trajectory.Anchor.values()) {
            Trajectory trajectory = new Trajectory(trajectory(random, 5).keyframes(), anchor);
            List<CameraMove> camera = List.of(
                    new CameraMove(0.1, 0.7, 5, -3, 1.4, 40, 20, Easing.EASE_IN_OUT),
                    new CameraMove(0.4, 1, 0, 9, 0.8, 60, 30, Easing.LINEAR));
            Scene scene = Scene.of(
                            Path.of("none.png"),
                            96,
                            64,
                            List.of(Entity.thing("thing", new Region.Pixels(mask), trajectory)))
                    .withCamera(camera)
                    .withFrames(9);
            LoadedScene loaded = new LoadedScene(scene, Picture.black(96, 64), List.of(mask), List.of());
            Track wanted = Motion.of(loaded).entityTracks().get(0);
            List<List<Number>> got = browser.value(
                    """
                    Promise.all([import('/geometry/motion.js'), import('/geometry/mask.js')]).then(([motion, mask]) => {
                        const disc = mask.incircle(mask.fromRuns(given[0], 96, 64));
                        const at = motion.placer(JSON.parse(given[1]), disc, JSON.parse(given[2]));
                        return [0, 1, 2, 3, 4, 5, 6, 7, 8].map((f) => at(motion.frameTime(f, 9)))
                            .map((p) => [p.disc.x, p.disc.y, p.disc.radius, p.pose.zoom, p.pose.dx, p.pose.dy]);
                    })""",
                    runs(mask),
                    json(trajectory),
                    camera.stream().map(GeometryTest::json).toList().toString());
            for (int f = 0; f < 9; f++) {
                double[] expected = {
                    wanted.x()[f],
                    wanted.y()[f],
                    wanted.disc(f).radius(),
                    wanted.pose(f).zoom(),
                    wanted.pose(f).dx(),
                    wanted.pose(f).dy()
                };
                for (int i = 0; i < expected.length; i++) {
                    // the camera's zoom is a power, which browsers round in their own way
                    assertThat(got.get(f).get(i).doubleValue())
                            .as("frame %d, number %d, %s", f, i, anchor)
                            .isCloseTo(expected[i], within(1e-9));
                }
            }
        }
    }

    @Test
    void aDrawnLineBecomesFewKeyframesThatMissItByLessThanTheTolerance() {
        List<Number> found = browser.value("""
                Promise.all([import('/geometry/simplify.js'), import('/geometry/trajectory.js')]).then(([simplify, t]) => {
                    const line = Array.from({length: 300}, (_, i) => ({x: 2 * i, y: 90 * Math.sin(i / 45)}));
                    const made = simplify.fewKeyframes(line, 3);
                    const curve = t.polyline(made, 200);
                    const miss = Math.max(...line.map((p) =>
                        Math.min(...curve.map((q) => Math.hypot(p.x - q.x, p.y - q.y)))));
                    const speeds = t.speeds(t.steady(made), 20);
                    return [made.keyframes.length, miss, Math.max(...speeds) / Math.min(...speeds)];
                })""");
        assertThat(found.get(0).intValue()).isBetween(3, 12);
        assertThat(found.get(1).doubleValue()).isLessThan(4);
        assertThat(found.get(2).doubleValue()).as("fastest to slowest").isLessThan(2.5);
    }

    private static double number(Object text) {
        return Double.parseDouble((String) text);
    }

    private static Trajectory trajectory(Random random, int n) {
        List<Keyframe> keyframes = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double time = Math.min(1, (i + 0.8 * random.nextDouble()) / n);
            Easing easing = Easing.values()[random.nextInt(Easing.values().length)];
            keyframes.add(new Keyframe(
                    time,
                    random.nextDouble() * 96,
                    random.nextDouble() * 64,
                    0.5 + random.nextDouble(),
                    easing,
                    random.nextInt(4) > 0));
        }
        return new Trajectory(keyframes, Trajectory.Anchor.OFFSET);
    }

    private static Mask blobs(Random random, int width, int height) {
        Mask mask = Mask.empty(width, height);
        for (int b = 0; b < 3; b++) {
            int cx = random.nextInt(width);
            int cy = random.nextInt(height);
            int r = 6 + random.nextInt(12);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    mask.inside()[y * width + x] |= Math.hypot(x - cx, y - cy) < r;
                }
            }
        }
        return mask;
    }

    private static List<Integer> runs(Mask mask) {
        List<Integer> runs = new ArrayList<>();
        boolean inside = false;
        int from = 0;
        for (int i = 0; i <= mask.inside().length; i++) {
            if (i == mask.inside().length || mask.inside()[i] != inside) {
                runs.add(i - from);
                from = i;
                inside = !inside;
            }
        }
        return runs;
    }

    private static String json(Trajectory trajectory) {
        String keyframes = trajectory.keyframes().stream()
                .map(k -> String.format(
                        Locale.ROOT,
                        "{\"time\":%s,\"x\":%s,\"y\":%s,\"scale\":%s,\"easing\":\"%s\",\"visible\":%s}",
                        k.time(),
                        k.x(),
                        k.y(),
                        k.scale(),
                        word(k.easing()),
                        k.visible()))
                .collect(Collectors.joining(","));
        return "{\"anchor\":\"" + word(trajectory.anchor()) + "\",\"keyframes\":[" + keyframes + "]}";
    }

    private static String json(CameraMove m) {
        return String.format(
                Locale.ROOT,
                "{\"from\":%s,\"to\":%s,\"pan\":[%s,%s],\"zoom\":%s,\"centre\":[%s,%s],\"easing\":\"%s\"}",
                m.from(),
                m.to(),
                m.panX(),
                m.panY(),
                m.zoom(),
                m.centreX(),
                m.centreY(),
                word(m.easing()));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
