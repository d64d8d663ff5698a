// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.refiner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.nn.PixelUNetJson;
import java.util.List;

/**
 * The shape of a {@link RefinerNetwork}, {@code config.json} in the model's folder {@code refiner}.
 *
 * @param channels of each level, the half size first, at least one
 * @param layers residual blocks of a level, on each side, at least 1
 */
public record RefinerConfig(List<Integer> channels, int layers) {
    private static final String KIND = "AnimaticRefiner";

    public RefinerConfig {
        channels = List.copyOf(channels);
        PixelUNetJson.require("refiner", channels, layers);
    }

    /** @throws dev.tractrix.fault.BadInputException for another kind of network, or values out of range */
    public static RefinerConfig of(ConfigJson json) {
        return PixelUNetJson.read(json, KIND, "refiner", RefinerConfig::new);
    }

    /** As {@link #of} reads it. */
    public ObjectNode write(ObjectNode json) {
        return PixelUNetJson.write(json, KIND, channels, layers);
    }

    /** Both sides of what it sees are multiples of this, pixels. */
    public int multiple() {
        return 1 << channels.size();
    }
}
