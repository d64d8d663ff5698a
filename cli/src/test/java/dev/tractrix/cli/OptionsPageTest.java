// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The page of all options is what the commands themselves say; {@code -Dtractrix.pages=write} writes it anew. */
class OptionsPageTest {
    private static final Path PAGE = Run.ROOT.resolve("docs/cli-options.md");
    private static final int WIDTH = 110;

    @Test
    void thePageIsWhatTheCommandsSay() throws IOException {
        StringBuilder page = new StringBuilder(
                "# Options of every command\n\nWritten from the program; see [the command line](cli.md).\n");
        append(page, Tractrix.commandLine(new Interruption()));
        if ("write".equals(System.getProperty("tractrix.pages"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("run this test with -Dtractrix.pages=write").hasContent(page.toString());
    }

    private static void append(StringBuilder page, CommandLine command) {
        command.setUsageHelpAutoWidth(false).setUsageHelpWidth(WIDTH);
        command.getCommandSpec().usageMessage().exitCodeListHeading("").exitCodeList(java.util.Map.of());
        page.append("\n## ").append(command.getCommandSpec().qualifiedName()).append("\n\n```\n");
        page.append(command.getUsageMessage(Ansi.OFF).stripTrailing()).append("\n```\n");
        command.getSubcommands().values().forEach(sub -> append(page, sub));
    }
}
