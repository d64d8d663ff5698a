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
 * What can be compared without downloaded weights: the mean over each frame of the features by which the embedded model
 * tells things apart. Its Frechet distance is no FID and cannot be set beside one; it ranks runs among each other.
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
            float[] mean = Guards.noGrad(() -> TensorScope.inside(() -> {
                Tensor pixels = Vectors.bytes(List.of(frame)).to(ScalarType.Float);
                Tensor image = Ops.add(Ops.mul(Ops.upsampleBilinear(pixels, SIDE, SIDE), 2.0 / 255), -1);
                return Ops.toFloats(features.map(image, SEED).mean(new long[] {1, 2}));
            }));
            all.addAll(Vectors.rows(mean, mean.length));
        }
        return all;
    }

    @Override
    public void close() {
        model.close();
    }
}
