// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.refiner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.fault.BadInputException;
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
        if (channels.isEmpty() || channels.stream().anyMatch(c -> c < 1) || layers < 1) {
            throw new IllegalArgumentException(
                    "a refiner has levels of one channel or more and a block each, got " + channels + ", " + layers);
        }
    }

    /** @throws BadInputException for another kind of network, or values out of range */
    public static RefinerConfig of(ConfigJson json) {
        String kind = json.text("_class_name", KIND);
        if (!kind.equals(KIND)) {
            throw json.wrong("_class_name", KIND, kind);
        }
        List<Integer> channels = json.integers("channels", List.of());
        int layers = json.integer("layers", 2);
        json.rejectUnread();
        try {
            return new RefinerConfig(channels, layers);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(e.getMessage() + "; correct the refiner's config", e);
        }
    }

    /** As {@link #of} reads it. */
    public ObjectNode write(ObjectNode json) {
        json.put("_class_name", KIND);
        channels.forEach(json.putArray("channels")::add);
        return json.put("layers", layers);
    }

    /** Both sides of what it sees are multiples of this, pixels. */
    public int multiple() {
        return 1 << channels.size();
    }
}
