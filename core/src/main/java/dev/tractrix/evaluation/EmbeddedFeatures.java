// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.features.EntityFeatures;
import dev.tractrix.image.Picture;
import dev.tractrix.pipeline.DragModel;
import dev.tractrix.scene.Settings;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What can be compared without downloaded weights: the features by which the embedded model tells things apart. The Frechet
 * distance of their means over each frame is no FID and cannot be set beside one; it ranks runs among each other. So does
 * {@link #error}, which holds each place of a frame against the same place of the true one.
 */
public final class EmbeddedFeatures implements FeatureNetwork {
    /** Side that frames are stretched to, bilinear. */
    private static final int SIDE = 256;
    /** Of the noises, which are the same for each frame. */
    private static final long SEED = 0;

    private final DragModel model;
    private final EntityFeatures features;

    /** Opens the embedded model. */
    public EmbeddedFeatures() {
        model = DragModel.open("embedded", Settings.NONE);
        features = model.features();
    }

    @Override
    public String measure() {
        return "embedded-feature distance";
    }

    @Override
    public String identity() {
        return "entity features of the model " + model.folder().getFileName() + ", mean over " + SIDE + "x" + SIDE;
    }

    @Override
    public int dimension() {
        return features.channels();
    }

    @Override
    public int clipFrames() {
        return 0;
    }

    @Override
    public List<double[]> features(List<Picture> frames) {
        List<double[]> all = new ArrayList<>();
        for (Picture frame : frames) {
            float[] mean = Guards.noGrad(() ->
                    TensorScope.inside(() -> Ops.toFloats(map(frame).mean(new long[] {1, 2}))));
            all.addAll(Vectors.rows(mean, mean.length));
        }
        return all;
    }

    /**
     * How unlike a clip's frames look to the true ones, place by place: the squared difference of the two frames' feature
     * vectors over the squared deviation of the true frame's from their mean, the mean over all frames from the second on. In
     * the manner of LPIPS (Zhang et al. 2018), but with a network that saw no photograph, one layer of it, and nothing fitted
     * to people's judgements.
     *
     * @param truth as many frames, of the same size
     * @return 0 for the same, 1 for what is the true frame's mean everywhere; NaN for a single frame
     */
    public double error(List<Picture> frames, List<Picture> truth) {
        double sum = 0;
        for (int f = 1; f < frames.size(); f++) {
            Picture made = frames.get(f);
            Picture real = truth.get(f);
            sum += Guards.noGrad(() -> TensorScope.inside(() -> {
                Tensor b = map(real);
                Tensor deviation = b.sub(b.mean(new long[] {1, 2}, true, null)); // (C,h,w) less (C,1,1)
                return Ops.item(map(made).sub(b).square().sum())
                        / Ops.item(deviation.square().sum());
            }));
        }
        return frames.size() < 2 ? Double.NaN : sum / (frames.size() - 1);
    }

    /** (C, h, w). */
    private Tensor map(Picture frame) {
        return TensorScope.tidy(() -> {
            Tensor pixels = Vectors.bytes(List.of(frame)).to(ScalarType.Float);
            Tensor image = Ops.add(Ops.mul(Ops.upsampleBilinear(pixels, SIDE, SIDE), 2.0 / 255), -1);
            return features.map(image, SEED);
        });
    }

    @Override
    public void close() {
        model.close();
    }
}
