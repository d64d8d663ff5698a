// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.selection.Prompt.Point;
import dev.tractrix.vision.Resampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A picture or a part of it, in a small copy of always the same size, in which clicks are answered. */
final class View {
    /** The longer side of the copy that is searched, pixels. */
    static final int WORKING_SIDE = 240;

    /** Of a part's side at least, of the picture's. */
    private static final double SMALLEST = 0.25;
    /** A part is so many times as long as what is looked at closer. */
    private static final double ROOM = 2;
    /** What takes more of a side is not looked at closer. */
    private static final double LARGE = 0.6;

    private final Picture whole;
    /** Of the whole, its pixels. */
    private final Window part;

    private final Picture small;
    private final Guesses guesses;
    private final Enlargement enlargement;

    private View(Picture whole, Window part) {
        this.whole = whole;
        this.part = part;
        Picture picture = whole.part(part.left(), part.top(), part.width(), part.height());
        small = smallCopy(picture);
        guesses = new Guesses(small);
        enlargement = new Enlargement(small.width(), picture);
    }

    static View of(Picture picture) {
        return new View(picture, Window.whole(picture.width(), picture.height()));
    }

    static Picture smallCopy(Picture picture) {
        // small pictures are enlarged: what is judged by was learned at this size
        double scale = (double) WORKING_SIDE / Math.max(picture.width(), picture.height());
        return Resampling.resize(picture, Math.max(1, (int) Math.round(picture.width() * scale)), Math.max(1, (int)
                Math.round(picture.height() * scale)));
    }

    /**
     * The part of the picture around a mask, where that is small: in the small copy of all of it some twenty pixels are too
     * few to tell a thing by.
     *
     * @param found of this view
     */
    Optional<Window> closer(Guess found) {
        Optional<Mask.Bounds> bounds = new Mask(small.width(), small.height(), found.in).bounds();
        if (bounds.isEmpty()) {
            return Optional.empty();
        }
        Mask.Bounds b = bounds.get();
        double share =
                Math.max((b.right() - b.left() + 1.0) / small.width(), (b.bottom() - b.top() + 1.0) / small.height());
        if (share >= LARGE) {
            return Optional.empty();
        }
        double side = Math.min(1, Math.max(SMALLEST, ROOM * share));
        int width = Math.max(1, (int) Math.round(whole.width() * side));
        int height = Math.max(1, (int) Math.round(whole.height() * side));
        double x = (b.left() + b.right() + 1) * 0.5 * whole.width() / small.width();
        double y = (b.top() + b.bottom() + 1) * 0.5 * whole.height() / small.height();
        int left = (int) Math.max(0, Math.min(whole.width() - width, Math.round(x - 0.5 * width)));
        int top = (int) Math.max(0, Math.min(whole.height() - height, Math.round(y - 0.5 * height)));
        return Optional.of(new Window(left, top, left + width - 1, top + height - 1));
    }

    /** The same picture, but only this part of it. */
    View closer(Window window) {
        return new View(whole, window);
    }

    Window part() {
        return part;
    }

    boolean holds(List<Point> points) {
        return points.stream()
                .allMatch(p -> p.x() >= part.left()
                        && p.x() < part.right() + 1
                        && p.y() >= part.top()
                        && p.y() < part.bottom() + 1);
    }

    /** Whether a mask ends where the part does, and not the picture: then it may go on. */
    boolean isCut(Guess guess) {
        int w = small.width();
        int h = small.height();
        for (int x = 0; x < w; x++) {
            if (part.top() > 0 && guess.in[x] || part.bottom() < whole.height() - 1 && guess.in[(h - 1) * w + x]) {
                return true;
            }
        }
        for (int y = 0; y < h; y++) {
            if (part.left() > 0 && guess.in[y * w] || part.right() < whole.width() - 1 && guess.in[y * w + w - 1]) {
                return true;
            }
        }
        return false;
    }

    /**
     * What the clicks may mean, best first, at least one.
     *
     * @param positive at least one, in the part as are the others
     */
    List<Guess> found(List<Point> positive, List<Point> negative, Guesses.Judge judge) {
        int[] yes = pixels(positive);
        int[] no = pixels(negative);
        List<List<Guess>> each = new ArrayList<>();
        for (int click : yes) {
            each.add(guesses.at(click, without(no, click), judge));
        }
        if (yes.length == 1) {
            return each.get(0);
        }
        // what holds all clicks, or the likeliest of each together
        List<Guess> all = new ArrayList<>();
        boolean[] union = new boolean[small.width() * small.height()];
        for (List<Guess> list : each) {
            list.stream().filter(g -> holdsAll(g, yes)).forEach(all::add);
            Guess best = list.get(0);
            for (int i = 0; i < union.length; i++) {
                union[i] |= best.in[i];
            }
        }
        all.add(guesses.judged(union, yes[0], each.get(0), judge));
        all.sort(Comparator.comparingDouble((Guess g) -> g.score).reversed());
        return all;
    }

    /** As candidates of the whole picture's size. */
    List<Candidate> candidates(List<Guess> found) {
        List<Candidate> out = new ArrayList<>();
        for (Guess g : found) {
            double score = Math.min(1, Math.max(0, g.score));
            out.add(new Candidate(new Mask(small.width(), small.height(), g.in), score));
        }
        List<Candidate> enlarged = enlargement.of(out);
        return part.equals(Window.whole(whole.width(), whole.height()))
                ? enlarged
                : enlarged.stream()
                        .map(c -> new Candidate(placed(c.mask()), c.score()))
                        .toList();
    }

    private Mask placed(Mask mask) {
        Mask placed = Mask.empty(whole.width(), whole.height());
        for (int y = 0; y < mask.height(); y++) {
            System.arraycopy(
                    mask.inside(),
                    y * mask.width(),
                    placed.inside(),
                    (part.top() + y) * whole.width() + part.left(),
                    mask.width());
        }
        return placed;
    }

    private static boolean holdsAll(Guess guess, int[] pixels) {
        for (int i : pixels) {
            if (!guess.in[i]) {
                return false;
            }
        }
        return true;
    }

    /** A negative click in the very same pixel of the small copy says nothing that can be followed there. */
    private static int[] without(int[] pixels, int pixel) {
        return Arrays.stream(pixels).filter(i -> i != pixel).toArray();
    }

    private int[] pixels(List<Point> points) {
        return points.stream()
                .mapToInt(p -> (int) Math.min(
                                        small.height() - 1, (p.y() - part.top() + 0.5) * small.height() / part.height())
                                * small.width()
                        + (int) Math.min(small.width() - 1, (p.x() - part.left() + 0.5) * small.width() / part.width()))
                .distinct()
                .toArray();
    }
}
