// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.data.LabelledPictures;
import dev.tractrix.data.LabelledPictures.Labelled;
import dev.tractrix.image.Picture;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.Resampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Drawn pictures with clicks on their things, for {@link ThingNetwork} to learn from; what batch n is depends on n and the seed alone. */
public final class ThingSamples {
    private static final int WIDTH = 360;
    private static final int HEIGHT = 240;
    /** Sizes looked at; one a batch. */
    private static final int[][] SIZES = {{256, 160}, {256, 160}, {256, 192}, {192, 256}, {256, 128}};

    private static final double SMALLEST = 0.003;
    private static final double LARGEST = 0.8;

    private final int pictures;
    private final int clicks;
    private final int pool;
    private final long seed;
    private final Map<Long, Drawn> drawn = new ConcurrentHashMap<>();

    /**
     * @param pictures a batch
     * @param clicks a picture
     * @param pool how many pictures are drawn in all; each is seen cut and coloured otherwise each time
     */
    public ThingSamples(int pictures, int clicks, int pool, long seed) {
        if (pictures < 1 || clicks < 1 || pool < 1) {
            throw new IllegalArgumentException("at least 1 picture, click and drawn picture, got " + pictures + ", "
                    + clicks + ", " + pool);
        }
        this.pictures = pictures;
        this.clicks = clicks;
        this.pool = pool;
        this.seed = seed;
    }

    private record Drawn(Picture picture, short[] ids) {}

    /**
     * Some pictures of one size.
     *
     * @param rgb pictures x 3 x height x width, 0..1
     * @param clicks for each picture x, y of each click in pixels of half the size
     * @param things pictures x clicks x height/2 x width/2: 1 where the clicked thing is
     * @param edges pictures x height/2 x width/2: 1 where a thing ends
     */
    public record Batch(int width, int height, float[] rgb, long[][] clicks, float[] things, float[] edges) {}

    /** Batch n; negative ones show pictures that no other batch has. */
    public Batch batch(long n) {
        int[] size = SIZES[(int) Math.floorMod(n * 7 + seed, SIZES.length)];
        int w = size[0];
        int h = size[1];
        int half = w * h / 4;
        float[] rgb = new float[pictures * 3 * w * h];
        float[] things = new float[pictures * clicks * half];
        float[] edges = new float[pictures * half];
        long[][] at = new long[pictures][];
        for (int i = 0; i < pictures; i++) {
            Random random = new Random(seed * 1_000_003 + n * pictures + i);
            // a picture without anything to click on is passed over
            for (int attempt = 0; at[i] == null; attempt++) {
                long which = n < 0 ? n * pictures - i - 1000L * attempt : (long) (random.nextDouble() * pool);
                Cut cut = cut(which, w, h, random);
                at[i] = clicks(cut, random, things, i * clicks * half);
                if (at[i] != null) {
                    colours(cut.picture, random, rgb, i * 3 * w * h);
                    edges(cut, edges, i * half);
                }
            }
        }
        return new Batch(w, h, rgb, at, things, edges);
    }

    private record Cut(Picture picture, short[] ids, int width, int height) {}

    private Drawn drawn(long index) {
        return drawn.computeIfAbsent(index, i -> {
            Labelled l = LabelledPictures.picture(WIDTH, HEIGHT, seed * 7_368_787 + i);
            short[] ids = new short[WIDTH * HEIGHT];
            for (int k = 0; k < ids.length; k++) {
                ids[k] = (short) l.ids().ids()[k];
            }
            return new Drawn(l.picture(), ids);
        });
    }

    /** A part of a picture, perhaps mirrored; ids of half the size. */
    private Cut cut(long index, int w, int h, Random random) {
        Drawn d = drawn(index);
        double part = random.nextDouble() < 0.3 ? 1 : 0.5 + 0.5 * random.nextDouble();
        double aspect = Math.exp(0.15 * random.nextGaussian()) * w / h;
        int high = (int) Math.min(HEIGHT, Math.max(32, part * Math.min(HEIGHT, WIDTH / aspect)));
        int wide = (int) Math.min(WIDTH, Math.max(32, high * aspect));
        int x0 = random.nextInt(WIDTH - wide + 1);
        int y0 = random.nextInt(HEIGHT - high + 1);
        boolean mirrored = random.nextBoolean();
        byte[] rgb = new byte[3 * wide * high];
        for (int y = 0; y < high; y++) {
            for (int x = 0; x < wide; x++) {
                int from = 3 * ((y0 + y) * WIDTH + x0 + (mirrored ? wide - 1 - x : x));
                System.arraycopy(d.picture.rgb(), from, rgb, 3 * (y * wide + x), 3);
            }
        }
        Picture resized = Resampling.resize(new Picture(wide, high, rgb), w, h);
        short[] ids = new short[w * h / 4];
        for (int y = 0; y < h / 2; y++) {
            for (int x = 0; x < w / 2; x++) {
                int fx = Math.min(wide - 1, (int) ((x + 0.5) * 2 * wide / w));
                int fy = Math.min(high - 1, (int) ((y + 0.5) * 2 * high / h));
                ids[y * (w / 2) + x] = d.ids[(y0 + fy) * WIDTH + x0 + (mirrored ? wide - 1 - fx : fx)];
            }
        }
        return new Cut(resized, ids, w / 2, h / 2);
    }

