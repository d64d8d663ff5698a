// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import dev.tractrix.selection.Candidate;
import dev.tractrix.selection.Prompt;
import dev.tractrix.studio.store.Images;
import dev.tractrix.studio.store.StoredMasks;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first clicks of a process are slow, for what they need is then loaded and compiled. Some are made in the first picture
 * that is opened, before anybody clicks, and thrown away; the first click of a person ends it.
 */
public final class Rehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final int CLICKS = 6;
    /** Once in a process is enough. */
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private final Selections selections;
    private final StoredMasks masks;

    public Rehearsal(Selections selections, StoredMasks masks) {
        this.selections = selections;
        this.masks = masks;
    }

    /** Begins beside the caller, on a picture that is ready for clicks. */
    public void on(Images.Image image) {
        if (BEGUN.compareAndSet(false, true)) {
            Thread thread = new Thread(() -> clicks(image), "rehearsal");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void clicks(Images.Image image) {
        try {
            for (int i = 0; i < CLICKS && !selections.asked(); i++) {
                double x = image.width() * (0.2 + 0.3 * (i % 3));
                double y = image.height() * (0.3 + 0.4 * (i / 3));
                for (Candidate candidate : selections.rehearse(image, Prompt.at(Math.floor(x), Math.floor(y)))) {
                    masks.rehearse(candidate.mask());
                }
            }
        } catch (RuntimeException e) {
            LOG.debug("no rehearsal: {}", e.toString()); // the picture or the studio has gone meanwhile
        }
    }
}
