// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.benchmark.HeldOutScenes;
import dev.tractrix.data.SceneSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which layered scenes are made up: options that all commands which make some have. */
final class MadeUpScenes {
    static final long SYNTH_SEED = 0;

    @Spec(Spec.Target.MIXEE)
    private picocli.CommandLine.Model.CommandSpec command;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Which endless series of scenes; where unset " + SYNTH_SEED + " for synth, and "
                    + HeldOutScenes.SEED + " for pack, which nothing was trained on.")
    private Long seed;

    @Option(
            names = "--size",
            defaultValue = "192x112",
            paramLabel = "WxH",
            converter = FrameSize.Converter.class,
            description = "Size of made-up frames; ${DEFAULT-VALUE} where unset.")
    private FrameSize size;

    @Option(
            names = "--frames",
            defaultValue = "14",
            paramLabel = "N",
            description = "Frames of a made-up scene; ${DEFAULT-VALUE} where unset.")
    private int frames;

    long seed(long unset) {
        return seed == null ? unset : seed;
    }

    int width() {
        return size.width();
    }

    int height() {
        return size.height();
    }

    int frames() {
        return frames;
    }

    /** @param fewestFrames that the command can do with */
    void require(int fewestFrames) {
        if (frames < fewestFrames) {
            throw new ParameterException(command.commandLine(), "--frames is at least " + fewestFrames);
        }
        if (Math.max(size.width(), size.height()) > SceneSpec.MOST_SIDE) {
            throw new ParameterException(
                    command.commandLine(),
                    "--size is at most " + SceneSpec.MOST_SIDE + "x" + SceneSpec.MOST_SIDE + ", got " + size);
        }
    }
}
