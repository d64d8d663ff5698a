// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.checkpoint.WeightFiles;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import dev.tractrix.metricnets.InceptionV3;
import dev.tractrix.metricnets.TrainingCounters;
import dev.tractrix.models.Digests;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** FID: each frame by InceptionV3, as pytorch-fid computes it. */
public final class InceptionFeatures implements FeatureNetwork {
    /** Pictures at a time: the first maps of 16 take some 90 MB each. */
    private static final int BATCH = 16;

    private final InceptionV3 model;
    private final Weights weights;
    private final int dimension;
    private final String identity;

    /**
     * @param file weights under pytorch-fid's names
     * @param dimension 64, 192, 768 or 2048
     * @throws BadInputException for another dimension or other weights
     */
    public InceptionFeatures(Path file, int dimension) {
        if (!InceptionV3.DIMENSIONS.contains(dimension)) {
            throw BadInputException.of("FID", "a dimension of " + InceptionV3.DIMENSIONS, dimension, "choose one");
        }
        this.dimension = dimension;
        try (StateDict read = WeightFiles.read(file)) {
            Params params = Params.from(TrainingCounters.without(read));
            model = new InceptionV3(params);
            weights = params.finish("FID's InceptionV3");
        }
        identity = "InceptionV3 of pytorch-fid, " + dimension + " features, weights " + Digests.sha256(file);
    }

    @Override
    public String measure() {
        return "FID";
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public int clipFrames() {
        return 0;
    }

    @Override
    public List<double[]> features(List<Picture> frames) {
        List<double[]> all = new ArrayList<>();
        for (int from = 0; from < frames.size(); ) {
            int to = from + 1;
            Picture first = frames.get(from);
            while (to < frames.size()
                    && to - from < BATCH
                    && frames.get(to).width() == first.width()
                    && frames.get(to).height() == first.height()) {
                to++;
            }
            List<Picture> batch = frames.subList(from, to);
            all.addAll(Vectors.rows(
                    Guards.inference(() -> TensorScope.inside(() -> {
                        Tensor pixels = Ops.mul(Vectors.bytes(batch).to(ScalarType.Float), 1.0 / 255);
                        return Ops.toFloats(model.features(pixels, dimension));
                    })),
                    dimension));
            from = to;
        }
        return all;
    }

    @Override
    public void close() {
        model.close();
        weights.close();
    }
}
