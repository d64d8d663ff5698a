// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.tensor.Devices;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The trained weights of one or more models laid one after another in a single vector, with their gradients in
 * another. Each weight and its gradient are views, so one operator updates, averages, clips or saves them all; a
 * thousand small ones would cost more than the network's own step. float32, on the CPU or one device.
 */
public final class FlatParameters implements AutoCloseable {
    /** Every weight begins at a multiple of a cache line, which vectorised kernels like. */
    private static final long ALIGNMENT = 16;

    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final Map<String, Long> offsets = new LinkedHashMap<>();
    private final Tensor values;
    private final Tensor gradients;

    /**
     * Moves the weights into the vector and asks for their gradients.
     *
     * @param trained handles of the models' own weights, by a name that is unique over all models; all on one device
     */
    public FlatParameters(Map<String, Tensor> trained) {
        long size = 0;
        for (Map.Entry<String, Tensor> e : trained.entrySet()) {
            shapes.put(e.getKey(), Shapes.dims(e.getValue()));
            offsets.put(e.getKey(), size);
            size += (e.getValue().numel() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }
        if (size == 0) {
            throw new IllegalArgumentException("nothing to train");
        }
        long total = size;
        Tensor first = trained.values().iterator().next();
        values = TensorScope.keep(TensorScope.tidy(() -> Ops.zeros(total).to(first.device(), ScalarType.Float)));
        gradients = TensorScope.keep(TensorScope.tidy(() -> Ops.zerosLike(values)));
        trained.forEach((name, weight) -> TensorScope.inside(() -> {
            Tensor view = view(values, name);
            view.copy_(weight.detach());
            weight.set_data(view);
            weight.set_requires_grad(true);
            // autograd adds in place to a gradient that is already there
            weight.mutable_grad().put(view(gradients, name));
            return null;
        }));
    }

    /** (P): all weights. */
    public Tensor values() {
        return values;
    }

    /** (P): all gradients. */
    public Tensor gradients() {
        return gradients;
    }

    /** A named part of any vector of this layout: a view of the weight's shape. */
    public Tensor view(Tensor flat, String name) {
        long[] shape = shapes.get(name);
        long n = 1;
        for (long s : shape) {
            n *= s;
        }
        long count = n;
        return TensorScope.tidy(() -> flat.narrow(0, offsets.get(name), count).view(shape));
    }

    /** All named parts of a vector of this layout, with a prefix; kept until closed by the caller. */
    public Map<String, Tensor> views(Tensor flat, String prefix) {
        Map<String, Tensor> out = new LinkedHashMap<>();
        shapes.keySet().forEach(name -> out.put(prefix + name, TensorScope.keep(view(flat, name))));
        return out;
    }

    /** Names and shapes in order. */
    public Map<String, long[]> shapes() {
        return shapes;
    }

    /** Where they are: {@code cpu}, {@code cuda:0}, ... */
    public String device() {
        return Devices.nameOf(values);
    }

    /** How many numbers, padding included. */
    public long size() {
        return values.numel();
    }

    @Override
    public void close() {
        values.close();
        gradients.close();
    }
}
