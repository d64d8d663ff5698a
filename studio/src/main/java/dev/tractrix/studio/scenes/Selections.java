// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.selection.Candidate;
import dev.tractrix.selection.GrabCutSelector;
import dev.tractrix.selection.Prompt;
import dev.tractrix.selection.Selector;
import dev.tractrix.studio.store.Images;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Selectors with their pictures set, for those that were asked about last: a click then costs only itself. */
public final class Selections implements AutoCloseable {
    private static final int READY = 4;

    private final Images images;
    private final Map<String, Ready> ready = new LinkedHashMap<>(8, 0.75f, true);

    public Selections(Images images) {
        this.images = images;
    }

    /** One selector; for one thread at a time. */
    private static final class Ready {
        private final Selector selector = new GrabCutSelector();
        private boolean set;
    }

    /** Makes a picture ready ahead. */
    public void prepare(Images.Image image) {
        Ready mine = ready(image);
        synchronized (mine) {
            set(mine, image);
        }
    }

    /**
     * The things that may be meant.
     *
     * @param previous the mask that is being refined, or null: what is clicked as positive is added to it, what is clicked as
     *     negative alone is taken away
     */
    public List<Candidate> select(Images.Image image, Prompt prompt, Mask previous) {
        boolean fits = previous != null && previous.width() == image.width() && previous.height() == image.height();
        boolean away = fits && prompt.positive().isEmpty() && prompt.box().isEmpty();
        // only "not this": the thing under the click is taken away
        Prompt asked = away ? new Prompt(prompt.negative(), List.of(), Optional.empty()) : prompt;
        asked.check(image.width(), image.height());
        Ready mine = ready(image);
        List<Candidate> found;
        synchronized (mine) {
            set(mine, image);
            found = mine.selector.select(asked);
        }
        List<Candidate> usable = (fits ? refined(previous, found, away) : found)
                .stream().filter(candidate -> candidate.mask().area() > 0).toList();
        if (usable.isEmpty()) {
            throw BadInputException.of("selection", "a thing there", "nothing", "click elsewhere, or draw it by hand");
        }
        return usable;
    }

    private static List<Candidate> refined(Mask previous, List<Candidate> found, boolean away) {
        List<Candidate> out = new ArrayList<>();
        for (Candidate candidate : found) {
            Mask mask = away ? Masks.subtract(previous, candidate.mask()) : Masks.union(previous, candidate.mask());
            out.add(new Candidate(mask, candidate.score()));
        }
        return out;
    }

    private Ready ready(Images.Image image) {
        synchronized (ready) {
            Ready mine = ready.computeIfAbsent(image.id(), id -> new Ready());
            if (ready.size() > READY) {
                String oldest = ready.keySet().iterator().next();
                ready.remove(oldest);
            }
            return mine;
        }
    }

    private void set(Ready mine, Images.Image image) {
        if (!mine.set) {
            mine.selector.setImage(ImageFiles.readPicture(images.file(image)));
            mine.set = true;
        }
    }

    @Override
    public void close() {
        synchronized (ready) {
            ready.values().forEach(r -> r.selector.close());
            ready.clear();
        }
    }
}
