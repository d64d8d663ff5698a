// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** An adherence as it stands in a record. JSON knows no NaN: what is not known is null. */
final class AdherenceJson {
    private AdherenceJson() {}

    static ObjectNode of(Adherence adherence) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("tolerancePercent", adherence.tolerancePercent());
        out.put("passed", adherence.passed());
        number(out, "meanPathErrorPercent", adherence.meanPathErrorPercent());
        number(out, "driftPercent", adherence.driftPercent());
        number(out, "lockedPsnr", adherence.lockedPsnr());
        out.put("width", adherence.width()).put("height", adherence.height());
        ArrayNode entities = out.putArray("entities");
        adherence.entities().forEach(e -> entities.add(of(e)));
        ArrayNode statements = out.putArray("statements");
        adherence.statements().forEach(statements::add);
        return out;
    }

    private static ObjectNode of(EntityAdherence e) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("id", e.id());
        out.put("moves", e.moves());
        out.put("verdict", e.verdict().name().toLowerCase(Locale.ROOT));
        out.put("reason", e.reason());
        number(out, "pathErrorPixels", e.pathErrorPixels());
        number(out, "pathErrorPercent", e.pathErrorPercent());
        number(out, "staticErrorPercent", e.staticErrorPercent());
        number(out, "scaleErrorPercent", e.scaleErrorPercent());
        number(out, "sharpness", e.sharpness());
        number(out, "confidence", e.confidence());
        number(out, "instrumentErrorPercent", e.instrumentErrorPercent());
        if (e.leak().points() > 0) {
            out.set("leak", of(e.leak()));
        }
        path(out.putArray("asked"), e.asked());
        path(out.putArray("achieved"), e.achieved());
        return out;
    }

    private static ObjectNode of(Leak leak) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        number(out, "near", leak.near());
        number(out, "far", leak.far());
        out.put("points", leak.points());
        numbers(out.putArray("distancePercent"), leak.distance());
        numbers(out.putArray("inside"), leak.inside());
        numbers(out.putArray("outside"), leak.outside());
        return out;
    }

    private static void path(ArrayNode out, double[][] path) {
        for (double[] point : path) {
            numbers(out.addArray(), point);
        }
    }

    private static void numbers(ArrayNode out, double[] values) {
        for (double v : values) {
            if (Double.isFinite(v)) {
                out.add(rounded(v));
            } else {
                out.addNull();
            }
        }
    }

    static void number(ObjectNode out, String name, double value) {
        if (Double.isFinite(value)) {
            out.put(name, rounded(value));
        } else {
            out.putNull(name);
        }
    }

    /** A ten-thousandth of a pixel or percent is more than is known. */
    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
