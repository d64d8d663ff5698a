// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.fill;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.nn.PixelUNetJson;
import java.util.List;

/**
 * The shape of a {@link FillNetwork}, {@code config.json} in the model's folder {@code fill}.
 *
 * @param channels of each level, a quarter of the size first, at least one
 * @param layers residual blocks of a level, on each side, at least 1
 */
public record FillConfig(List<Integer> channels, int layers) {
    private static final String KIND = "GroundFill";

    public FillConfig {
        channels = List.copyOf(channels);
        PixelUNetJson.require("fill", channels, layers);
    }

    /** @throws dev.tractrix.fault.BadInputException for another kind of network, or values out of range */
    public static FillConfig of(ConfigJson json) {
        return PixelUNetJson.read(json, KIND, "fill", FillConfig::new);
    }

    /** As {@link #of} reads it. */
    public ObjectNode write(ObjectNode json) {
        return PixelUNetJson.write(json, KIND, channels, layers);
    }
}
