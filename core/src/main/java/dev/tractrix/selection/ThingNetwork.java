// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.checkpoint.WeightFiles;
import dev.tractrix.nn.Conv2d;
import dev.tractrix.nn.Linear;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.ResnetBlock2D;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Says for each pixel how likely it is of the thing that was clicked on, and whether a thing ends there. A U-Net looks at the
 * picture once; a click then only reads what is known at its place and turns it into the weights of two small layers that
 * are laid over the picture (dynamic filters as in CondInst, Tian et al. 2020). Everything it gives is at half the size.
 */
public final class ThingNetwork {
    /** Sides of what it looks at are multiples of this. */
    public static final int MULTIPLE = 32;

    private static final long[] WIDTHS = {16, 32, 64, 96, 128};
    private static final long MARKS = 12;
    private static final long PLACES = 4;
    private static final long HIDDEN = 12;
    private static final long DYNAMIC = (MARKS + PLACES) * HIDDEN + HIDDEN + HIDDEN + 1;
    private static final long QUERY = 96;
    /** Pixels of half the size that one unit of place is. */
    private static final double UNIT = 32;

    private static final String SHIPPED = "things.safetensors";

    private final Conv2d stem;
    private final List<Conv2d> downs = new ArrayList<>();
    private final List<ResnetBlock2D> encoder = new ArrayList<>();
    private final List<Conv2d> ups = new ArrayList<>();
    private final List<ResnetBlock2D> decoder = new ArrayList<>();
    private final ResnetBlock2D middle;
    private final Conv2d marks;
    private final Conv2d edges;
    private final Linear first;
    private final Linear second;

    public ThingNetwork(Params p) {
        int levels = WIDTHS.length;
        stem = new Conv2d(p.at("stem"), 5, WIDTHS[0], 3, 2, 1);
        long all = 0;
        for (int i = 0; i < levels; i++) {
            encoder.add(block(p.at("encoder", i), WIDTHS[i]));
            all += WIDTHS[i];
            if (i + 1 < levels) {
                downs.add(new Conv2d(p.at("downs", i), WIDTHS[i], WIDTHS[i + 1], 3, 2, 1));
                ups.add(new Conv2d(p.at("ups", i), WIDTHS[i + 1], WIDTHS[i], 1));
                decoder.add(block(p.at("decoder", i), WIDTHS[i]));
            }
        }
        middle = block(p.at("middle"), WIDTHS[levels - 1]);
        marks = new Conv2d(p.at("marks"), WIDTHS[0], MARKS, 3);
        edges = new Conv2d(p.at("edges"), WIDTHS[0], 1, 3);
        first = new Linear(p.at("first"), all, QUERY);
        second = new Linear(p.at("second"), QUERY, DYNAMIC);
    }

    private static final class Shipped {
        static final ThingNetwork NETWORK = read();

