// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.scene.SceneWriter;
import dev.tractrix.scene.formats.SceneFormat;
import dev.tractrix.scene.formats.SceneFormats;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tractrix import}: a scene of another tool becomes a scene.json. */
@Command(
        name = "import",
        header = "Turn a scene of another tool into a scene.json.",
        description = "Images stay where they are; the scene names them relative to its own folder.")
final class Import extends Action {
    @ArgGroup(exclusive = true, multiplicity = "1")
    private Choice choice;

    private static final class Choice {
        @Option(names = "--formats", description = "List the formats that are known.")
        private boolean list;

        @ArgGroup(exclusive = false)
        private Work work;
    }

    private static final class Work {
        @ArgGroup(exclusive = false, multiplicity = "1")
        private SceneSource source;

        @Option(
                names = {"-o", "--output"},
                required = true,
                paramLabel = "FILE",
                description = "The scene.json to write.")
        private Path output;
    }

    @Override
    int run() {
        if (choice.list) {
            for (SceneFormat format : SceneFormats.all()) {
                out().println("%-14s %s".formatted(format.name(), format.description()));
            }
            return ExitCode.DONE;
        }
        SceneFormat.Imported imported = choice.work.source.read();
        imported.warnings().forEach(this::warn);
        SceneWriter.write(imported.scene(), choice.work.output);
        out().println(choice.work.output);
        return ExitCode.DONE;
    }
}
