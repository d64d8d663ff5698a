// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import dev.tractrix.image.Picture;
import java.util.List;

/**
 * What an exporter may need beside the scene.
 *
 * @param video encodes video, for formats that have any; null where there is no encoder
 * @param animatic the moved picture, one a frame, source size, for formats that have it; null where there is none
 */
public record ExportOptions(FrameSink video, List<Picture> animatic) {
    public static final ExportOptions NONE = new ExportOptions(null, null);
}
