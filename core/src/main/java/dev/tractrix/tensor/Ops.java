// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tensor;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * libtorch's operators as the networks use them: no optionals, no native vectors, no by-reference results. Every
 * result is an owning handle in the innermost {@link TensorScope}; no method changes its arguments unless its name
 * ends in {@code InPlace}, which must not be used while {@link Guards#recording()}.
 */
public final class Ops {
    static {
        NativeRuntime.load();
    }

    private static final TensorOptional NONE = kept(new TensorOptional());
    private static final DoubleOptional NO_DOUBLE = kept(new DoubleOptional());
    private static final long[] ONE2 = {1, 1};

    private Ops() {}

    private static <P extends Pointer> P kept(P pointer) {
        pointer.retainReference();
        return pointer;
    }

    private static TensorOptional optional(Tensor t) {
        return t == null ? NONE : new TensorOptional(t);
    }

    // ---- layers -----------------------------------------------------------------------------------------------

    /** @param b bias or null */
    public static Tensor linear(Tensor x, Tensor w, Tensor b) {
        return TensorScope.tidy(() -> torch.linear(x, w, optional(b)));
    }

    /** (N, C, H, W) with weight (O, C, k, k). @param b bias or null */
    public static Tensor conv2d(Tensor x, Tensor w, Tensor b, long stride, long padding) {
        return TensorScope.tidy(() ->
                torch.conv2d(x, w, optional(b), new long[] {stride, stride}, new long[] {padding, padding}, ONE2, 1));
    }

    /** (N, C, H, W) with weight (O, C, kh, kw) and padding (ph, pw), for kernels that are not square. */
    public static Tensor conv2d(Tensor x, Tensor w, Tensor b, long stride, long ph, long pw) {
        return TensorScope.tidy(
                () -> torch.conv2d(x, w, optional(b), new long[] {stride, stride}, new long[] {ph, pw}, ONE2, 1));
    }

    /** (N, C, H, W) -> the same, a pixel's channels side by side in memory; convolutions keep that order. */
    public static Tensor channelsLast(Tensor x) {
        return x.contiguous(MemoryFormat.ChannelsLast);
    }

    /** Each channel alone: (N, C, H, W) with weight (C, 1, k, k). @param b bias or null */
    public static Tensor depthwiseConv2d(Tensor x, Tensor w, Tensor b, long stride, long padding) {
        return TensorScope.tidy(() -> torch.conv2d(
                x, w, optional(b), new long[] {stride, stride}, new long[] {padding, padding}, ONE2, x.size(1)));
    }

    /** The largest of each square of s pixels: (N, C, H, W) -> (N, C, H/s, W/s). */
    public static Tensor maxPool2d(Tensor x, long s) {
        return torch.max_pool2d(x, new long[] {s, s}, new long[] {s, s}, new long[] {0, 0}, ONE2, false);
    }

    /** (N, C, F, H, W) with weight (O, C, kf, kh, kw), stride 1. @param b bias or null */
    public static Tensor conv3d(Tensor x, Tensor w, Tensor b, long... padding) {
        return TensorScope.tidy(
                () -> torch.conv3d(x, w, optional(b), new long[] {1, 1, 1}, padding, new long[] {1, 1, 1}, 1));
    }

    /** (N, C, F, H, W) with weight (O, C, kf, kh, kw), no padding, strides of (frames, rows, columns). */
    public static Tensor stridedConv3d(Tensor x, Tensor w, Tensor b, long[] stride) {
        return TensorScope.tidy(
                () -> torch.conv3d(x, w, optional(b), stride, new long[] {0, 0, 0}, new long[] {1, 1, 1}, 1));
    }

    /**
     * Transposed convolution whose stride is its kernel's size: (N, C, H, W) with weight (C, O, s, s) -> (N, O, s H, s W), every
     * pixel becomes a square of its own. As one matrix product it takes a third to a half of libtorch's time on a processor.
     */
    public static Tensor convTranspose2d(Tensor x, Tensor w, Tensor b) {
        long n = x.size(0);
        long h = x.size(2);
        long width = x.size(3);
        long out = w.size(1);
        long s = w.size(2);
        return TensorScope.tidy(() -> w.flatten(1, -1)
                .transpose(0, 1) // (O s s, C)
                .matmul(x.flatten(2, -1))
                .view(n, out, s, s, h, width)
                .permute(0, 1, 4, 2, 5, 3)
                .reshape(n, out, s * h, s * width)
                .add(b.view(1, out, 1, 1)));
    }

    public static Tensor groupNorm(Tensor x, long groups, Tensor w, Tensor b, double eps) {
        return TensorScope.tidy(() -> torch.group_norm(x, groups, optional(w), optional(b), eps, true));
    }

    /** Over the last dimension. */
    public static Tensor layerNorm(Tensor x, Tensor w, Tensor b, double eps) {
        return TensorScope.tidy(
                () -> torch.layer_norm(x, new long[] {x.size(-1)}, optional(w), optional(b), eps, true));
    }

    /** softmax(q k' / sqrt(d)) v over (..., N, d). */
    public static Tensor attention(Tensor q, Tensor k, Tensor v) {
        return TensorScope.tidy(() -> torch.scaled_dot_product_attention(q, k, v, NONE, 0.0, false, NO_DOUBLE, false));
    }

    /** As {@link #attention(Tensor, Tensor, Tensor)} with an additive or boolean mask, or causal. */
    public static Tensor attention(Tensor q, Tensor k, Tensor v, Tensor mask, boolean causal) {
        return TensorScope.tidy(
                () -> torch.scaled_dot_product_attention(q, k, v, optional(mask), 0.0, causal, NO_DOUBLE, false));
    }

    public static Tensor silu(Tensor x) {
        return torch.silu(x);
    }

    /** The logarithm of 1 + e^x. */
    public static Tensor softplus(Tensor x) {
        return torch.softplus(x);
    }

    public static Tensor relu(Tensor x) {
        return torch.relu(x);
    }

    /** The exact (erf) GELU. */
    public static Tensor gelu(Tensor x) {
        return torch.gelu(x);
    }

    /** The GELU by tanh, an approximation that some networks were trained with. */
    public static Tensor geluTanh(Tensor x) {
        return torch.gelu(x, "tanh");
    }

    /** x sigmoid(1.702 x), as the original CLIP. */
    public static Tensor quickGelu(Tensor x) {
        return TensorScope.tidy(() -> x.mul(torch.sigmoid(mul(x, 1.702))));
    }

    public static Tensor softmax(Tensor x, long dim) {
        return torch.softmax(x, dim);
    }

    /** (N, C, H, W) -> (N, C n n, H/n, W/n): each square of n by n pixels becomes channels. */
    public static Tensor fold(Tensor x, long n) {
        return torch.pixel_unshuffle(x, n);
    }

    /** The way back: (N, C n n, H, W) -> (N, C, H n, W n). */
    public static Tensor unfold(Tensor x, long n) {
        return torch.pixel_shuffle(x, n);
    }

    /** (N, C, H, W) -> (N, C, h, w), nearest. */
    public static Tensor upsampleNearest(Tensor x, long h, long w) {
        return torch.upsample_nearest2d(x, new long[] {h, w});
    }

    /** (N, C, H, W) -> (N, C, h, w), bilinear, corners not aligned, no antialias. */
    public static Tensor upsampleBilinear(Tensor x, long h, long w) {
        return torch.upsample_bilinear2d(x, new long[] {h, w}, false);
    }

    /** (N, C, H, W) -> (N, C, h, w), bilinear, corners aligned, no antialias. */
    public static Tensor resizeBilinearAligned(Tensor x, long h, long w) {
        return torch.upsample_bilinear2d(x, new long[] {h, w}, true);
    }

    /**
     * (N, C, H, W) between its pixels: bilinear, beyond the border that of the border.
     *
     * @param places (N, h, w, 2), x and y over -1..1, the centres of the outermost pixels
     * @return (N, C, h, w)
     */
    public static Tensor sampleAligned(Tensor x, Tensor places) {
        return torch.grid_sampler(x, places, 0, 1, true);
    }

    /** (N, C, H, W) -> (N, C, H / 2, W / 2), means of 2 x 2. */
    public static Tensor halved(Tensor x) {
        return torch.avg_pool2d(x, 2, 2);
    }

    /** (N, C, H, W) -> (N, C, h, w), bicubic, corners aligned, no antialias. */
    public static Tensor upsampleBicubic(Tensor x, long h, long w) {
        return torch.upsample_bicubic2d(x, new long[] {h, w}, true);
    }

    /** (N, C, H, W) -> (N, C, h, w), bicubic, corners not aligned, no antialias. */
    public static Tensor upsampleBicubicByEdges(Tensor x, long h, long w) {
        return torch.upsample_bicubic2d(x, new long[] {h, w}, false);
    }

    /** Constant padding of the last dimensions, last first: left, right, top, bottom, ... */
    public static Tensor pad(Tensor x, long... amounts) {
        return TensorScope.tidy(() -> torch.pad(x, amounts, "constant", NO_DOUBLE));
    }

    /** Padding by {@code "reflect"} or {@code "replicate"} of the last two dimensions: left, right, top, bottom. */
    public static Tensor pad(Tensor x, String mode, long... amounts) {
        return TensorScope.tidy(() -> torch.pad(x, amounts, mode, NO_DOUBLE));
    }

    // ---- arithmetic with numbers ------------------------------------------------------------------------------

    public static Tensor add(Tensor x, double a) {
        return TensorScope.tidy(() -> x.add(new Scalar(a)));
    }

    public static Tensor mul(Tensor x, double a) {
        return TensorScope.tidy(() -> x.mul(new Scalar(a)));
    }

    /** x + a y. */
    public static Tensor addScaled(Tensor x, Tensor y, double a) {
        return TensorScope.tidy(() -> x.add(y, new Scalar(a)));
    }

    /** a + weight (b - a); the weight broadcasts. */
    public static Tensor lerp(Tensor a, Tensor b, Tensor weight) {
        return torch.lerp(a, b, weight);
    }

    public static Tensor pow(Tensor x, double e) {
        return TensorScope.tidy(() -> x.pow(new Scalar(e)));
    }

    public static Tensor clamp(Tensor x, double lo, double hi) {
        return TensorScope.tidy(() -> x.clamp(new ScalarOptional(new Scalar(lo)), new ScalarOptional(new Scalar(hi))));
    }

    /** x += a y, without a copy. */
    public static void addInPlace(Tensor x, Tensor y, double a) {
        try (PointerScope s = new PointerScope()) {
            x.add_(y, new Scalar(a));
        }
    }

    /** x *= a, without a copy. */
    public static void mulInPlace(Tensor x, double a) {
        try (PointerScope s = new PointerScope()) {
            x.mul_(new Scalar(a));
        }
    }

    // ---- shape ------------------------------------------------------------------------------------------------

    public static Tensor cat(long dim, Tensor... parts) {
        return TensorScope.tidy(() -> torch.cat(new TensorVector(parts), dim));
    }

    public static Tensor cat(long dim, List<Tensor> parts) {
        return cat(dim, parts.toArray(new Tensor[0]));
    }

    public static Tensor stack(long dim, List<Tensor> parts) {
        return TensorScope.tidy(() -> torch.stack(new TensorVector(parts.toArray(new Tensor[0])), dim));
    }

    /** Equal parts along a dimension; views. */
    public static Tensor[] chunk(Tensor x, int parts, int dim) {
        long size = x.size(dim);
        if (size % parts != 0) {
            throw new IllegalArgumentException(
                    "chunk: dimension " + dim + " of " + Shapes.of(x) + " is not divisible by " + parts);
        }
        Tensor[] out = new Tensor[parts];
        for (int i = 0; i < parts; i++) {
            out[i] = x.narrow(dim, i * (size / parts), size / parts);
        }
        return out;
    }

    /** einsum over any number of operands. */
    public static Tensor einsum(String equation, Tensor... operands) {
        return TensorScope.tidy(() -> torch.einsum(equation, new TensorVector(operands)));
    }

    // ---- making and reading -----------------------------------------------------------------------------------

    public static Tensor zeros(long... shape) {
        return torch.zeros(shape, new TensorOptions());
    }

    /** The identity, (n, n), float32, CPU. */
    public static Tensor eye(long n) {
        return torch.eye(n);
    }

    /** The type that holds both, as an operator on the two would choose. */
    public static ScalarType widerType(Tensor a, Tensor b) {
        return torch.promote_types(a.scalar_type(), b.scalar_type());
    }

    public static Tensor ones(long... shape) {
        return torch.ones(shape, new TensorOptions());
    }

    public static Tensor full(double value, long... shape) {
        return TensorScope.tidy(() -> torch.full(shape, new Scalar(value), options(ScalarType.Float)));
    }

    public static Tensor zerosLike(Tensor x) {
        return torch.zeros_like(x);
    }

    /** Names and shapes without memory. */
    public static Tensor meta(long... shape) {
        return TensorScope.tidy(() -> torch.zeros(
                shape,
                options(ScalarType.Float)
                        .device(new org.bytedeco.pytorch.DeviceOptional(
                                new Device(org.bytedeco.pytorch.global.torch.DeviceType.Meta)))));
    }

    /** n values from a to b, both included, float32. */
    public static Tensor linspace(double a, double b, long n) {
        return TensorScope.tidy(() -> torch.linspace(new Scalar(a), new Scalar(b), n));
    }

    /** A float32 tensor with a copy of the values, row-major. */
    public static Tensor tensor(float[] values, long... shape) {
        Shapes.requireCount(values.length, shape);
        return TensorScope.tidy(() -> {
            Tensor t = torch.empty(shape);
            if (values.length > 0) {
                t.data_ptr_float().put(values, 0, values.length);
            }
            return t;
        });
    }

    /** An int64 tensor with a copy of the values, row-major. */
    public static Tensor tensor(long[] values, long... shape) {
        Shapes.requireCount(values.length, shape);
        return TensorScope.tidy(() -> {
            Tensor t = torch.empty(shape, options(ScalarType.Long), new org.bytedeco.pytorch.MemoryFormatOptional());
            t.data_ptr_long().put(values, 0, values.length);
            return t;
        });
    }

    /** A uint8 tensor with a copy of the bytes. */
    public static Tensor bytes(byte[] values, long... shape) {
        Shapes.requireCount(values.length, shape);
        return TensorScope.tidy(() -> {
            Tensor t = torch.empty(shape, options(ScalarType.Byte), new org.bytedeco.pytorch.MemoryFormatOptional());
            new BytePointer(t.data_ptr()).put(values, 0, values.length);
            return t;
        });
    }

    /** All values, row-major, as float32; any real type, any device. */
    public static float[] toFloats(Tensor x) {
        return TensorScope.inside(() -> {
            Tensor c = x.detach().to(new Device("cpu"), ScalarType.Float).contiguous();
            float[] out = new float[Math.toIntExact(c.numel())];
            new FloatPointer(c.data_ptr()).get(out);
            return out;
        });
    }

    /** All bytes of a tensor of any type, row-major; any device. */
    public static byte[] toBytes(Tensor x) {
        return TensorScope.inside(() -> {
            Tensor c = x.detach().to(new Device("cpu"), x.scalar_type()).contiguous();
            byte[] out = new byte[Math.toIntExact(c.numel() * c.element_size())];
            new BytePointer(c.data_ptr()).get(out);
            return out;
        });
    }

    /** The value of a one-element tensor. */
    public static double item(Tensor x) {
        return x.item_double();
    }

    public static Tensor to(Tensor x, ScalarType type) {
        return x.to(type);
    }

    /** A tensor on another device and of another type; the same handle's data when nothing changes. */
    public static Tensor to(Tensor x, Device device, ScalarType type) {
        return x.to(device, type);
    }

    static TensorOptions options(ScalarType type) {
        return new TensorOptions().dtype(new ScalarTypeOptional(type));
    }

    /** ||a - b|| / ||b||, in float64; how far a result is from its reference. */
    public static double relativeError(Tensor a, Tensor b) {
        if (!Arrays.equals(Shapes.dims(a), Shapes.dims(b))) {
            throw new IllegalArgumentException("shape mismatch, lhs: " + Shapes.of(a) + ", rhs: " + Shapes.of(b));
        }
        return TensorScope.inside(() -> {
            Tensor x = a.to(ScalarType.Double);
            Tensor y = b.to(ScalarType.Double);
            double scale = y.norm().item_double();
            return x.sub(y).norm().item_double() / (scale == 0 ? 1 : scale);
        });
    }
}
