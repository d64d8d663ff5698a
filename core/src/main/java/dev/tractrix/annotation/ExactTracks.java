// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.annotation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.data.VideoClip;
import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The true tracks that {@code synth} writes beside its scenes. */
public final class ExactTracks {
    private ExactTracks() {}

    /**
     * The truth of a clip.
     *
     * @param root the data set's folder
     * @return empty where the data set says no truth about the clip
     * @throws BadInputException when the file is damaged or of another clip
     */
    public static Optional<ClipAnnotation> read(Path root, VideoClip clip) {
        Path file = root.resolve("tracks").resolve(clip.name() + ".json");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = new ObjectMapper().readTree(file.toFile());
            int width = json.path("width").asInt();
            int height = json.path("height").asInt();
            List<EntityTrack> entities = new ArrayList<>();
            for (JsonNode e : json.path("entities")) {
                entity(clip, e, width, height).ifPresent(entities::add);
            }
            return Optional.of(
                    new ClipAnnotation(clip.name(), width, height, clip.length(), ClipAnnotation.EXACT, entities));
        } catch (IOException | IllegalArgumentException e) {
            throw new BadInputException(
                    file + ": no track file of this clip, or a damaged one (" + e.getMessage()
                            + "); write the scenes anew",
                    e);
        }
    }

    /** None where no frame shows a pixel of it. */
    private static Optional<EntityTrack> entity(VideoClip clip, JsonNode node, int width, int height) {
        int id = node.path("id").asInt();
        for (int f = 0; f < clip.length(); f++) {
            if (clip.labelled(f) && clip.ids(f).areas().containsKey(id)) {
                double[] x = numbers(node.path("x"));
                double[] y = numbers(node.path("y"));
                double[] radius = numbers(node.path("radius"));
                List<Sight> sight = new ArrayList<>();
                for (int t = 0; t < x.length; t++) {
                    boolean inside = x[t] >= -0.5 && y[t] >= -0.5 && x[t] < width - 0.5 && y[t] < height - 0.5;
                    boolean visible = node.path("visible").path(t).asBoolean();
                    sight.add(visible ? Sight.SEEN : inside ? Sight.HIDDEN : Sight.OUTSIDE);
                    // nothing of it in the first frame: the smallest circle there is
                    radius[t] = Math.max(0.5, radius[t]);
                }
                return Optional.of(new EntityTrack(id, f, x, y, radius, sight));
            }
        }
        return Optional.empty();
    }

    private static double[] numbers(JsonNode list) {
        double[] out = new double[list.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = list.get(i).asDouble(Double.NaN);
        }
        return out;
    }
}
