// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.animatic.Animatic;
import dev.tractrix.image.Picture;
import dev.tractrix.media.ClipMetadata;
import dev.tractrix.media.ClipWriter;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.formats.ExportOptions;
import dev.tractrix.scene.formats.SceneFormat;
import dev.tractrix.scene.formats.SceneFormats;
import dev.tractrix.scene.formats.TimeToMoveFolder;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tractrix export}: a scene becomes one of another tool. */
@Command(
        name = "export",
        header = "Turn a scene into one of another tool.",
        description = "What the other format cannot say is told, one line each.")
final class Export extends Action {
    @Mixin
    private SceneSource source;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "NAME",
            description = "The format to write; 'tractrix import --formats' lists them.")
    private String target;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "PATH",
            description = "The file or folder to write.")
    private Path output;

    @Override
    int run() {
        SceneFormat format = SceneFormats.named(target);
        LoadedScene scene = source.load();
        scene.warnings().forEach(this::warn);
        ExportOptions options = new ExportOptions(
                (file, frames, fps) -> ClipWriter.write(frames, fps, ClipMetadata.NONE, file), animatic(format, scene));
        format.write(scene, output, options).forEach(this::warn);
        out().println(output);
        return ExitCode.DONE;
    }

    /** The moved picture, for the one format that holds it. */
    private static List<Picture> animatic(SceneFormat format, LoadedScene scene) {
        return format instanceof TimeToMoveFolder
                ? Animatic.frames(
                                scene,
                                Motion.of(scene),
                                scene.scene().width(),
                                scene.scene().height())
                        .frames()
                : null;
    }
}
