// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.image.Picture;
import dev.tractrix.selection.Prompt.Box;
import dev.tractrix.selection.Prompt.Point;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.GrabCut;
import dev.tractrix.vision.Resampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A selector without weights. It guesses the thing at several extents, each time as the pixels that colour floods first
 * from the click, corrects every guess by {@link GrabCut} on a small copy of the picture, and ranks what comes out by the
 * edge it follows, by how little it depends on the guess and by how its colours differ from those around it. The best are
 * brought to the picture's size by a guided filter.
 */
public final class GrabCutSelector implements Selector {
    /** The longer side of the small copy, pixels; GrabCut's time grows with its square. */
    private static final int WORKING_SIDE = 160;

    /** Extents that a click may mean, as parts of the picture. */
    private static final double[] EXTENTS = {0.003, 0.01, 0.03, 0.08, 0.17, 0.3, 0.5};

    /** A click vouches for the pixels within this radius of it, in the small copy. */
    private static final int CLICK_RADIUS = 1;

    private static final int TURNS = 2;
    private static final int MOST = 3;
    /** Candidates that overlap more (intersection over union) are one. */
    private static final double SAME = 0.85;

    private Picture picture;
    private Picture small;
    private FloatImage lab;
    private Contrast contrast;
    private Enlargement enlargement;

    @Override
    public void setImage(Picture picture) {
        double scale = Math.min(1, (double) WORKING_SIDE / Math.max(picture.width(), picture.height()));
        this.picture = picture;
        small = Resampling.resize(picture, Math.max(1, (int) Math.round(picture.width() * scale)), Math.max(1, (int)
                Math.round(picture.height() * scale)));
        lab = Filters.lab(Filters.gaussian(FloatImage.of(small), 0.7));
        contrast = new Contrast(lab);
        enlargement = new Enlargement(small.width(), picture);
    }

    @Override
    public void close() {
        picture = null;
        enlargement = null;
    }

    @Override
    public List<Candidate> select(Prompt prompt) {
        if (picture == null) {
            throw new IllegalStateException("no image is set");
        }
        prompt.check(picture.width(), picture.height());
        int[] positive = disks(prompt.positive(), new int[0]);
        int[] negative = disks(prompt.negative(), positive);
        List<Mask> cuts = new ArrayList<>();
        for (byte[] labels : guesses(prompt, positive, negative)) {
            cuts.add(clean(cut(labels), positive, negative));
        }
        cuts.removeIf(m -> m.area() == 0);
        if (cuts.isEmpty() && positive.length == 0 && prompt.negative().isEmpty()) {
            // nothing in the box differs enough from what is around it: then what is in its middle
            Box box = prompt.box().orElseThrow();
            Point middle = new Point((box.x0() + box.x1() - 1) / 2, (box.y0() + box.y1() - 1) / 2);
            return select(new Prompt(List.of(middle), List.of(), prompt.box()));
        }
        if (cuts.isEmpty()) {
            cuts.add(masked(positive));
        }
        List<Candidate> ranked = new ArrayList<>();
        for (Mask mask : cuts) {
            ranked.add(new Candidate(mask, score(mask, cuts)));
        }
        ranked.sort(Comparator.comparingDouble(Candidate::score).reversed());
        List<Candidate> best = new ArrayList<>();
        for (Candidate c : ranked) {
            if (best.size() < MOST && best.stream().noneMatch(b -> Masks.iou(b.mask(), c.mask()) > SAME)) {
                best.add(c);
            }
        }
        return enlargement.of(best);
    }

