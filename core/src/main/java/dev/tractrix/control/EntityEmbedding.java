// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import dev.tractrix.scene.Fidelity;
import java.util.Arrays;

/** What is done to an entity's feature vector on its way into the entity map. */
public final class EntityEmbedding {
    private EntityEmbedding() {}

    /**
     * An entity's vector in the entity map.
     *
     * @param feature the mean feature under the mask, an even number of channels (320)
     * @return half as many (160)
     */
    public static float[] of(float[] feature, Fidelity.EntityEmbedding rule) {
        return pairMean(rule == Fidelity.EntityEmbedding.CHANNEL0 ? firstChannelOnly(feature) : feature);
    }

    /**
     * The first value in every channel: what the released demo writes into its discs (by an indexing slip), and so what
     * the authors' weights are shown by it.
     */
    public static float[] firstChannelOnly(float[] feature) {
        float[] out = new float[feature.length];
        Arrays.fill(out, feature[0]);
        return out;
    }

    /**
     * The mean of each two neighbouring channels: 320 feature channels become the 160 of the entity map.
     *
     * @param feature an even number of values
     * @return half as many
     */
    public static float[] pairMean(float[] feature) {
        if (feature.length % 2 != 0) {
            throw new IllegalArgumentException("pairs need an even number of channels, got " + feature.length);
        }
        float[] out = new float[feature.length / 2];
        for (int i = 0; i < out.length; i++) {
            out[i] = (feature[2 * i] + feature[2 * i + 1]) / 2;
        }
        return out;
    }
}
