// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.jobs;

import dev.tractrix.pipeline.DragModel;
import dev.tractrix.scene.Settings;

/**
 * The model of the last job. The embedded one stays open between jobs; a large one is closed at once, for its memory
 * would be missing from the plan of the next.
 */
final class LoadedModel implements AutoCloseable {
    private DragModel model;
    private String key = "";

    DragModel open(Settings settings) {
        String wanted = settings.model() + " " + settings.device() + " " + settings.dtype();
        if (!wanted.equals(key)) {
            close();
            model = DragModel.open(settings.model(), settings);
            key = wanted;
        }
        return model;
    }

    /** After a job. */
    void release() {
        if (!key.startsWith("embedded ")) {
            close();
        }
    }

    @Override
    public void close() {
        key = "";
        if (model != null) {
            model.close();
            model = null;
        }
    }
}
