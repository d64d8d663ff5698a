// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * How far all clips of a run together are from all true clips of its pack.
 *
 * @param measure such as FID
 * @param value of the Frechet distance; NaN where it is not known
 * @param kernel the kernel distance of the same features (KVD); NaN where clips do not make the vectors
 * @param samples frames or clips of each side
 * @param network all that decides the features; empty where there is none
 * @param notes what to know when reading it, or why it is not known
 */
public record Distance(String measure, double value, double kernel, long samples, String network, List<String> notes) {
    public Distance {
        notes = List.copyOf(notes);
    }

    static Distance unknown(String measure, String why) {
        return new Distance(measure, Double.NaN, Double.NaN, 0, "", List.of(why));
    }

    ObjectNode json() {
        ObjectNode out = JsonNodeFactory.instance.objectNode().put("measure", measure);
        Comparison.number(out, "value", value);
        if (Double.isFinite(kernel)) {
            out.put("kernel", kernel);
        }
        out.put("samples", samples).put("network", network);
        notes.forEach(out.putArray("notes")::add);
        return out;
    }

    static Distance of(JsonNode json) {
        List<String> notes = new ArrayList<>();
        json.path("notes").forEach(n -> notes.add(n.asText()));
        return new Distance(
                json.path("measure").asText(),
                json.path("value").asDouble(Double.NaN),
                json.path("kernel").asDouble(Double.NaN),
                json.path("samples").asLong(),
                json.path("network").asText(),
                notes);
    }
}
