// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import java.nio.file.Path;

/**
 * What an importer may need beside the path.
 *
 * @param image the first frame, for formats that do not name it; null looks for one beside the tracks
 * @param item which scene of a list, from 0
 * @param video decodes video, for formats that have any; null where there is no decoder
 */
public record ImportOptions(Path image, int item, FrameSource video) {
    public static final ImportOptions NONE = new ImportOptions(null, 0, null);

    public static ImportOptions withImage(Path image) {
        return new ImportOptions(image, 0, null);
    }

    public static ImportOptions withVideo(FrameSource video) {
        return new ImportOptions(null, 0, video);
    }
}
