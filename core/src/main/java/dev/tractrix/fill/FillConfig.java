// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.fill;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.fault.BadInputException;
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
        if (channels.isEmpty() || channels.stream().anyMatch(c -> c < 1) || layers < 1) {
            throw new IllegalArgumentException(
                    "a fill has levels of one channel or more and a block each, got " + channels + ", " + layers);
        }
    }

    /** @throws BadInputException for another kind of network, or values out of range */
    public static FillConfig of(ConfigJson json) {
        String kind = json.text("_class_name", KIND);
        if (!kind.equals(KIND)) {
            throw json.wrong("_class_name", KIND, kind);
        }
        List<Integer> channels = json.integers("channels", List.of());
        int layers = json.integer("layers", 2);
        json.rejectUnread();
        try {
            return new FillConfig(channels, layers);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(e.getMessage() + "; correct the fill's config", e);
        }
    }

    /** As {@link #of} reads it. */
    public ObjectNode write(ObjectNode json) {
        json.put("_class_name", KIND);
        channels.forEach(json.putArray("channels")::add);
        return json.put("layers", layers);
    }
}
