// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.studio.Studio;
import dev.tractrix.studio.StudioOptions;
import dev.tractrix.studio.StudioUsers;
import dev.tractrix.studio.store.Ids;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tractrix studio}. */
@Command(
        name = "studio",
        header = "Open the studio: draw, see, generate, compare, in a browser.",
        description = {
            "Runs until Ctrl-C. By default only this machine can reach it, and nobody signs in. With any other --host, people",
            "sign in: with a token, which is made and printed where you give none, or as users whom you add first.",
            "Everything is kept in one folder; what was running when the studio ended goes on when it starts again."
        })
final class OpenStudio extends Action {
    private static final long LOOK_MILLIS = 200;

    @Option(
            names = "--port",
            defaultValue = "" + StudioOptions.DEFAULT_PORT,
            paramLabel = "N",
            description = "Where to listen, 0 for any that is free; ${DEFAULT-VALUE} where unset.")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The folder that everything is kept in; .tractrix/studio in your home where unset.")
    private Path data = Path.of(System.getProperty("user.home"), ".tractrix", "studio");

    @Option(names = "--no-browser", description = "Do not open a browser.")
    private boolean noBrowser;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description = "Address to listen at, 0.0.0.0 for all; ${DEFAULT-VALUE} where unset.")
    private String host;

    @Option(
            names = "--name",
            paramLabel = "HOST",
            description = "A host name by which browsers reach it, behind a proxy for example; may be given again.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--token", paramLabel = "TEXT", description = "Who knows it is let in; 16 characters or more.")
    private String token;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description =
                    "jdbc:postgresql://HOST/NAME?user=...&password=...; the embedded database where unset. Or the variable TRACTRIX_DATABASE.")
    private String database;

    @Option(
            names = "--proxy",
            paramLabel = "ADDRESS",
            description =
                    "A proxy whose X-Forwarded-For is believed, so that each client has rate limits of its own; may be given again.")
    private List<String> proxies = new ArrayList<>();

    @Option(
            names = "--device",
            paramLabel = "D",
            description =
                    "Where clips are made unless a scene says otherwise: cpu, cuda, cuda:1, ...; the model's default where unset.")
    private String device;

    @Option(names = "--no-worker", description = "Serve only; other processes on the same database make the clips.")
    private boolean noWorker;

    @Option(
            names = "--add-user",
            paramLabel = "NAME",
            description =
                    "Add a user, or give one another password, which is read from the terminal or a line of stdin; then end.")
    private String addUser;

    @Option(names = "--admin", description = "With --add-user: may fetch models.")
    private boolean admin;

    @Option(
            names = "--remove-user",
            paramLabel = "NAME",
            description = "Remove a user and end; what the user made stays.")
    private String removeUser;

    @Override
    int run() {
        String url = database != null ? database : System.getenv("TRACTRIX_DATABASE");
        StudioOptions options = new StudioOptions(
                data,
                host,
                port,
                names,
                Optional.ofNullable(token),
                Optional.ofNullable(url),
                proxies,
                Optional.ofNullable(device),
                !noWorker,
                StudioOptions.Limits.DEFAULT);
        if (addUser != null || removeUser != null) {
            return users(options);
        }
        boolean closed = options.loopback() || token != null || StudioUsers.exist(options);
        StudioOptions safe = closed ? options : options.withToken(Ids.random(16));
        try (Studio studio = Studio.start(safe, Versions.all())) {
            err().println("tractrix: the studio is at " + studio.address() + ", its data in " + data);
            if (!closed) {
                err().println("tractrix: sign in with the token " + safe.token().orElseThrow());
            }
            err().flush();
            out().println(studio.address());
            out().flush();
            if (!noBrowser) {
                browse(studio.address());
            }
            while (!interruption().asked()) {
                Thread.sleep(LOOK_MILLIS);
            }
            return ExitCode.DONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.CANCELLED;
        }
    }

    private int users(StudioOptions options) {
        if (addUser != null) {
            StudioUsers.put(options, addUser, password(), admin);
            out().println("user " + addUser + " can sign in");
        } else {
            StudioUsers.remove(options, removeUser);
            out().println("user " + removeUser + " is gone");
        }
        return ExitCode.DONE;
    }

    /** Never an argument: other users of the machine can read those. */
    private static String password() {
        if (System.console() != null) {
            return new String(System.console().readPassword("password: "));
        }
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            if (line == null) {
                throw BadInputException.of("password", "a line on stdin", "nothing", "type or pipe it");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where there is no desktop the printed address must do. */
    private void browse(URI address) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        List<String> command = system.contains("mac")
                ? List.of("open", address.toString())
                : system.contains("win")
                        ? List.of("rundll32", "url.dll,FileProtocolHandler", address.toString())
                        : List.of("xdg-open", address.toString());
        boolean desktop = !command.get(0).equals("xdg-open")
                || System.getenv("DISPLAY") != null
                || System.getenv("WAYLAND_DISPLAY") != null;
        if (desktop) {
            try {
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException e) {
                err().println("tractrix: no browser could be opened (" + e.getMessage() + ")");
            }
        }
    }
}
