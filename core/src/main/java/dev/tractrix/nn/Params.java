// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.tensor.Devices;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A cursor in a tree of named weights. A model pushes the checkpoint's own path segments down it, so that the class
 * tree and the tensor names are one thing:
 *
 * <pre>{@code
 * new Conv2d(params.at("down_blocks", 0).at("resnets", 1).at("conv1"), 64, 64, 3)
 * }</pre>
 *
 * <p>The weights come from a checkpoint, from a random start, or are shapes alone. A checkpoint is strict: the model is
 * built to its end, then {@link #finish} lists every tensor that is missing, unexpected or of another shape, at once.
 * The tensors belong to the model and live until {@link Weights#close}.
 */
public final class Params {
    private final Root root;
    private final String prefix;

    private Params(Root root, String prefix) {
        this.root = root;
        this.prefix = prefix;
    }

    /**
     * Weights of a checkpoint. A tensor that already has the type and the device is not copied.
     *
     * @param type the type to compute in
     */
    public static Params from(StateDict checkpoint, Device device, ScalarType type) {
        return new Params(
                new Root(
                        checkpoint,
                        name -> {
                            Tensor t = checkpoint.get(name);
                            return t == null ? null : t.to(device, type);
                        },
                        null,
                        device),
                "");
    }

    /** float32 weights of a checkpoint on the CPU. */
    public static Params from(StateDict checkpoint) {
        return from(checkpoint, Devices.cpu(), ScalarType.Float);
    }

    /** A random start, drawn in the order in which the model asks, on the CPU. */
    public static Params random(long seed) {
        return random(new Rng(seed));
    }

    /** A random start on a device: drawn on the CPU, so a seed means the same weights on every device. */
    public static Params random(long seed, Device device) {
        return new Params(new Root(null, null, new Rng(seed), device), "");
    }

    /** A random start that goes on with a stream, which the model's {@link #finish} closes. */
    static Params random(Rng stream) {
        return new Params(new Root(null, null, stream, Devices.cpu()), "");
    }

    /** Names and shapes alone, without memory. */
    public static Params shapes() {
        return new Params(new Root(null, null, null, null), "");
    }

    /** One segment down. */
    public Params at(String segment) {
        return new Params(root, prefix + segment + ".");
    }

    /** A list and an index down. */
    public Params at(String list, int index) {
        return new Params(root, prefix + list + "." + index + ".");
    }

    /** Whether a checkpoint has this tensor; false for a random start. For layers that some checkpoints leave out. */
    public boolean has(String name) {
        return root.checkpoint != null && root.checkpoint.get(prefix + name) != null;
    }

    /** Asks for a tensor; a missing one is reported by {@link #finish}. */
    public Tensor weight(String name, Init init, long... shape) {
        String full = prefix + name;
        Tensor t = TensorScope.tidy(() -> root.take(full, init, shape));
        TensorScope.keep(t);
        if (root.taken.put(full, t) != null) {
            throw new IllegalStateException("two layers asked for " + full);
        }
        return t;
    }

    /**
     * Ends the building of a model.
     *
     * @param model its name in messages
     * @throws BadInputException listing all that is missing, unexpected or mis-shaped
     */
    public Weights finish(String model) {
        if (!prefix.isEmpty()) {
            throw new IllegalStateException("finish is called at the root, not at " + prefix);
        }
        root.close(model);
        return new Weights(root.taken);
    }

    private static final class Root {
        final StateDict checkpoint;
        final Function<String, Tensor> find;
        final Rng rng;
        final Device device;
        final Map<String, Tensor> taken = new LinkedHashMap<>();
        final List<String> missing = new ArrayList<>();
        final List<String> misshaped = new ArrayList<>();

        Root(StateDict checkpoint, Function<String, Tensor> find, Rng rng, Device device) {
            this.checkpoint = checkpoint;
            this.find = find;
            this.rng = rng;
            this.device = device;
        }

        Tensor take(String name, Init init, long... shape) {
            if (checkpoint == null) {
                return rng == null ? Ops.meta(shape) : init.draw(rng, shape).to(device, ScalarType.Float);
            }
            Tensor t = find.apply(name);
            if (t == null) {
                missing.add(name + " " + Arrays.toString(shape));
                return Ops.meta(shape);
            }
            if (!Arrays.equals(Shapes.dims(t), shape)) {
                misshaped.add(name + " expected " + Arrays.toString(shape) + ", got " + Shapes.of(t));
                return Ops.meta(shape);
            }
            return t;
        }

        void close(String model) {
            if (rng != null) {
                rng.close();
            }
            if (checkpoint == null) {
                return;
            }
            TreeSet<String> unexpected = new TreeSet<>(checkpoint.tensors().keySet());
            unexpected.removeAll(taken.keySet());
            // A buffer that older exports carry; it is 0..n and holds nothing learned.
            unexpected.removeIf(name -> name.endsWith("position_ids"));
            if (missing.isEmpty() && misshaped.isEmpty() && unexpected.isEmpty()) {
                return;
            }
            taken.values().forEach(Tensor::close);
            throw new BadInputException(checkpoint.source() + ": not the weights of " + model + ": "
                    + missing.size() + " missing " + missing + ", " + unexpected.size() + " unexpected " + unexpected
                    + ", " + misshaped.size() + " of another shape " + misshaped
                    + "; check that the config.json beside it belongs to it");
        }
    }
}