        private static ThingNetwork read() {
            try (InputStream in = ThingNetwork.class.getResourceAsStream(SHIPPED)) {
                if (in == null) {
                    throw new IllegalStateException("the selector's network is missing from this build: " + SHIPPED);
                }
                Path copy = Files.createTempFile("tractrix-things", ".safetensors");
                try {
                    Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
                    return load(copy);
                } finally {
                    Files.delete(copy);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What this program comes with; read once, never freed. */
    static ThingNetwork shipped() {
        return Shipped.NETWORK;
    }

    /** What was written by training; never freed. */
    static ThingNetwork load(Path file) {
        try (StateDict dict = WeightFiles.read(file)) {
            Params p = Params.from(dict);
            ThingNetwork network = new ThingNetwork(p);
            p.finish("ThingNetwork");
            return network;
        }
    }

    private static ResnetBlock2D block(Params p, long width) {
        return new ResnetBlock2D(p, width, width, 0, width / 8, 1e-5);
    }

    /**
     * What was seen in pictures.
     *
     * @param levels features, (N, C, H/2, W/2) and coarser
     * @param marks (N, C, H/2, W/2), what the clicks' layers are laid over
     * @param edges (N, 1, H/2, W/2), logits that a thing ends there
     */
    public record Seen(List<Tensor> levels, Tensor marks, Tensor edges) {}

    /** (N, 3, H, W), 0..1, sides multiples of {@link #MULTIPLE}; the tensors belong to the caller's scope. */
    public Seen see(Tensor rgb) {
        List<Tensor> all = TensorScope.tidyAll(() -> {
            long h = rgb.size(2);
            long w = rgb.size(3);
            Tensor x = Ops.linspace(-1, 1, w).view(1, 1, 1, w).expand(rgb.size(0), 1, h, w);
            Tensor y = Ops.linspace(-1, 1, h).view(1, 1, h, 1).expand(rgb.size(0), 1, h, w);
            Tensor at = stem.forward(Ops.cat(1, Ops.mul(Ops.add(rgb, -0.5), 3), x, y));
            List<Tensor> skips = new ArrayList<>();
            for (int i = 0; i < encoder.size(); i++) {
                at = encoder.get(i).forward(at, null);
                if (i < downs.size()) {
                    skips.add(at);
                    at = downs.get(i).forward(at);
                }
            }
            at = middle.forward(at, null);
            List<Tensor> out = new ArrayList<>();
            out.add(at);
            for (int i = downs.size() - 1; i >= 0; i--) {
                Tensor skip = skips.get(i);
                Tensor up = Ops.upsampleNearest(ups.get(i).forward(at), skip.size(2), skip.size(3));
                at = decoder.get(i).forward(skip.add(up), null);
                out.add(0, at);
            }
            Tensor smooth = Ops.silu(at);
            out.add(marks.forward(smooth));
            out.add(edges.forward(smooth));
            return out;
        });
        int levels = WIDTHS.length;
        return new Seen(all.subList(0, levels), all.get(levels), all.get(levels + 1));
    }

    /**
     * The things at clicks.
     *
     * @param clicks for each picture its clicks, as many in each: x, y in pixels of half the size, one after the other
     * @return (N, K, H/2, W/2), logits
     */
    public Tensor things(Seen seen, long[][] clicks) {
        return TensorScope.tidy(() -> {
            long n = clicks.length;
            long k = clicks[0].length / 2;
            long h = seen.marks().size(2);
            long w = seen.marks().size(3);
            Tensor dynamic = second.forward(Ops.silu(first.forward(at(seen.levels(), clicks, n, k))))
                    .reshape(n * k, DYNAMIC); // (N, K, D) -> (N K, D)
            Tensor input = Ops.cat(
                            2, seen.marks().view(n, 1, MARKS, h * w).expand(n, k, MARKS, h * w), places(clicks, n, k, h, w))
                    .reshape(n * k, MARKS + PLACES, h * w); // (N, K, C, P) -> (N K, C, P)
            long from = (MARKS + PLACES) * HIDDEN;
            Tensor weight = dynamic.narrow(1, 0, from).reshape(n * k, HIDDEN, MARKS + PLACES); // rows of each layer
            Tensor bias = dynamic.narrow(1, from, HIDDEN).unsqueeze(2);
            Tensor hidden = Ops.relu(weight.bmm(input).add(bias));
            Tensor last = dynamic.narrow(1, from + HIDDEN, HIDDEN).unsqueeze(1);
            Tensor shift = dynamic.narrow(1, from + 2 * HIDDEN, 1).unsqueeze(2);
            return last.bmm(hidden).add(shift).view(n, k, h, w); // (N K, 1, P) -> (N, K, H/2, W/2)
        });
    }

    /** What is known at each click: (N, K, all widths). */
    private static Tensor at(List<Tensor> levels, long[][] clicks, long n, long k) {
        List<Tensor> parts = new ArrayList<>();
        for (int level = 0; level < levels.size(); level++) {
            Tensor f = levels.get(level);
            long width = f.size(3);
            long[] index = new long[(int) (n * k)];
            for (int i = 0; i < index.length; i++) {
                long[] of = clicks[(int) (i / k)];
                int c = (int) (2 * (i % k));
                index[i] = (of[c + 1] >> level) * width + (of[c] >> level);
            }
            long channels = f.size(1);
            Tensor where = Ops.tensor(index, n, 1, k).expand(n, channels, k);
            parts.add(f.view(n, channels, f.size(2) * width).gather(2, where)); // (N, C, h, w) -> (N, C, K)
        }
        return Ops.cat(1, parts).transpose(1, 2);
    }

    /** How far each pixel is from each click, and that squared: (N, K, 4, P). */
    private static Tensor places(long[][] clicks, long n, long k, long h, long w) {
        float[] at = new float[(int) (n * k * 2)];
        for (int i = 0; i < at.length; i++) {
            at[i] = (float) (clicks[(int) (i / (2 * k))][(int) (i % (2 * k))] / UNIT);
        }
        Tensor click = Ops.tensor(at, n, k, 2, 1);
        Tensor x = Ops.linspace(0, (w - 1) / UNIT, w).view(1, w).expand(h, w).reshape(1, h * w);
        Tensor y = Ops.linspace(0, (h - 1) / UNIT, h).view(h, 1).expand(h, w).reshape(1, h * w);
        Tensor away = Ops.cat(0, x, y).view(1, 1, 2, h * w).sub(click);
        return Ops.cat(2, away, Ops.mul(away.square(), 0.5));
    }
}
