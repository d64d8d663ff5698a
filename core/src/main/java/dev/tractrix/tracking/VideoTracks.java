// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the entities of one video are, frame by frame.
 *
 * @param video name, without ending
 * @param paths entity id to frame x (x, y), whole pixels of the video's own size; may lie far outside the frame; the order
 *     is the file's
 */
public record VideoTracks(String video, Map<String, int[][]> paths) {
    /** The id of what belongs to nobody. */
    public static final String VOID = "0";

    public VideoTracks {
        if (video.isBlank()) {
            throw new IllegalArgumentException("a video has a name");
        }
        paths = Collections.unmodifiableMap(new LinkedHashMap<>(paths));
        paths.forEach((id, path) -> {
            for (int[] point : path) {
                if (point.length != 2) {
                    throw new IllegalArgumentException(video + ", id " + id + ": a point is x, y");
                }
            }
        });
    }

    /** What a predictor that never moves would say: every entity stays at its first point. */
    public VideoTracks still() {
        Map<String, int[][]> out = new LinkedHashMap<>();
        paths.forEach((id, path) -> {
            int[][] stays = new int[path.length][];
            for (int f = 0; f < stays.length; f++) {
                stays[f] = path[0].clone();
            }
            out.put(id, stays);
        });
        return new VideoTracks(video, out);
    }

    /**
     * What a predictor would say that moves things as much as the truth, but the wrong ones: each entity but the void makes
     * the next one's displacement from its own start, held at the end where that is shorter. A video of one entity has no
     * wrong one, so no paths are left.
     */
    public VideoTracks shuffled() {
        String[] ids = paths.keySet().stream()
                .filter(id -> !id.equals(VOID) && paths.get(id).length > 0)
                .toArray(String[]::new);
        Map<String, int[][]> out = new LinkedHashMap<>();
        for (int i = 0; i < ids.length && ids.length > 1; i++) {
            int[][] own = paths.get(ids[i]);
            int[][] other = paths.get(ids[(i + 1) % ids.length]);
            int[][] path = new int[own.length][];
            for (int f = 0; f < path.length; f++) {
                int[] at = other[Math.min(f, other.length - 1)];
                path[f] = new int[] {own[0][0] + at[0] - other[0][0], own[0][1] + at[1] - other[0][1]};
            }
            out.put(ids[i], path);
        }
        return new VideoTracks(video, out);
    }
}