    /** Labels for {@link GrabCut}: one guess for each extent. */
    private List<byte[]> guesses(Prompt prompt, int[] positive, int[] negative) {
        int n = lab.width() * lab.height();
        boolean[] allowed = prompt.box().map(this::boxed).orElse(null);
        float[] near = FloodDistance.from(lab, positive);
        float[] far = FloodDistance.from(lab, negative);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            if ((allowed == null || allowed[i]) && near[i] < far[i]) {
                order.add(i);
            }
        }
        List<byte[]> guesses = new ArrayList<>();
        if (positive.length == 0) {
            guesses.add(labels(n, allIn(allowed), allowed, positive, negative));
            return guesses;
        }
        order.sort(Comparator.comparingDouble(i -> near[i]));
        for (double extent : EXTENTS) {
            int size = (int) Math.round(extent * (allowed == null ? n : order.size()));
            if (size <= order.size() && size > positive.length) {
                guesses.add(labels(n, order.subList(0, size), allowed, positive, negative));
            }
        }
        if (allowed != null) {
            guesses.add(labels(n, order, allowed, positive, negative));
        }
        return guesses;
    }

    private static List<Integer> allIn(boolean[] allowed) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < allowed.length; i++) {
            if (allowed[i]) {
                all.add(i);
            }
        }
        return all;
    }

    private static byte[] labels(int n, List<Integer> thing, boolean[] allowed, int[] positive, int[] negative) {
        byte[] labels = new byte[n];
        for (int i = 0; i < n; i++) {
            labels[i] = allowed == null || allowed[i] ? GrabCut.MAYBE_BACKGROUND : GrabCut.BACKGROUND;
        }
        thing.forEach(i -> labels[i] = GrabCut.MAYBE_FOREGROUND);
        for (int i : positive) {
            labels[i] = GrabCut.FOREGROUND;
        }
        for (int i : negative) {
            labels[i] = GrabCut.BACKGROUND;
        }
        return labels;
    }

    private Mask cut(byte[] labels) {
        boolean rest = false;
        for (byte label : labels) {
            rest |= (label & 1) == 0;
        }
        if (!rest) {
            Mask all = Mask.empty(small.width(), small.height());
            Arrays.fill(all.inside(), true);
            return all;
        }
        return GrabCut.cut(small, labels, TURNS);
    }

    /** What hangs together with the clicks, without specks, threads and holes that nobody clicked on. */
    private Mask clean(Mask mask, int[] positive, int[] negative) {
        Mask opened = Filters.dilate(Filters.erode(mask, 1), 1);
        Mask whole = Masks.union(Masks.intersect(opened, mask), masked(positive));
        Mask part = positive.length > 0 ? Masks.connected(whole, positive) : Masks.largestPart(whole);
        Mask holes = Masks.subtract(Masks.fillHoles(part), part);
        return Masks.subtract(Masks.union(part, holes), Masks.connected(holes, negative));
    }

    private double score(Mask mask, List<Mask> others) {
        double stable = 0;
        for (Mask other : others) {
            if (other != mask) {
                stable = Math.max(stable, Masks.iou(mask, other));
            }
        }
        return 0.45 * contrast.edge(mask) + 0.25 * stable + 0.3 * contrast.apart(mask);
    }

    private Mask masked(int[] pixels) {
        Mask out = Mask.empty(small.width(), small.height());
        for (int i : pixels) {
            out.inside()[i] = true;
        }
        return out;
    }

    private boolean[] boxed(Box box) {
        boolean[] in = new boolean[small.width() * small.height()];
        double sx = (double) small.width() / picture.width();
        double sy = (double) small.height() / picture.height();
        int left = (int) Math.floor(box.x0() * sx);
        int top = (int) Math.floor(box.y0() * sy);
        int right = (int) Math.max(left + 1, Math.min(small.width(), Math.ceil(box.x1() * sx)));
        int bottom = (int) Math.max(top + 1, Math.min(small.height(), Math.ceil(box.y1() * sy)));
        for (int y = top; y < bottom; y++) {
            Arrays.fill(in, y * small.width() + left, y * small.width() + right, true);
        }
        return in;
    }

    /** The small copy's pixels around the points, without those that are taken. */
    private int[] disks(List<Point> points, int[] taken) {
        Mask out = Mask.empty(small.width(), small.height());
        for (Point p : points) {
            double x = Math.min(small.width() - 1, Math.floor((p.x() + 0.5) * small.width() / picture.width()));
            double y = Math.min(small.height() - 1, Math.floor((p.y() + 0.5) * small.height() / picture.height()));
            double[] xs = {x};
            double[] ys = {y};
            out = Masks.union(out, Masks.stroke(small.width(), small.height(), xs, ys, CLICK_RADIUS));
        }
        for (int i : taken) {
            out.inside()[i] = false;
        }
        boolean[] in = out.inside();
        return java.util.stream.IntStream.range(0, in.length).filter(i -> in[i]).toArray();
    }
}
