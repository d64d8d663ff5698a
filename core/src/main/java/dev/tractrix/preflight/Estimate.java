// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.preflight;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a run would need on this machine; a prediction, not a measurement.
 *
 * @param offload whether only the networks in use would be in memory
 * @param weightBytes of the networks in memory at the worst moment, as they are computed with
 * @param activationBytes what is alive besides the weights at that moment
 * @param runtimeBytes the process itself: Java, libtorch, codecs, pictures
 * @param operations floating-point operations of the whole run
 * @param seconds of the whole run, 0 where this machine's speed was not measured
 * @param availableBytes of memory when it was looked
 */
public record Estimate(
        boolean offload,
        long weightBytes,
        long activationBytes,
        long runtimeBytes,
        double operations,
        double seconds,
        long availableBytes) {
    /** Of memory, at the worst moment. */
    public long peakBytes() {
        return weightBytes + activationBytes + runtimeBytes;
    }

    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("peakBytes", peakBytes())
                .put("offload", offload)
                .put("weightBytes", weightBytes)
                .put("activationBytes", activationBytes)
                .put("runtimeBytes", runtimeBytes)
                .put("availableBytes", availableBytes)
                .put("operations", operations)
                .put("seconds", Math.round(seconds * 10) / 10.0);
    }
}
