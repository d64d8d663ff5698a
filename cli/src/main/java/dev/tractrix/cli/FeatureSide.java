// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.evaluation.FeatureNetwork;
import dev.tractrix.evaluation.FeatureRun;
import dev.tractrix.evaluation.FeatureStatistics;
import dev.tractrix.evaluation.StatisticsFile;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.media.ClipReader;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One side of a distance: its features, and what was left out and why. */
final class FeatureSide {
    private final Path path;
    private final FeatureNetwork network;
    private final Map<String, String> leftOut = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private FeatureStatistics statistics;
    private FeatureRun run;
    /** Nanoseconds of this call: reading, network, statistics with their states on disk. */
    private final long[] spent = new long[3];

    private FeatureSide(Path path, FeatureNetwork network) {
        this.path = path;
        this.network = network;
    }

    /**
     * Reads statistics, or computes those of pictures and clips.
     *
     * @param state for restarts, or null
     */
    static FeatureSide of(Action action, String side, Path path, FeatureNetwork network, Path state) {
        FeatureSide it = new FeatureSide(path, network);
        if (path.toString().toLowerCase(Locale.ROOT).endsWith(".npz")) {
            it.statistics = StatisticsFile.read(path);
            int got = it.statistics.mean().length;
            if (got != network.dimension()) {
                throw BadInputException.of(
                        path.toString(),
                        "statistics of " + network.dimension() + " features",
                        got,
                        "choose the --dimension that they were made with");
            }
            it.notes.add("statistics of a file: which network made them is not in it");
            return it;
        }
        it.collect(action, side, FeatureFiles.of(path), state);
        return it;
    }

    private void collect(Action action, String side, FeatureFiles files, Path state) {
        run = new FeatureRun(state, network);
        if (run.items() > 0) {
            notes.add("went on after " + run.items() + " items of " + state);
        }
        List<Path> items = new ArrayList<>();
        files.pictures().forEach((folder, pictures) -> {
            if (network.clipFrames() == 0) {
                items.addAll(pictures);
            } else {
                items.add(folder);
            }
        });
        items.addAll(files.clips());
        try (ProgressDisplay progress = action.progress()) {
            int all = items.size();
            items.removeIf(item -> run.has(files.name(item)));
            int done = all - items.size();
            progress.update(side, done, all);
            for (Path item : items) {
                if (action.interruption().asked()) {
                    run.save();
                    throw new CancelledException(side + " " + done + "/" + all);
                }
                take(files, item);
                progress.update(side, ++done, all);
            }
        }
        run.save();
        if (files.others() > 0) {
            notes.add(files.others() + " files are no pictures and no clips, and were not looked at");
        }
        if (files.clips().stream()
                .anyMatch(f -> f.toString().toLowerCase(Locale.ROOT).endsWith(".gif"))) {
            notes.add("GIFs have 256 colours a frame, which changes the distance; compare lossless clips");
        }
        if (run.samples() < 2) {
            String why = leftOut.isEmpty() ? "" : "; left out: " + leftOut;
            throw BadInputException.of(
                    path.toString(),
                    "at least 2 " + (network.clipFrames() == 0 ? "frames" : "clips"),
                    run.samples() + why,
                    "a single sample has no covariance; give more");
        }
        statistics = run.statistics();
    }

    private void take(FeatureFiles files, Path item) {
        String name = files.name(item);
        try {
            long start = System.nanoTime();
            List<Picture> frames = frames(files, item);
            spent[0] += System.nanoTime() - start;
            int wanted = network.clipFrames();
            if (wanted > 0 && frames.size() < wanted) {
                throw BadInputException.of(
                        name,
                        "at least " + wanted + " frames",
                        frames.size(),
                        "make longer clips or set --clip-frames");
            }
            if (wanted > 0 && frames.size() > wanted) {
                String note = "of clips with more frames the first " + wanted + " were taken";
                if (!notes.contains(note)) {
                    notes.add(note);
                }
                frames = frames.subList(0, wanted);
            }
            start = System.nanoTime();
            List<double[]> features = network.features(frames);
            spent[1] += System.nanoTime() - start;
            start = System.nanoTime();
            run.add(name, features);
            spent[2] += System.nanoTime() - start;
        } catch (BadInputException e) {
            leftOut.put(name, e.getMessage());
        }
    }

    private List<Picture> frames(FeatureFiles files, Path item) {
        if (files.clips().contains(item)) {
            return ClipReader.read(item).frames();
        }
        List<Path> pictures = files.pictures().getOrDefault(item, List.of(item));
        int most = network.clipFrames() == 0 ? pictures.size() : Math.min(pictures.size(), network.clipFrames() + 1);
        List<Picture> frames = new ArrayList<>();
        for (Path picture : pictures.subList(0, most)) {
            Picture frame = picture(picture);
            if (!frames.isEmpty()
                    && (frame.width() != frames.get(0).width()
                            || frame.height() != frames.get(0).height())) {
                throw BadInputException.of(
                        picture.toString(),
                        frames.get(0).width() + "x" + frames.get(0).height() + " like the first frame",
                        frame.width() + "x" + frame.height(),
                        "make them of one size, or put pictures that are no clip into folders of their own");
            }
            frames.add(frame);
        }
        return frames;
    }

    private static Picture picture(Path file) {
        BufferedImage image = ImageFiles.readBuffered(file);
        int bits = image.getSampleModel().getSampleSize(0);
        if (bits > 8) {
            throw BadInputException.of(
                    file.toString(),
                    "8 bits a channel",
                    bits,
                    "convert it; how to round is not for a measure to decide");
        }
        return ImageFiles.toPicture(image);
    }

    FeatureStatistics statistics() {
        return statistics;
    }

    /** Null for statistics of a file. */
    FeatureRun run() {
        return run;
    }

    int leftOut() {
        return leftOut.size();
    }

    /** A line, then one for each thing left out or to know. */
    List<String> lines(String side) {
        List<String> lines = new ArrayList<>();
        lines.add(side + " " + path + ": "
                + (run == null
                        ? "statistics"
                        : run.items() + " items, " + run.samples() + " samples, " + leftOut.size() + " left out"));
        leftOut.forEach((item, why) -> lines.add("  left out " + item + ": " + why));
        if (spent[1] > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %.1f s: network %.1f %%, reading %.1f %%, statistics %.1f %%",
                    seconds(0) + seconds(1) + seconds(2),
                    100 * share(1),
                    100 * share(0),
                    100 * share(2)));
        }
        notes.forEach(note -> lines.add("  " + note));
        return lines;
    }

    private double seconds(int part) {
        return spent[part] / 1e9;
    }

    private double share(int part) {
        return (double) spent[part] / (spent[0] + spent[1] + spent[2]);
    }

    void json(ObjectNode out) {
        out.put("path", path.toString());
        if (run != null) {
            out.put("items", run.items());
            out.put("samples", run.samples());
            out.putObject("seconds")
                    .put("reading", seconds(0))
                    .put("network", seconds(1))
                    .put("statistics", seconds(2));
            ArrayNode left = out.putArray("leftOut");
            leftOut.forEach((item, why) -> left.addObject().put("item", item).put("why", why));
        }
        ArrayNode said = out.putArray("notes");
        notes.forEach(said::add);
    }
}
