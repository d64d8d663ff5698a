// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import dev.tractrix.studio.store.ContentFiles;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A PostgreSQL of our own in a temporary folder, which can go away and come back. */
final class LocalPostgres implements AutoCloseable {
    private final Path programs;
    private final Path folder;
    private final int port;
    private Process process;

    private LocalPostgres(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    /** Skips the test, with the reason, where there is no PostgreSQL or it cannot be started. */
    static LocalPostgres start() throws Exception {
        Optional<Path> found = programs();
        Assumptions.assumeTrue(found.isPresent(), "no PostgreSQL (initdb) on this machine");
        Path home = Files.createTempDirectory("tractrix-postgres");
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        LocalPostgres it = new LocalPostgres(found.get(), home.resolve("data"), free);
        if (root()) {
            run(List.of("chown", "nobody", home.toString()));
        }
        int code = run(it.asNobody("initdb", "-D", it.folder.toString(), "-U", "studio", "-A", "trust", "--no-sync"));
        Assumptions.assumeTrue(code == 0, "PostgreSQL's initdb does not run here");
        it.up();
        return it;
    }

    private static Optional<Path> programs() throws IOException {
        List<Path> places = new ArrayList<>();
        try (Stream<Path> versions = Files.isDirectory(Path.of("/usr/lib/postgresql"))
                ? Files.list(Path.of("/usr/lib/postgresql"))
                : Stream.empty()) {
            versions.forEach(v -> places.add(v.resolve("bin")));
        }
        for (String place : System.getenv().getOrDefault("PATH", "").split(":")) {
            places.add(Path.of(place));
        }
        return places.stream()
                .filter(p -> Files.isExecutable(p.resolve("initdb")) && Files.isExecutable(p.resolve("postgres")))
                .findFirst();
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** PostgreSQL refuses to run as root. */
    private List<String> asNobody(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (root()) {
            command.addAll(List.of("setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static int run(List<String> command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    String address() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=studio";
    }

    void up() throws Exception {
        process = new ProcessBuilder(asNobody(
                        "postgres",
                        "-D",
                        folder.toString(),
                        "-p",
                        port + "",
                        "-h",
                        "127.0.0.1",
                        "-k",
                        folder.toString(),
                        "-F"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        for (int i = 0; i < 300; i++) {
            try (var connection = java.sql.DriverManager.getConnection(address())) {
                return;
            } catch (java.sql.SQLException e) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("PostgreSQL does not come up");
    }

    /** At once, open connections broken off. */
    void away() throws Exception {
        process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        // its children notice that it is gone
        Thread.sleep(1500);
        Files.deleteIfExists(folder.resolve("postmaster.pid"));
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        process.waitFor(20, TimeUnit.SECONDS);
        ContentFiles.deleteQuietly(folder.getParent());
    }
}
