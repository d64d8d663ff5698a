// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.animatic.Animatic;
import dev.tractrix.animatic.AnimaticFrames;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.media.ClipFormat;
import dev.tractrix.media.ClipMetadata;
import dev.tractrix.media.ClipWriter;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tractrix animatic}: the scene in motion without a network. */
@Command(
        name = "animatic",
        header = "Show a scene in motion at once, without a network: cut, move, fill.",
        description = "A preview and a baseline; needs no weights.")
final class MakeAnimatic extends Action {
    @Mixin
    private SceneSource source;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "CLIP",
            description = "The clip to write: .mp4, .webm, .gif, .webp, or a folder for PNG frames.")
    private Path output;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            converter = FrameSize.Converter.class,
            description = "Size of the frames; the image's own where unset.")
    private FrameSize size;

    @Option(names = "--frames", paramLabel = "N", description = "Frames of the clip; the scene's own where unset.")
    private Integer frames;

    @Override
    int run() {
        ClipFormat.of(output);
        LoadedScene scene = source.load();
        scene.warnings().forEach(this::warn);
        int width = size == null ? scene.scene().width() : size.width();
        int height = size == null ? scene.scene().height() : size.height();
        Motion motion = Motion.of(scene, frames == null ? scene.scene().frames() : frames);
        AnimaticFrames made;
        try (ProgressDisplay progress = progress()) {
            progress.update("cut and fill", 0, 0);
            Animatic animatic = Animatic.prepare(scene, motion, width, height);
            progress.update("move", 0, 0);
            made = animatic.render(motion);
        }
        if (interruption().asked()) {
            throw new CancelledException("writing " + output);
        }
        ClipWriter.write(made.frames(), scene.scene().fps(), ClipMetadata.NONE, output);
        out().println(output);
        return ExitCode.DONE;
    }
}
