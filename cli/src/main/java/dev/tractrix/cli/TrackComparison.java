// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.evaluation.ObjMc;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.tracking.TrackFiles;
import dev.tractrix.tracking.VideoTracks;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** ObjMC of track files, both ways, always beside what never moves, what moves the wrong things, and the animatic. */
final class TrackComparison {
    private static final String NO_ANIMATIC =
            "unknown: give the tracks that the same tracker finds in the animatic's clips as --animatic";

    private final Path tracks;
    private final Path truth;
    private final Path animatic;
    private final FrameSize size;

    /** @param animatic tracks found in the animatic's clips, or null */
    TrackComparison(Path tracks, Path truth, Path animatic, FrameSize size) {
        this.tracks = tracks;
        this.truth = truth;
        this.animatic = animatic;
        this.size = size;
    }

    int run(Action action, boolean json) {
        Map<String, VideoTracks> is = TrackFiles.read(tracks);
        Map<String, VideoTracks> should = TrackFiles.read(truth);
        Map<String, Map<String, VideoTracks>> rows = new LinkedHashMap<>();
        rows.put("predicted", is);
        rows.put("static", ObjMc.still(should));
        rows.put("shuffled", ObjMc.shuffled(should));
        rows.put("animatic", animatic == null ? Map.of() : TrackFiles.read(animatic));
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        rows.forEach((name, predicted) -> {
            ObjectNode row = out.putObject(name);
            if (name.equals("animatic") && animatic == null) {
                for (String way : size == null ? List.of("legacy") : List.of("legacy", "normalised")) {
                    row.putObject(way).put("unknown", NO_ANIMATIC);
                }
                return;
            }
            row.set("legacy", measured(() -> ObjMc.legacy(predicted, should)));
            if (size != null) {
                row.set(
                        "normalised",
                        measured(() -> ObjMc.normalised(
                                predicted,
                                should,
                                video -> new ObjMc.FrameSize(size.width(), size.height()),
                                ObjMc.Visibility.UNKNOWN)));
            }
        });
        if (json) {
            action.print(out);
            return ExitCode.DONE;
        }
        out.properties()
                .forEach(row -> row.getValue().properties().forEach(way -> {
                    String value = way.getValue().has("mean")
                            ? String.format(
                                    Locale.ROOT,
                                    "%10.4f px over %d points, %d left out",
                                    way.getValue().get("mean").asDouble(),
                                    way.getValue().get("points").asLong(),
                                    way.getValue().get("leftOut").asLong())
                            : way.getValue().get("unknown").asText();
                    action.out().printf("%-10s %-11s %s%n", row.getKey(), way.getKey(), value);
                }));
        out.at("/predicted/legacy/statements").forEach(s -> action.out().println("  " + s.asText()));
        return ExitCode.DONE;
    }

    private interface Measure {
        ObjMc of();
    }

    private static ObjectNode measured(Measure measure) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        try {
            ObjMc m = measure.of();
            out.put("mean", m.mean()).put("points", m.points()).put("leftOut", m.leftOut());
            m.statements().forEach(out.putArray("statements")::add);
        } catch (BadInputException e) {
            out.put("unknown", e.getMessage());
        }
        return out;
    }
}
