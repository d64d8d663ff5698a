// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.data.SceneFolder;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.fault.CancelledException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code tractrix synth}: layered scenes with exact masks, tracks and visibility. */
@Command(
        name = "synth",
        header = "Write layered scenes with exact masks, tracks and visibility, in VIPSeg's layout.",
        description =
                "Made of nothing but a seed: free of rights, endless, the same everywhere. An interrupted call is taken up where it stopped.")
final class Synth extends Action {
    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "The data set's folder.")
    private Path output;

    @Option(names = "--scenes", required = true, paramLabel = "N", description = "How many scenes.")
    private int scenes;

    @Mixin
    private MadeUpScenes made;

    @Option(
            names = "--codec",
            defaultValue = "png",
            paramLabel = "png|jpg",
            description = "How frames are stored; ${DEFAULT-VALUE} where unset.")
    private SceneFolder.Codec codec;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that render; one a core where unset.")
    private Integer threads;

    @Override
    int run() {
        int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        if (scenes < 1 || workers < 1) {
            throw new ParameterException(spec.commandLine(), "--scenes and --threads are at least 1");
        }
        made.require(1);
        SceneSpec kind = SceneSpec.of(made.width(), made.height(), made.frames());
        Path manifest;
        try (ProgressDisplay progress = progress()) {
            manifest = new SceneFolder(output, kind, made.seed(MadeUpScenes.SYNTH_SEED), codec)
                    .write(scenes, workers, written -> {
                        progress.update("scenes", written, scenes);
                        if (interruption().asked()) {
                            throw new CancelledException(
                                    "scene " + written + "/" + scenes + "; the same call goes on from here");
                        }
                    });
        }
        out().println(manifest);
        return ExitCode.DONE;
    }
}
