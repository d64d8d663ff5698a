// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.metricnets;

import dev.tractrix.checkpoint.StateDict;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** What batch normalisations counted in training, which some published files carry and others do not. */
public final class TrainingCounters {
    private TrainingCounters() {}

    /** All but {@code *.num_batches_tracked}; shares the handles. */
    public static StateDict without(StateDict file) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(file.tensors());
        tensors.keySet().removeIf(name -> name.endsWith(".num_batches_tracked"));
        return new StateDict(file.source(), tensors, file.metadata());
    }
}