    /** Clicks on things, larger ones sooner; null where there is none. */
    private long[] clicks(Cut cut, Random random, float[] things, int from) {
        TreeMap<Short, Integer> sizes = new TreeMap<>();
        for (short id : cut.ids) {
            sizes.merge(id, 1, Integer::sum);
        }
        double power = random.nextBoolean() ? 0.5 : 0.15;
        TreeMap<Double, Short> order = new TreeMap<>();
        sizes.forEach((id, size) -> {
            if (size > SMALLEST * cut.ids.length && size < LARGEST * cut.ids.length) {
                order.put(-Math.log(random.nextDouble()) / Math.pow(size, power), id);
            }
        });
        if (order.isEmpty()) {
            return null;
        }
        List<Short> chosen = new ArrayList<>(order.values());
        long[] at = new long[2 * clicks];
        for (int k = 0; k < clicks; k++) {
            short id = chosen.get(k % Math.min(chosen.size(), clicks));
            boolean[] in = new boolean[cut.ids.length];
            for (int i = 0; i < in.length; i++) {
                in[i] = cut.ids[i] == id;
                things[from + k * in.length + i] = in[i] ? 1 : 0;
            }
            int click = click(in, cut.width, cut.height, random);
            at[2 * k] = click % cut.width;
            at[2 * k + 1] = click / cut.width;
        }
        return at;
    }

    /** Near the middle mostly, as people click; never at the very edge. */
    private static int click(boolean[] in, int w, int h, Random random) {
        float[] depth = Distances.within(in, w, h);
        float least = Distances.largest(depth) * (random.nextInt(3) == 0 ? 0.25f : 0.7f);
        int click = -1;
        int seen = 0;
        for (int i = 0; i < in.length; i++) {
            if (in[i] && depth[i] >= least && random.nextInt(++seen) == 0) {
                click = i;
            }
        }
        return click;
    }

    private static void edges(Cut cut, float[] edges, int from) {
        int w = cut.width;
        for (int y = 0; y < cut.height; y++) {
            for (int x = 0; x < w; x++) {
                int i = y * w + x;
                if (x + 1 < w && cut.ids[i] != cut.ids[i + 1]) {
                    edges[from + i] = 1;
                    edges[from + i + 1] = 1;
                }
                if (y + 1 < cut.height && cut.ids[i] != cut.ids[i + w]) {
                    edges[from + i] = 1;
                    edges[from + i + w] = 1;
                }
            }
        }
    }

    /** As another camera would have seen it. */
    private static void colours(Picture picture, Random random, float[] out, int from) {
        FloatImage image = FloatImage.of(picture);
        if (random.nextInt(4) == 0) {
            image = Filters.gaussian(image, 0.4 + 1.2 * random.nextDouble());
        }
        double saturation = random.nextInt(12) == 0 ? 0 : 0.3 + 1.1 * random.nextDouble();
        double gamma = Math.exp(0.3 * random.nextGaussian());
        double noise = random.nextInt(3) == 0 ? 0.04 * random.nextDouble() : 0;
        double[] gain = new double[3];
        double exposure = Math.exp(0.2 * random.nextGaussian());
        for (int c = 0; c < 3; c++) {
            gain[c] = exposure * Math.exp(0.08 * random.nextGaussian());
        }
        float[] v = image.values();
        int pixels = v.length / 3;
        for (int i = 0; i < pixels; i++) {
            double grey = (v[3 * i] + v[3 * i + 1] + v[3 * i + 2]) / 3;
            double shared = noise == 0 ? 0 : noise * random.nextGaussian();
            for (int c = 0; c < 3; c++) {
                double one = gain[c] * (grey + saturation * (v[3 * i + c] - grey));
                one = Math.pow(Math.min(1, Math.max(0, one)), gamma) + shared;
                out[from + c * pixels + i] = (float) Math.min(1, Math.max(0, one));
            }
        }
    }
}
