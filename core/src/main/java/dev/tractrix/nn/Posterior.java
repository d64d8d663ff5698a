// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** A diagonal Gaussian over latents. @param mean (N, C, h, w) @param logvar the same shape */
public record Posterior(Tensor mean, Tensor logvar) {
    /** mean + exp(logvar / 2) noise. @param noise standard normal, the same shape */
    public Tensor sample(Tensor noise) {
        return TensorScope.tidy(() -> mean.add(Ops.mul(logvar, 0.5).exp().mul(noise)));
    }
}
