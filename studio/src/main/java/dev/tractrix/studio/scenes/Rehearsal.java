// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import dev.tractrix.data.DeadLeaves;
import dev.tractrix.image.Picture;
import dev.tractrix.selection.Candidate;
import dev.tractrix.selection.Prompt;
import dev.tractrix.selection.RegionSelector;
import dev.tractrix.studio.store.StoredMasks;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first clicks of a process are slow, for what they need is then loaded and compiled. Some are made in a picture of our
 * own when the first page is there, and thrown away; the first click of a person ends it.
 */
public final class Rehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final int CLICKS = 12;
    private static final int WIDTH = 1100;
    private static final int HEIGHT = 780;
    /** Once in a process is enough. */
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private final Selections selections;
    private final StoredMasks masks;

    public Rehearsal(Selections selections, StoredMasks masks) {
        this.selections = selections;
        this.masks = masks;
    }

    /** Begins beside the caller; nothing is done where a segmentation model answers the clicks. */
    public void begin() {
        if (InstalledModels.selector().isEmpty() && BEGUN.compareAndSet(false, true)) {
            Thread thread = new Thread(this::clicks, "rehearsal");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void clicks() {
        try (RegionSelector selector = new RegionSelector()) {
            Picture picture = DeadLeaves.picture(WIDTH, HEIGHT, 1);
            selector.setImage(picture);
            for (int i = 0; i < CLICKS && !selections.asked(); i++) {
                double x = Math.floor(WIDTH * (0.2 + 0.2 * (i % 4)));
                double y = Math.floor(HEIGHT * (0.25 + 0.25 * (i / 4)));
                for (Candidate candidate : selector.select(Prompt.at(x, y))) {
                    masks.rehearse(candidate.mask());
                }
            }
        } catch (RuntimeException e) {
            LOG.debug("no rehearsal: {}", e.toString()); // the studio has gone meanwhile
        }
    }
}
