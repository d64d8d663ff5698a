// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.completion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.nn.PixelUNetJson;
import java.util.List;

/**
 * The shape of a {@link CompletionNetwork}, {@code config.json} in the model's folder {@code completion}.
 *
 * @param channels of each level, half of the canvas's size first, 1 to 6 of them, for the canvas has 64 pixels a side
 * @param layers residual blocks of a level, on each side, at least 1
 */
public record CompletionConfig(List<Integer> channels, int layers) {
    private static final String KIND = "ThingCompletion";
    private static final int MOST_LEVELS = 6;

    public CompletionConfig {
        channels = List.copyOf(channels);
        PixelUNetJson.require("completion", channels, layers);
        if (channels.size() > MOST_LEVELS) {
            throw new IllegalArgumentException("completion: at most " + MOST_LEVELS + " levels, got " + channels);
        }
    }

    /** @throws dev.tractrix.fault.BadInputException for another kind of network, or values out of range */
    public static CompletionConfig of(ConfigJson json) {
        return PixelUNetJson.read(json, KIND, "completion", CompletionConfig::new);
    }

    /** As {@link #of} reads it. */
    public ObjectNode write(ObjectNode json) {
        return PixelUNetJson.write(json, KIND, channels, layers);
    }
}
