// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A studio in a process of its own, which can be killed. */
final class Child implements AutoCloseable {
    private final Process process;
    private final RunningStudio client;

    private Child(Process process, URI address) {
        this.process = process;
        client = RunningStudio.at(address);
    }

    /** The process: arguments are the data folder, the port, and an address of PostgreSQL or nothing. */
    public static void main(String[] arguments) throws InterruptedException {
        StudioOptions options = StudioOptions.local(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        if (arguments.length > 2) {
            options = options.withDatabase(arguments[2]);
        }
        try (Studio studio = Studio.start(options, Map.of())) {
            System.out.println("address " + studio.address());
            Thread.sleep(Long.MAX_VALUE);
        } catch (RuntimeException e) {
            System.out.println("failed " + e.getMessage());
            System.exit(3);
        }
    }

    /** @param wrapper a command that the process is run by, empty for none */
    static Child launch(Path data, int port, List<String> wrapper, String... more) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx1g", "-Djava.awt.headless=true", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0"));
        command.add("-Dorg.bytedeco.javacpp.maxBytes=0");
        command.add("-Dtractrix.cache=" + System.getProperty("tractrix.cache", "target/cache"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
        command.addAll(List.of(data.toString(), Integer.toString(port)));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
            if (line.startsWith("address ")) {
                boolean told = Boolean.getBoolean("tractrix.child.told");
                Thread drain = new Thread(() -> out.lines().filter(l -> told).forEach(System.out::println), "drain");
                drain.setDaemon(true);
                drain.start();
                return new Child(process, URI.create(line.substring("address ".length())));
            }
        }
        throw new IOException("no studio: " + said);
    }

    RunningStudio client() {
        return client;
    }

    long pid() {
        return process.pid();
    }

    /** As {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        waitFor();
    }

    @Override
    public void close() {
        kill();
    }

    private void waitFor() {
        try {
            process.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
