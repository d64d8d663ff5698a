// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.tracking.VideoTracks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * ObjMC: the mean distance of predicted from true entity tracks.
 *
 * @param mean over all points of all videos, pixels of the videos' own size ({@link #legacy}) or of 256x256
 *     ({@link #normalised}); NaN without a point
 * @param points how many were compared
 * @param leftOut true points that were not compared
 * @param statements what was left out and why, one line a reason and video
 */
public record ObjMc(double mean, long points, long leftOut, List<String> statements) {
    /** Width and height of {@link #normalised}, the size at which the paper evaluates. */
    public static final int SIDE = 256;

    public ObjMc {
        statements = List.copyOf(statements);
    }

    /**
     * The size of a video.
     *
     * @param width pixels, at least 1
     * @param height pixels, at least 1
     */
    public record FrameSize(int width, int height) {
        public FrameSize {
            if (width < 1 || height < 1) {
                throw new IllegalArgumentException("a frame is at least 1x1, got " + width + "x" + height);
            }
        }
    }

    /** Whether an entity is seen; the track files do not say it. */
    @FunctionalInterface
    public interface Visibility {
        /** For truth that holds no visibility: everything inside the frame counts as seen. */
        Visibility UNKNOWN = (video, id, frame) -> true;

        boolean visible(String video, String id, int frame);
    }

    /**
     * The authors' arithmetic: each point of each entity counts the same, the void and points far outside the frame
     * too, in the pixels of the video. Where one side has fewer frames, only the common ones are compared.
     *
     * @throws BadInputException when nothing is common
     */
    public static ObjMc legacy(Map<String, VideoTracks> predicted, Map<String, VideoTracks> truth) {
        return compare(predicted, truth, null, Visibility.UNKNOWN);
    }

    /**
     * Only what can be seen: true points that are visible and inside the frame (0 <= x < width), without the void
     * ({@link VideoTracks#VOID}), both sides scaled to 256x256. The first frame counts, as in the authors' arithmetic.
     *
     * @param size of a video, by name
     * @throws BadInputException when nothing is common
     */
    public static ObjMc normalised(
            Map<String, VideoTracks> predicted,
            Map<String, VideoTracks> truth,
            Function<String, FrameSize> size,
            Visibility visibility) {
        return compare(predicted, truth, size, visibility);
    }

    /** The truth's baseline that never moves, see {@link VideoTracks#still}. */
    public static Map<String, VideoTracks> still(Map<String, VideoTracks> truth) {
        Map<String, VideoTracks> out = new LinkedHashMap<>();
        truth.forEach((video, tracks) -> out.put(video, tracks.still()));
        return out;
    }

    /** The truth's baseline that moves the wrong things, see {@link VideoTracks#shuffled}. */
    public static Map<String, VideoTracks> shuffled(Map<String, VideoTracks> truth) {
        Map<String, VideoTracks> out = new LinkedHashMap<>();
        truth.forEach((video, tracks) -> out.put(video, tracks.shuffled()));
        return out;
    }

    private static ObjMc compare(
            Map<String, VideoTracks> predicted,
            Map<String, VideoTracks> truth,
            Function<String, FrameSize> size,
            Visibility visibility) {
        Sum sum = new Sum();
        truth.forEach((video, tracks) -> {
            VideoTracks found = predicted.get(video);
            if (found == null) {
                long points = tracks.paths().values().stream()
                        .mapToLong(p -> p.length)
                        .sum();
                sum.leaveOut(points, video + ": no prediction");
            } else {
                sum.add(found, tracks, size == null ? null : size.apply(video), visibility);
            }
        });
        predicted.keySet().stream()
                .filter(video -> !truth.containsKey(video))
                .forEach(video -> sum.statements.add(video + ": predicted, but no truth"));
        if (sum.points == 0) {
            throw BadInputException.of(
                    "tracks",
                    "at least one point on both sides",
                    sum.statements.isEmpty() ? "none" : sum.statements.get(0),
                    "check that names and ids are the same");
        }
        return new ObjMc(sum.distance / sum.points, sum.points, sum.leftOut, sum.statements);
    }

    private static final class Sum {
        private double distance;
        private long points;
        private long leftOut;
        private final List<String> statements = new ArrayList<>();

        void leaveOut(long count, String why) {
            if (count > 0) {
                leftOut += count;
                statements.add(why + ", " + count + " points left out");
            }
        }

        /** @param size null: the legacy arithmetic */
        void add(VideoTracks predicted, VideoTracks truth, FrameSize size, Visibility visibility) {
            String video = truth.video();
            double sx = size == null ? 1 : (double) SIDE / size.width();
            double sy = size == null ? 1 : (double) SIDE / size.height();
            long unseen = 0;
            long ofVoid = 0;
            for (Map.Entry<String, int[][]> entry : truth.paths().entrySet()) {
                String id = entry.getKey();
                int[][] asked = entry.getValue();
                int[][] got = predicted.paths().get(id);
                if (size != null && id.equals(VideoTracks.VOID)) {
                    ofVoid += asked.length;
                    continue;
                }
                if (got == null) {
                    leaveOut(asked.length, video + ": id " + id + " is not predicted");
                    continue;
                }
                int common = Math.min(asked.length, got.length);
                if (asked.length != got.length) {
                    statements.add(video + ": id " + id + " has " + got.length + " predicted and " + asked.length
                            + " true frames, the first " + common + " are compared");
                    leftOut += asked.length - common;
                }
                for (int f = 0; f < common; f++) {
                    if (size != null && !(inside(asked[f], size) && visibility.visible(video, id, f))) {
                        unseen++;
                        continue;
                    }
                    // in double: differences of whole pixels far outside may pass the range of int
                    double dx = ((double) got[f][0] - asked[f][0]) * sx;
                    double dy = ((double) got[f][1] - asked[f][1]) * sy;
                    distance += Math.sqrt(dx * dx + dy * dy);
                    points++;
                }
            }
            leaveOut(ofVoid, video + ": the void");
            leaveOut(unseen, video + ": outside the frame or hidden");
            predicted.paths().keySet().stream()
                    .filter(id -> !truth.paths().containsKey(id))
                    .forEach(id -> statements.add(video + ": id " + id + " is predicted, but not in the truth"));
        }

        private static boolean inside(int[] point, FrameSize size) {
            return point[0] >= 0 && point[1] >= 0 && point[0] < size.width() && point[1] < size.height();
        }
    }
}
