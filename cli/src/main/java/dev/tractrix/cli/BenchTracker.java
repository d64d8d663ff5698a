// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.evaluation.TrackerTrial;
import dev.tractrix.tracking.FlowTracker;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code tractrix bench tracker}: how well and how fast points are followed. */
@Command(
        name = "tracker",
        header = "Follow points of synthetic scenes, whose tracks are exactly known, and measure as TAP-Vid does.",
        description = {
            "A regular grid of points of the first frame is followed to the end. Prints the mean over the scenes of the share of",
            "visible points found within 1, 2, 4, 8 and 16 pixels (delta), of the average Jaccard, and of the share of points whose",
            "visibility was right; and frames per second of CPU time."
        })
final class BenchTracker extends Action {
    @Option(names = "--scenes", defaultValue = "32", paramLabel = "N", description = "How many; ${DEFAULT-VALUE}.")
    private int scenes;

    @Option(
            names = "--seed",
            defaultValue = "20261122",
            paramLabel = "S",
            description = "Of the scenes; ${DEFAULT-VALUE}, which no setting of the tracker was chosen with.")
    private long seed;

    @Option(
            names = "--size",
            defaultValue = "256x256",
            paramLabel = "WxH",
            converter = FrameSize.Converter.class,
            description = "Of the frames; ${DEFAULT-VALUE}.")
    private FrameSize size;

    @Option(names = "--frames", defaultValue = "24", paramLabel = "N", description = "Of a scene; ${DEFAULT-VALUE}.")
    private int frames;

    @Option(
            names = "--grid",
            defaultValue = "8",
            paramLabel = "N",
            description = "N x N points a scene; ${DEFAULT-VALUE}.")
    private int grid;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    int run() {
        if (scenes < 1 || frames < 2 || grid < 1) {
            throw new ParameterException(spec.commandLine(), "--scenes and --grid are at least 1, --frames at least 2");
        }
        TrackerTrial trial = TrackerTrial.of(
                new FlowTracker(), SceneSpec.of(size.width(), size.height(), frames), seed, scenes, grid);
        if (json) {
            print(JsonNodeFactory.instance
                    .objectNode()
                    .put("tracker", trial.tracker())
                    .put("scenes", trial.scenes())
                    .put("frames", trial.frames())
                    .put("points", trial.points())
                    .put("averageWithinThreshold", trial.averageWithinThreshold())
                    .put("averageJaccard", trial.averageJaccard())
                    .put("occlusionAccuracy", trial.occlusionAccuracy())
                    .put("framesPerSecond", trial.framesPerSecond()));
        } else {
            out().printf(
                            Locale.ROOT,
                            "%s, %d scenes of %d frames, %d points: delta %.3f  Jaccard %.3f  occlusion accuracy %.3f"
                                    + "  %.1f frames a second%n",
                            trial.tracker(),
                            trial.scenes(),
                            trial.frames(),
                            trial.points(),
                            trial.averageWithinThreshold(),
                            trial.averageJaccard(),
                            trial.occlusionAccuracy(),
                            trial.framesPerSecond());
        }
        return ExitCode.DONE;
    }
}
