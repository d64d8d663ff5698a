// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.DiscFinder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * What could be dragged in a picture: a selector is asked at a grid of points, and what it answers is sifted. The steps are
 * those of segment-anything's automatic masks (Kirillov et al. 2023, appendix B), but stability is asked of the selector
 * itself, by a second click, so that it means the same with and without weights.
 */
public final class Proposals {
    private final Settings settings;

    public Proposals(Settings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    /**
     * What is kept.
     *
     * @param points of the grid along the longer side, 1..128
     * @param minScore the least score, 0..1
     * @param minStability the least stability, 0..1
     * @param maxOverlap of two whose boxes overlap more (intersection over union) the better one stays, 0..1
     * @param minArea the least part of the picture, 0..1
     * @param maxArea the largest, above minArea
     * @param most how many at most, 1 or more
     */
    public record Settings(
            int points,
            double minScore,
            double minStability,
            double maxOverlap,
            double minArea,
            double maxArea,
            int most) {
        public Settings {
            if (points < 1 || points > 128 || most < 1) {
                throw new IllegalArgumentException("1..128 points and 1 proposal or more, got " + points + ", " + most);
            }
            if (!(minScore >= 0 && minScore <= 1 && minStability >= 0 && minStability <= 1)
                    || !(maxOverlap >= 0 && maxOverlap <= 1)
                    || !(minArea >= 0 && minArea < maxArea && maxArea <= 1)) {
                throw new IllegalArgumentException("scores, stability, overlap and areas are 0..1, got " + minScore
                        + ", " + minStability + ", " + maxOverlap + ", " + minArea + ".." + maxArea);
            }
        }

        /** With another grid. */
        public Settings withPoints(int points) {
            return new Settings(points, minScore, minStability, maxOverlap, minArea, maxArea, most);
        }

        /** For a selector whose score estimates the overlap with the true mask, as SAM's does. */
        public static Settings withWeights() {
            return new Settings(16, 0.8, 0.8, 0.7, 0.001, 0.6, 32);
        }

        /** For {@link RegionSelector}, which has fewer things right and is slower to ask. */
        public static Settings withoutWeights() {
            return new Settings(8, 0.7, 0.7, 0.7, 0.002, 0.5, 16);
        }
    }

    /** How far the search is. */
    @FunctionalInterface
    public interface Progress {
        void at(int done, int points);
    }

    /**
     * Looks for things.
     *
     * @param select what is at a click in the picture, as of a {@link Selector}
     * @param cancelled asked between clicks
     * @return best first; each is an answer to {@link Proposal#click}, which is in its middle
     * @throws CancelledException when {@code cancelled} says so
     */
    public List<Proposal> find(
            Function<Prompt, List<Candidate>> select, Picture picture, Progress progress, BooleanSupplier cancelled) {
        List<Prompt.Point> grid = grid(picture.width(), picture.height());
        List<Proposal> found = new ArrayList<>();
        List<Mask> seen = new ArrayList<>();
        for (int i = 0; i < grid.size(); i++) {
            if (cancelled.getAsBoolean()) {
                throw new CancelledException("point " + (i + 1) + "/" + grid.size());
            }
            Prompt.Point click = grid.get(i);
            for (Candidate c : select.apply(Prompt.at(click.x(), click.y()))) {
                if (fits(c.mask()) && isNew(c.mask(), seen)) {
                    seen.add(c.mask());
                    fromItsMiddle(select, c.mask())
                            .filter(p -> p.score() >= settings.minScore() && fits(p.mask()))
                            .ifPresent(found::add);
                }
            }
            progress.at(i + 1, grid.size());
        }
        return sifted(found);
    }

    /** Points in the middle of their cells, the cells about square. */
    private List<Prompt.Point> grid(int width, int height) {
        double cell = (double) Math.max(width, height) / settings.points();
        int across = Math.max(1, (int) Math.round(width / cell));
        int down = Math.max(1, (int) Math.round(height / cell));
        List<Prompt.Point> points = new ArrayList<>();
        for (int j = 0; j < down; j++) {
            for (int i = 0; i < across; i++) {
                points.add(new Prompt.Point(
                        Math.floor((i + 0.5) * width / across), Math.floor((j + 0.5) * height / down)));
            }
        }
        return points;
    }

    /** Large and small enough, and not what runs along the picture's border on three sides: that is behind the things. */
    private boolean fits(Mask mask) {
        double part = (double) mask.area() / mask.inside().length;
        if (part < settings.minArea() || part > settings.maxArea()) {
            return false;
        }
        Box box = Box.of(mask);
        int sides = (box.x0() == 0 ? 1 : 0)
                + (box.y0() == 0 ? 1 : 0)
                + (box.x1() == mask.width() ? 1 : 0)
                + (box.y1() == mask.height() ? 1 : 0);
        return sides < 3;
    }

    /** Neighbouring points often find the very same mask; it need not be asked about again. */
    private static boolean isNew(Mask mask, List<Mask> seen) {
        return seen.stream().noneMatch(m -> Masks.iou(m, mask) > 0.95);
    }

    /** The likeliest that a click in a mask's own middle finds of it: a point of the grid says little of where a thing is. */
    private Optional<Proposal> fromItsMiddle(Function<Prompt, List<Candidate>> select, Mask mask) {
        Disc middle = DiscFinder.exact().find(mask);
        for (Candidate again : select.apply(Prompt.at(middle.x(), middle.y()))) {
            double overlap = Masks.iou(mask, again.mask());
            if (overlap >= settings.minStability()) {
                return Optional.of(
                        new Proposal(again.mask(), new Prompt.Point(middle.x(), middle.y()), again.score(), overlap));
            }
        }
        return Optional.empty();
    }

    private List<Proposal> sifted(List<Proposal> found) {
        List<Proposal> ranked = new ArrayList<>(found);
        ranked.sort(Comparator.comparingDouble((Proposal p) -> p.score() * p.stability())
                .reversed());
        List<Proposal> kept = new ArrayList<>();
        List<Box> boxes = new ArrayList<>();
        for (Proposal p : ranked) {
            Box box = Box.of(p.mask());
            if (kept.size() < settings.most()
                    && boxes.stream().noneMatch(b -> b.overlap(box) > settings.maxOverlap())) {
                kept.add(p);
                boxes.add(box);
            }
        }
        return kept;
    }

    /** The smallest box around a mask, from (x0, y0) to before (x1, y1). */
    private record Box(int x0, int y0, int x1, int y1) {
        static Box of(Mask mask) {
            int x0 = mask.width();
            int y0 = mask.height();
            int x1 = 0;
            int y1 = 0;
            for (int y = 0; y < mask.height(); y++) {
                for (int x = 0; x < mask.width(); x++) {
                    if (mask.at(x, y)) {
                        x0 = Math.min(x0, x);
                        x1 = Math.max(x1, x + 1);
                        y0 = Math.min(y0, y);
                        y1 = Math.max(y1, y + 1);
                    }
                }
            }
            return new Box(x0, y0, x1, y1);
        }

        double overlap(Box b) {
            long w = Math.max(0, Math.min(x1, b.x1) - Math.max(x0, b.x0));
            long h = Math.max(0, Math.min(y1, b.y1) - Math.max(y0, b.y0));
            return (double) (w * h) / (area() + b.area() - w * h);
        }

        private long area() {
            return (long) (x1 - x0) * (y1 - y0);
        }
    }
}
