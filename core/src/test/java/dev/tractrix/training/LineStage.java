// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Linear(2, 1) from zero on four points of 3x + y - 2: a stage whose every number is known. */
final class LineStage implements Stage {
    static final float[] XS = {2, 1, 7, 4, -4, 12, 5, 8};
    private static final float[] TARGETS = {5, 23, -2, 21};

    private final Tensor weight = TensorScope.keep(TensorScope.tidy(() -> Ops.zeros(1, 2)));
    private final Tensor bias = TensorScope.keep(TensorScope.tidy(() -> Ops.zeros(1)));
    private final FlatParameters parameters;
    private final int parts;
    private final boolean sum;
    private String fingerprint = "line";
    private long notANumberAt = -1;
    private double lossScale = 1;

    /**
     * @param parts micro-batches into which the four points are split
     * @param sum of the squares, or their mean
     */
    LineStage(int parts, boolean sum) {
        this.parts = parts;
        this.sum = sum;
        Map<String, Tensor> trained = new LinkedHashMap<>();
        trained.put("weight", weight);
        trained.put("bias", bias);
        parameters = new FlatParameters(trained);
    }

    LineStage fingerprint(String text) {
        fingerprint = text;
        return this;
    }

    /** From this step on the loss is no number. */
    LineStage notANumberAt(long step) {
        notANumberAt = step;
        return this;
    }

    /** Gradients go through half precision, the loss multiplied by this. */
    LineStage inHalf(double scale) {
        lossScale = scale;
        return this;
    }

    @Override
    public double lossScale() {
        return lossScale;
    }

    float[] weights() {
        float[] w = Ops.toFloats(weight);
        return new float[] {w[0], w[1], Ops.toFloats(bias)[0]};
    }

    @Override
    public String name() {
        return "line";
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public FlatParameters parameters() {
        return parameters;
    }

    @Override
    public Loss loss(long step, int micro) {
        int n = 4 / parts;
        float[] x = new float[2 * n];
        float[] y = new float[n];
        System.arraycopy(XS, 2 * n * micro, x, 0, 2 * n);
        System.arraycopy(TARGETS, n * micro, y, 0, n);
        Tensor error = Ops.linear(Ops.tensor(x, n, 2), weight, bias).sub(Ops.tensor(y, n, 1));
        if (lossScale > 1) {
            // the way back casts the gradient to half
            error = error.to(ScalarType.Half).to(ScalarType.Float);
        }
        Tensor loss = sum ? error.square().sum() : error.square().mean();
        return new Loss(step == notANumberAt ? Ops.mul(loss, Double.NaN) : loss, Map.of("micro", () -> micro));
    }

    @Override
    public void export(Path folder, Map<String, String> metadata) {}

    @Override
    public void sheet(Path png) {}

    @Override
    public long waitedMillis() {
        return 0;
    }

    @Override
    public void close() {
        parameters.close();
        weight.close();
        bias.close();
    }
}
