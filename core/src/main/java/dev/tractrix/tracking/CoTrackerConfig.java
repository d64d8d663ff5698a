// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.fault.BadInputException;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Which Co-Tracker. The published weights come without a configuration: their names tell the version, the length of the
 * time embedding the window.
 *
 * @param version 2 (also 2.1) or 3
 * @param windowed clips are gone through in overlapping windows; otherwise (version 3, "offline") at once
 * @param window frames of a window; of a clip that is taken at once, the length the time embedding was made for
 * @param height of the pictures the network sees, pixels, divisible by 32
 * @param width as height
 * @param virtualTracks that points exchange what they know through
 */
public record CoTrackerConfig(int version, boolean windowed, int window, int height, int width, int virtualTracks) {
    /** Pixels a feature cell. */
    static final int STRIDE = 4;

    /** Channels of the features. */
    static final int LATENT = 128;

    /** Width of the transformer. */
    static final int HIDDEN = 384;

    static final int HEADS = 8;
    /** Cells to each side of a point that are compared. */
    static final int RADIUS = 3;

    /** Sizes at which they are, each half the one before. */
    static final int LEVELS = 4;

    /** The longest window of weights that were published for going through a clip in windows. */
    private static final int LONGEST_WINDOW = 16;

    public CoTrackerConfig {
        if (version != 2 && version != 3 || version == 2 && !windowed) {
            throw new IllegalArgumentException("Co-Tracker 2 goes in windows, 3 either way, got version " + version);
        }
        if (window < 2 || windowed && window % 2 != 0 || virtualTracks < 1) {
            throw new IllegalArgumentException(
                    "Co-Tracker: expected an even window and a virtual track, got " + window + ", " + virtualTracks);
        }
        if (height < 32 || width < 32 || height % 32 != 0 || width % 32 != 0) {
            throw new IllegalArgumentException(
                    "Co-Tracker: expected sides divisible by 32, got " + width + "x" + height);
        }
    }

    /** Of a fixture, or a {@code config.json} beside the weights. */
    public static CoTrackerConfig of(ConfigJson json) {
        List<Integer> size = json.integers("model_resolution", List.of(384, 512));
        int version = json.integer("version", 3);
        return new CoTrackerConfig(
                version,
                version == 2 || json.integer("windowed", 0) != 0,
                json.integer("window_len", 8),
                size.get(0),
                size.get(1),
                json.integer("num_virtual_tracks", 64));
    }

    /**
     * Of published weights, by their names and shapes.
     *
     * @throws BadInputException when they are none of Co-Tracker's
     */
    public static CoTrackerConfig of(StateDict weights) {
        Tensor time = weights.get("time_emb");
        Tensor virtual = weights.get("updateformer.virual_tracks");
        if (time == null || time.dim() != 3 || virtual == null || virtual.dim() != 4) {
            throw BadInputException.of(
                    weights.source(),
                    "weights of Co-Tracker 2 or 3 (time_emb, updateformer.virual_tracks)",
                    "others",
                    "give cotracker2.pth, scaled_online.pth or scaled_offline.pth");
        }
        int window = (int) time.size(1);
        int version = weights.get("corr_mlp.fc1.weight") != null ? 3 : 2;
        return new CoTrackerConfig(
                version, version == 2 || window <= LONGEST_WINDOW, window, 384, 512, (int) virtual.size(1));
    }

    /** Numbers that describe a point in a frame to the transformer. */
    int inputs() {
        int cells = (2 * RADIUS + 1) * (2 * RADIUS + 1);
        // version 2: shift and its waves, correlations, features, mask and visibility
        // version 3: visibility, confidence, correlations, shifts to the neighbours and their waves
        return version == 2 ? 2 + 128 + LEVELS * cells + LATENT + 2 : 2 + LEVELS * 256 + 4 + 4 * 10 * 2;
    }

    /** Pairs of a time and a space block. */
    int depth() {
        return version == 2 ? 6 : 3;
    }
}
