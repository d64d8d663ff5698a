// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import picocli.CommandLine;

/** A command run in this process as a terminal would run it: its exit code and what it printed. */
record Run(int code, String out, String err) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The repository's root, wherever the test runs. */
    static final Path ROOT = root();

    static Run of(Object... args) {
        return of(new Interruption(), args);
    }

    static Run of(Interruption interruption, Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Tractrix.commandLine(interruption)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        String[] words = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            words[i] = args[i].toString();
        }
        return new Run(command.execute(words), out.toString(), err.toString());
    }

    /** What it printed, as JSON. */
    JsonNode json() throws IOException {
        return JSON.readTree(out);
    }

    /** A file that it wrote. */
    static JsonNode json(Path file) throws IOException {
        return JSON.readTree(file.toFile());
    }

    /** Lines on stderr. */
    long errorLines() {
        return err.lines().count();
    }

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!at.resolve("tractrix").toFile().isFile()) {
            at = at.getParent();
        }
        return at;
    }
}
