// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.fault.BadInputException;
import java.util.List;
import java.util.function.BiFunction;

/** The {@code config.json} of a network that is a {@link PixelUNet}: its kind, the channels of each level, the blocks of each. */
public final class PixelUNetJson {
    private PixelUNetJson() {}

    /**
     * A configuration as it is stored.
     *
     * @param kind what {@code _class_name} says, where it is there
     * @param what the network's name in messages
     * @param make from channels and layers; its {@link IllegalArgumentException} is the file's fault
     * @throws BadInputException for another kind of network, an unknown key, or values out of range
     */
    public static <T> T read(ConfigJson json, String kind, String what, BiFunction<List<Integer>, Integer, T> make) {
        String found = json.text("_class_name", kind);
        if (!found.equals(kind)) {
            throw json.wrong("_class_name", kind, found);
        }
        List<Integer> channels = json.integers("channels", List.of());
        int layers = json.integer("layers", 2);
        json.rejectUnread();
        try {
            return make.apply(channels, layers);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(e.getMessage() + "; correct the " + what + "'s config", e);
        }
    }

    /** As {@link #read} reads it. */
    public static ObjectNode write(ObjectNode json, String kind, List<Integer> channels, int layers) {
        json.put("_class_name", kind);
        channels.forEach(json.putArray("channels")::add);
        return json.put("layers", layers);
    }

    /** @throws IllegalArgumentException for what is no such network */
    public static void require(String what, List<Integer> channels, int layers) {
        if (channels.isEmpty() || channels.stream().anyMatch(c -> c < 1) || layers < 1) {
            throw new IllegalArgumentException("a " + what + " has levels of one channel or more and a block each, got "
                    + channels + ", " + layers);
        }
    }
}
