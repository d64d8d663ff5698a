// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.fault.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tractrix models path}. */
@Command(
        name = "path",
        header = "Print the folder where pulled models are kept, or one model's.",
        description = "TRACTRIX_OPTS=-Dtractrix.cache=DIR chooses another place.")
final class ModelsPath extends Action {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "As 'models list' prints it.")
    private String name;

    @Override
    int run() {
        Path path = name == null ? Models.store() : Models.store().resolve(name);
        if (name != null && !Files.isDirectory(path)) {
            throw new BadInputException(path + ": no such model; 'tractrix models list' tells which there are");
        }
        out().println(path);
        return ExitCode.DONE;
    }
}
