// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.segment.SamSelector;
import dev.tractrix.segment.SegmentModels;
import dev.tractrix.selection.RegionSelector;
import dev.tractrix.selection.Selector;
import dev.tractrix.studio.store.Images;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Selectors with their pictures set, for those that were asked about last: a click then costs only itself. With a
 * segmentation model in the store there is one selector, for its weights are large, and what it saw in a picture is kept
 * in files; without one each picture has a classical selector of its own.
 */
final class ReadySelectors implements AutoCloseable {
    /** The selector that needs no weights. */
    static final String CLASSICAL = "classical";

    private static final Logger LOG = LoggerFactory.getLogger(ReadySelectors.class);
    private static final int KEPT = 4;

    private final Images images;
    private final Path cache;
    private final Map<String, Ready> classical = new LinkedHashMap<>(8, 0.75f, true);
    private Ready network;
    /** The model that {@link #network} was made of, or that could not be opened. */
    private Path opened;

    ReadySelectors(Images images, Path cache) {
        this.images = images;
        this.cache = cache;
    }

    /** One selector with its picture; for one thread at a time. */
    static final class Ready {
        private final String name;
        private final Selector selector;
        private String image = "";
        private Picture picture;
        private boolean closed;
        /** Fair: between the many clicks of a search for things a person's own click has its turn. */
        private final ReentrantLock lock = new ReentrantLock(true);

        private Ready(String name, Selector selector) {
            this.name = name;
            this.selector = selector;
        }

        String name() {
            return name;
        }

        Selector selector() {
            return selector;
        }

        Picture picture() {
            return picture;
        }

        private void close() {
            lock.lock();
            try {
                closed = true;
                selector.close();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Does something with the selector of a picture, and nobody else meanwhile. */
    <T> T with(Images.Image image, Function<Ready, T> work) {
        while (true) {
            Ready mine = ready(image);
            mine.lock.lock();
            try {
                if (mine.closed) {
                    continue; // another model came meanwhile
                }
                if (!mine.image.equals(image.id())) {
                    mine.picture = ImageFiles.readPicture(images.file(image));
                    mine.selector.setImage(mine.picture);
                    mine.image = image.id();
                }
                return work.apply(mine);
            } finally {
                mine.lock.unlock();
            }
        }
    }

    private synchronized Ready ready(Images.Image image) {
        open(InstalledModels.selector());
        if (network != null) {
            return network;
        }
        Ready mine = classical.computeIfAbsent(image.id(), id -> new Ready(CLASSICAL, new RegionSelector()));
        if (classical.size() > KEPT) {
            classical.remove(classical.keySet().iterator().next());
        }
        return mine;
    }

    /** Takes the model that is in the store now. */
    private void open(Optional<Path> model) {
        Path wanted = model.orElse(null);
        if (Objects.equals(wanted, opened)) {
            return;
        }
        if (network != null) {
            network.close();
            network = null;
        }
        opened = wanted;
        if (wanted != null) {
            try {
                network =
                        new Ready(wanted.getFileName().toString(), new SamSelector(SegmentModels.open(wanted, cache)));
            } catch (BadInputException e) {
                LOG.warn("clicks go without a network: {}", e.getMessage());
            }
        }
    }

    @Override
    public synchronized void close() {
        List<Ready> all = new ArrayList<>(classical.values());
        if (network != null) {
            all.add(network);
        }
        all.forEach(Ready::close);
        classical.clear();
        network = null;
        opened = null;
    }
}
