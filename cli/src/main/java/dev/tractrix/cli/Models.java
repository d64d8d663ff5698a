// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.models.ModelStore;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code tractrix models}: weights on the disk. */
@Command(
        name = "models",
        header = "Weights: where they are, what they are, whether they are whole.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ModelsList.class, ModelsPull.class, ModelsCheck.class, ModelsPath.class})
final class Models extends Action {
    @Override
    int run() {
        throw new ParameterException(spec.commandLine(), "expected list, pull, check or path");
    }

    /** Where models are kept that no other folder was named for. */
    static Path store() {
        return ModelStore.folder();
    }
}
