// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.image.Picture;
import dev.tractrix.selection.Candidate;
import dev.tractrix.selection.Prompt;
import dev.tractrix.selection.Proposal;
import dev.tractrix.selection.Proposals;
import dev.tractrix.studio.store.Images;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** What people mean by their clicks. */
public final class Selections implements AutoCloseable {
    /** As many as can be told apart in a picture. */
    private static final int MOST_PROPOSALS = 12;

    private final ReadySelectors selectors;
    private final AtomicBoolean asked = new AtomicBoolean();

    /** @param cache folder for what segmentation models saw in pictures */
    public Selections(Images images, Path cache) {
        selectors = new ReadySelectors(images, cache);
    }

    /**
     * @param selector what found them: a segmentation model's name, or {@link ReadySelectors#CLASSICAL}
     * @param candidates best first, each as large as the picture
     */
    public record Found(String selector, List<Candidate> candidates) {}

    /** @param selector as of {@link Found} */
    public record Proposed(String selector, List<Proposal> proposals) {}

    /** Whether anybody has clicked yet. */
    boolean asked() {
        return asked.get();
    }

    /** Makes a picture ready ahead; what will answer. */
    public String prepare(Images.Image image) {
        return selectors.with(image, ready -> ready.name());
    }

    /**
     * The things that may be meant.
     *
     * @param previous the mask that is being refined, or null: what is clicked as positive is added to it, what is clicked as
     *     negative alone is taken away
     */
    public Found select(Images.Image image, Prompt prompt, Mask previous) {
        asked.set(true);
        boolean fits = previous != null && previous.width() == image.width() && previous.height() == image.height();
        boolean away = fits && prompt.positive().isEmpty() && prompt.box().isEmpty();
        // only "not this": the thing under the click is taken away
        Prompt asked = away ? new Prompt(prompt.negative(), List.of(), Optional.empty()) : prompt;
        asked.check(image.width(), image.height());
        Found found = selectors.with(
                image, ready -> new Found(ready.name(), ready.selector().select(asked)));
        // a network that is shown all clicks on a thing answers with the whole of it
        boolean whole = !found.selector.equals(ReadySelectors.CLASSICAL)
                && prompt.positive().size() + prompt.negative().size() > 1;
        List<Candidate> usable = (fits && (away || !whole)
                        ? refined(previous, found.candidates, away)
                        : found.candidates)
                .stream().filter(candidate -> candidate.mask().area() > 0).toList();
        if (usable.isEmpty()) {
            throw BadInputException.of("selection", "a thing there", "nothing", "click elsewhere, or draw it by hand");
        }
        return new Found(found.selector, usable);
    }

    private static List<Candidate> refined(Mask previous, List<Candidate> found, boolean away) {
        List<Candidate> out = new ArrayList<>();
        for (Candidate candidate : found) {
            Mask mask = away ? Masks.subtract(previous, candidate.mask()) : Masks.union(previous, candidate.mask());
            out.add(new Candidate(mask, candidate.score()));
        }
        return out;
    }

    /** What could be dragged in a picture, best first. */
    public Proposed propose(Images.Image image) {
        record Shown(String name, Picture picture) {}
        Shown shown = selectors.with(image, ready -> new Shown(ready.name(), ready.picture()));
        Proposals.Settings settings = shown.name.equals(ReadySelectors.CLASSICAL)
                ? Proposals.Settings.withoutWeights()
                : Proposals.Settings.withWeights();
        List<Proposal> found = new Proposals(settings)
                .find(
                        // the selector is taken for each click anew, so that others' clicks come between
                        prompt ->
                                selectors.with(image, ready -> ready.selector().select(prompt)),
                        shown.picture,
                        (done, points) -> {},
                        Thread.currentThread()::isInterrupted);
        return new Proposed(shown.name, found.stream().limit(MOST_PROPOSALS).toList());
    }

    @Override
    public void close() {
        selectors.close();
    }
}
