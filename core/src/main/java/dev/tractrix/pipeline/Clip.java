// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.control.ControlMaps;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import java.util.List;

/**
 * The frames of a result, with its record.
 *
 * @param frames all of one size
 * @param fps frames a second
 * @param recordJson what is needed to make it again, see {@link RunRecord}
 * @param framed the scene as the clip shows it: cut to the network's aspect, or whole where the clip has the
 *     photograph's size
 * @param motion of the framed scene
 * @param maps the control maps that were used
 */
public record Clip(
        List<Picture> frames, double fps, String recordJson, LoadedScene framed, Motion motion, ControlMaps maps) {
    public Clip {
        frames = List.copyOf(frames);
    }
}
