// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.data.IdMap;
import dev.tractrix.data.IdMapFiles;
import dev.tractrix.data.LabelledPictures;
import dev.tractrix.data.LabelledPictures.Labelled;
import dev.tractrix.data.PartedPictures;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.DiscFinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegionSelectorTest {
    private static final Mask LEFT = Masks.stroke(300, 200, new double[] {80}, new double[] {90}, 40);
    private static final Mask RIGHT = Masks.stroke(300, 200, new double[] {215}, new double[] {120}, 50);
    private static final Mask INNER = Masks.stroke(300, 200, new double[] {215}, new double[] {145}, 14);

    /** Two discs, one with a patch of another colour in it, on a grainy ground. */
    private static Picture discs() {
        Picture picture = Picture.black(300, 200);
        for (int i = 0; i < LEFT.inside().length; i++) {
            int grain = i * 7919 % 97 % 20;
            boolean inner = INNER.inside()[i];
            picture.rgb()[3 * i] = (byte) ((LEFT.inside()[i] ? 200 : inner ? 230 : 40) + grain);
            picture.rgb()[3 * i + 1] = (byte) ((LEFT.inside()[i] ? 30 : inner ? 230 : 120) + grain);
            picture.rgb()[3 * i + 2] = (byte) ((RIGHT.inside()[i] ? 220 : 30) + grain);
        }
        return picture;
    }

    @Test
    void aClickFindsTheThing() {
        try (RegionSelector selector = new RegionSelector()) {
            assertThatThrownBy(() -> selector.select(Prompt.at(1, 1))).isInstanceOf(IllegalStateException.class);
            selector.setImage(discs());
            List<Candidate> found = selector.select(Prompt.at(80, 90));
            assertThat(found).hasSizeBetween(1, 3);
            assertThat(Masks.iou(found.get(0).mask(), LEFT)).isGreaterThan(0.95);
            assertThat(found).extracting(Candidate::score).isSortedAccordingTo((a, b) -> Double.compare(b, a));
            assertThat(selector.select(Prompt.at(80, 90)).get(0).mask().inside())
                    .isEqualTo(found.get(0).mask().inside());
        }
    }

    @Test
    void moreClicksSayMore() {
        try (RegionSelector selector = new RegionSelector()) {
            selector.setImage(discs());
            Mask both = first(selector, prompt(List.of(80.0, 90.0, 215.0, 110.0), List.of()));
            assertThat(Masks.iou(both, Masks.union(LEFT, RIGHT))).isGreaterThan(0.9);
            Mask less = first(selector, Prompt.at(215, 105).not(215, 145));
            assertThat(less.at(215, 145)).isFalse();
            assertThat(Masks.iou(less, Masks.subtract(RIGHT, INNER))).isGreaterThan(0.85);
            // so near that no region tells them apart, or that both are one pixel of the small copy
            Mask near = first(selector, Prompt.at(80, 90).not(80, 91));
            assertThat(near.area()).isPositive();
            assertThat(first(selector, Prompt.at(80, 91).not(80, 91.9)).area()).isPositive();
            Mask boxed = first(selector, Prompt.in(30, 40, 130, 140));
            assertThat(Masks.iou(boxed, LEFT)).isGreaterThan(0.9);
        }
    }

    /** The patch on the disc alone is what is meant first; not the ground: then the disc with its patch. */
    @Test
    void aNegativeClickBesideTheAnswerMakesItLarger() {
        try (RegionSelector selector = new RegionSelector()) {
            selector.setImage(discs());
            Prompt click = Prompt.at(215, 145);
            assertThat(Masks.iou(first(selector, click), INNER)).isGreaterThan(0.8);
            Mask larger = first(selector, click.not(150, 40));
            assertThat(larger.at(150, 40)).isFalse();
            assertThat(Masks.iou(larger, RIGHT)).isGreaterThan(0.9);
            // and a third click within what is now too much makes it smaller again
            Mask less = first(selector, click.not(150, 40).not(215, 80));
            assertThat(less.at(215, 145)).isTrue();
            assertThat(less.at(215, 80)).isFalse();
        }
    }

    /** A spider of some fifteen pixels in the small copy: its legs are seen in the closer view. */
    @Test
    void aSmallThingIsLookedAtCloser() {
        Mask body = Masks.stroke(1200, 800, new double[] {309, 321}, new double[] {503, 507}, 6);
        Mask spider = body;
        for (int leg = 0; leg < 6; leg++) {
            double angle = Math.PI * leg / 3;
            spider = Masks.union(
                    spider,
                    Masks.stroke(
                            1200,
                            800,
                            new double[] {315, 315 + 36 * Math.cos(angle)},
                            new double[] {505, 505 + 36 * Math.sin(angle)},
                            2.5));
        }
        Picture picture = Picture.black(1200, 800);
        for (int i = 0; i < spider.inside().length; i++) {
            int grain = i * 7919 % 97 % 20;
            picture.rgb()[3 * i] = (byte) ((spider.inside()[i] ? 200 : 90) + grain);
            picture.rgb()[3 * i + 1] = (byte) (100 + grain);
            picture.rgb()[3 * i + 2] = (byte) ((spider.inside()[i] ? 40 : 120) + grain);
        }
        Prompt click = Prompt.at(315, 505);
        View far = View.of(picture);
        List<Guess> found = far.found(click.positive(), List.of(), BoostedTrees.shipped()::of);
        assertThat(Masks.iou(spider, far.candidates(found.subList(0, 1)).get(0).mask()))
                .isLessThan(0.8);
        try (RegionSelector selector = new RegionSelector()) {
            selector.setImage(picture);
            assertThat(Masks.iou(spider, first(selector, click))).isGreaterThan(0.9);
            Mask less = first(selector, click.not(345, 505));
            assertThat(less.at(345, 505)).isFalse();
            assertThat(less.at(315, 505)).isTrue();
            // outside of the closer view
            assertThat(Masks.iou(spider, first(selector, click.not(1100, 100)))).isGreaterThan(0.7);
        }
    }

    /** What it keeps from one click to the next changes no answer. */
    @Test
    void clicksBeforeChangeNothing() {
        List<Prompt> prompts = List.of(
                Prompt.at(80, 90),
                Prompt.at(215, 105),
                Prompt.at(215, 105).not(215, 145),
                Prompt.at(60, 95),
                Prompt.at(60, 95).not(290, 190),
                Prompt.at(215, 105).not(215, 145).not(10, 10),
                Prompt.at(215, 145),
                Prompt.at(215, 105));
        try (RegionSelector used = new RegionSelector()) {
            used.setImage(discs());
            for (Prompt prompt : prompts) {
                try (RegionSelector fresh = new RegionSelector()) {
                    fresh.setImage(discs());
                    assertThat(answers(used, prompt)).isEqualTo(answers(fresh, prompt));
                }
            }
        }
    }

    /** Scores and masks, as text that two answers share only when they are equal. */
    private static List<String> answers(Selector selector, Prompt prompt) {
        return selector.select(prompt).stream()
                .map(c -> c.score() + " " + Arrays.hashCode(c.mask().inside()))
                .toList();
    }

    @Test
    void promptsThatDoNotFitAreRefused() {
        try (RegionSelector selector = new RegionSelector()) {
            selector.setImage(discs());
            for (Prompt bad : List.of(
                    Prompt.at(300, 3),
                    Prompt.at(3, 3).not(3, 3),
                    Prompt.in(4, 4, 4, 9),
                    prompt(List.of(), List.of()))) {
                assertThatThrownBy(() -> selector.select(bad)).isInstanceOf(BadInputException.class);
            }
        }
    }

    /** A picture of one colour, of one pixel's height, and of a single pixel have an answer too. */
    @Test
    void emptyAndTinyPicturesHaveAnAnswer() {
        try (RegionSelector selector = new RegionSelector()) {
            for (int[] size : new int[][] {{64, 48}, {40, 1}, {1, 1}}) {
                selector.setImage(Picture.black(size[0], size[1]));
                Mask mask = first(selector, Prompt.at(0, 0));
                assertThat(mask.width()).isEqualTo(size[0]);
                assertThat(mask.area()).isPositive();
            }
        }
    }

    /** Drawn pictures that were not learned from. */
    @Test
    void drawnThingsAreFound() {
        double sum = 0;
        int n = 0;
        try (RegionSelector selector = new RegionSelector()) {
            for (int seed = -1; seed > -9; seed--) {
                Labelled drawn = LabelledPictures.picture(480, 320, seed);
                selector.setImage(drawn.picture());
                Mask thing = largest(drawn, 0.02, 0.6);
                if (thing != null) {
                    Disc middle = DiscFinder.exact().find(thing);
                    sum += Masks.iou(thing, first(selector, Prompt.at(middle.x(), middle.y())));
                    n++;
                }
            }
        }
        assertThat(n).isGreaterThan(4);
        assertThat(sum / n).isGreaterThan(0.55);
    }

    @Test
    void trainingRepeatsItselfAndCanBeStopped(@TempDir Path folder) {
        int[] last = new int[2];
        training(2, Optional.empty(), () -> false).run(folder.resolve("a.bin"), (done, all) -> {
            last[0] = done;
            last[1] = all;
        });
        assertThat(last).containsExactly(2, 2);
        training(2, Optional.empty(), () -> false).run(folder.resolve("b.bin"), (done, all) -> {});
        assertThat(folder.resolve("a.bin")).hasSameBinaryContentAs(folder.resolve("b.bin"));
        Mask found;
        try (RegionSelector selector = new RegionSelector(BoostedTrees.load(folder.resolve("a.bin")))) {
            selector.setImage(discs());
            found = first(selector, Prompt.at(80, 90));
        }
        assertThat(found.at(80, 90)).isTrue();
        assertThatThrownBy(() -> training(2, Optional.empty(), () -> true).run(folder.resolve("c.bin"), (d, n) -> {}))
                .isInstanceOf(CancelledException.class);
        assertThat(folder.resolve("c.bin")).doesNotExist();
    }

    /** Pictures of a folder are learned from too: the judge is another. */
    @Test
    void trainingReadsAFolder(@TempDir Path folder) throws IOException {
        ImageFiles.writePng(discs(), folder.resolve("one.png"));
        int[] ids = new int[LEFT.inside().length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = LEFT.inside()[i] ? 1 : INNER.inside()[i] ? 3 : RIGHT.inside()[i] ? 2 : 0;
        }
        IdMapFiles.write(new IdMap(LEFT.width(), LEFT.height(), ids), folder.resolve("one-ids.png"));
        Files.writeString(folder.resolve("one.txt"), "1\n2 3\n");
        Path without = folder.resolve("without.bin");
        Path with = folder.resolve("with.bin");
        int[] all = new int[1];
        training(2, Optional.empty(), () -> false).run(without, (d, n) -> {});
        training(2, Optional.of(new PartedPictures(folder)), () -> false).run(with, (d, n) -> all[0] = n);
        assertThat(all[0]).isEqualTo(3);
        assertThat(Files.mismatch(with, without)).isNotEqualTo(-1);
    }

    private static ClickTraining training(int drawn, Optional<PartedPictures> traced, BooleanSupplier cancelled) {
        return new ClickTraining(drawn, traced, 7, cancelled);
    }

    private static Mask first(RegionSelector selector, Prompt prompt) {
        return selector.select(prompt).get(0).mask();
    }

    private static Prompt prompt(List<Double> positive, List<Double> negative) {
        return new Prompt(points(positive), points(negative), Optional.empty());
    }

    private static List<Prompt.Point> points(List<Double> xy) {
        return java.util.stream.IntStream.range(0, xy.size() / 2)
                .mapToObj(i -> new Prompt.Point(xy.get(2 * i), xy.get(2 * i + 1)))
                .toList();
    }

    private static Mask largest(Labelled drawn, double least, double most) {
        int[] ids = drawn.ids().ids();
        Mask best = null;
        for (int id : java.util.Arrays.stream(ids).distinct().toArray()) {
            boolean[] in = new boolean[ids.length];
            for (int i = 0; i < in.length; i++) {
                in[i] = ids[i] == id;
            }
            Mask mask = new Mask(drawn.picture().width(), drawn.picture().height(), in);
            double part = mask.area() / (double) ids.length;
            if (part > least && part < most && (best == null || mask.area() > best.area())) {
                best = mask;
            }
        }
        return best;
    }
}
