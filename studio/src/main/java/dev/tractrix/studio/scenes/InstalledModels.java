// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.models.ModelStore;
import dev.tractrix.pipeline.EmbeddedModel;
import dev.tractrix.segment.SegmentModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The models that a client may name: the embedded one and those in the store, by name and never by path; and what selects. */
public final class InstalledModels {
    private InstalledModels() {}

    public static List<String> names() {
        List<String> names = new ArrayList<>();
        if (EmbeddedModel.isPresent()) {
            names.add("embedded");
        }
        ModelStore.list().stream()
                .filter(folder -> !SegmentModels.isOne(folder))
                .forEach(folder -> names.add(folder.getFileName().toString()));
        return names;
    }

    /** The first segmentation model of the store, by name: a folder with a {@code config.json} that says so. */
    public static Optional<Path> selector() {
        return ModelStore.list().stream().filter(SegmentModels::isOne).findFirst();
    }

    /** What answers a click: {@link #selector}'s name, or {@link ReadySelectors#CLASSICAL}. */
    public static String selectorName() {
        return selector().map(model -> model.getFileName().toString()).orElse(ReadySelectors.CLASSICAL);
    }

    /** @throws BadInputException when there is none of this name */
    public static Path folder(String name) {
        if (!names().contains(name)) {
            throw BadInputException.of("model", "one of " + names(), name, "choose one, or fetch it first");
        }
        return name.equals("embedded")
                ? EmbeddedModel.folder()
                : ModelStore.folder().resolve(name);
    }

    /** What {@code DragModel.open} takes. */
    public static String source(String name) {
        return name.equals("embedded") ? name : folder(name).toString();
    }
}
