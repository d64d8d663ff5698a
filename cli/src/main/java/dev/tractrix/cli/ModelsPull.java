// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.models.ModelPull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tractrix models pull}. */
@Command(
        name = "pull",
        header = "Fetch a model from a Hugging Face style server.",
        description = {
            "Takes configurations and, of each network, the weights in one form. An interrupted pull goes on where it stopped;",
            "a file has its name only once it is whole and its hash is the server's.",
            "The variable HF_TOKEN holds your token, for models behind a licence; it is sent to the server alone."
        })
final class ModelsPull extends Action {
    @Parameters(
            paramLabel = "OWNER/NAME",
            description = "The model's repository, for example stabilityai/stable-video-diffusion-img2vid.")
    private String repo;

    @Option(
            names = "--revision",
            defaultValue = "main",
            paramLabel = "R",
            description = "Branch, tag or commit; ${DEFAULT-VALUE} where unset.")
    private String revision;

    @Option(
            names = "--into",
            paramLabel = "DIR",
            description = "The model's folder; below 'tractrix models path' where unset.")
    private Path into;

    @Option(
            names = "--folders",
            split = ",",
            paramLabel = "F",
            description = "Only these folders of the repository, for example unet,vae.")
    private List<String> folders = List.of();

    @Option(names = "--files", split = ",", paramLabel = "F", description = "Exactly these files of the repository.")
    private List<String> files = List.of();

    @Option(names = "--half", description = "Take half-precision weights where there are any.")
    private boolean half;

    @Option(names = "--mirror", paramLabel = "URL", description = "Another server.")
    private URI mirror;

    @Override
    int run() {
        String token = System.getenv("HF_TOKEN");
        ModelPull pull = new ModelPull(
                mirror == null
                        ? ModelPull.Server.huggingFace(token)
                        : new ModelPull.Server(mirror, token, Duration.ofSeconds(60)));
        Path target = into == null ? Models.store().resolve(repo.replace("/", "--")) : into;
        List<String> chosen =
                files.isEmpty() ? ModelPull.choose(pull.list(repo, revision), half, Set.copyOf(folders)) : files;
        if (chosen.isEmpty()) {
            throw new BadInputException(
                    repo + ": nothing in it that a model is loaded from; name what you want with --files");
        }
        try (ProgressDisplay progress = progress()) {
            for (String file : chosen) {
                pull.pull(repo, revision, file, target, null, (name, done, total) -> {
                    progress.update(name + ", MB", done >> 20, Math.max(0, total >> 20));
                    if (interruption().asked()) {
                        throw new CancelledException(name + "; the same call goes on from here");
                    }
                });
                progress.line("tractrix: " + file);
            }
        }
        out().println(target);
        return ExitCode.DONE;
    }
}
