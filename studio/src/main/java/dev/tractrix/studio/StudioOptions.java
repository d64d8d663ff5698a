// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import dev.tractrix.fault.BadInputException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a studio is run.
 *
 * @param data folder of everything that is kept
 * @param host address to listen at
 * @param port 0 takes any that is free
 * @param names further host names that the studio is reached by, behind a proxy for example
 * @param token that signs in; one is made and printed where the address is not this machine alone and there are no users
 * @param database a JDBC address of PostgreSQL, with user and password; the embedded database where empty
 * @param proxies addresses whose word is taken for who asks ({@code X-Forwarded-For}); of anybody else it is not
 * @param device that clips are made on where a scene names none: {@code cpu}, {@code cuda}, {@code cuda:1}, ...; the model's where empty
 * @param worker whether this process also makes clips
 * @param limits what clients may ask for
 */
public record StudioOptions(
        Path data,
        String host,
        int port,
        List<String> names,
        Optional<String> token,
        Optional<String> database,
        List<String> proxies,
        Optional<String> device,
        boolean worker,
        Limits limits) {
    public static final int DEFAULT_PORT = 7878;

    /**
     * What clients may ask for.
     *
     * @param uploadBytes of one file
     * @param imagePixels of one picture, checked before it is decoded
     * @param documentBytes of a JSON body
     * @param quotaBytes of one user's files
     * @param requestsPerSecond of one client, on average
     * @param idle longest silence within a request
     * @param retention how long what is in the bin, and masks that nothing names, are kept: the bin thirty times as long
     * @param session how long a sign-in lasts
     */
    public record Limits(
            long uploadBytes,
            long imagePixels,
            long documentBytes,
            long quotaBytes,
            double requestsPerSecond,
            Duration idle,
            Duration retention,
            Duration session) {
        public static final Limits DEFAULT = new Limits(
                256L << 20,
                50_000_000,
                8L << 20,
                20L << 30,
                100,
                Duration.ofSeconds(30),
                Duration.ofDays(1),
                Duration.ofDays(14));

        public Limits {
            if (uploadBytes < 1 || imagePixels < 1 || documentBytes < 1 || quotaBytes < 1 || !(requestsPerSecond > 0)) {
                throw new IllegalArgumentException("limits are above 0");
            }
        }
    }

    public StudioOptions {
        // scenes name their files by it, and those are looked for beside the scene
        data = data.toAbsolutePath().normalize();
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(limits, "limits");
        names = List.copyOf(names);
        proxies = List.copyOf(proxies);
        if (port < 0 || port > 65_535) {
            throw BadInputException.of("port", "0 to 65535", port, "choose another");
        }
        if (token.isPresent() && token.get().length() < 16) {
            throw BadInputException.of(
                    "token", "16 characters or more", token.get().length() + "", "take a longer one");
        }
        if (database.isPresent() && !database.get().startsWith("jdbc:postgresql:")) {
            throw BadInputException.of(
                    "database", "an address jdbc:postgresql://...", "another", "leave it out for the embedded one");
        }
    }

    /** This machine alone, embedded database. */
    public static StudioOptions local(Path data, int port) {
        return new StudioOptions(
                data,
                "127.0.0.1",
                port,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                true,
                Limits.DEFAULT);
    }

    public StudioOptions withLimits(Limits other) {
        return new StudioOptions(data, host, port, names, token, database, proxies, device, worker, other);
    }

    public StudioOptions withToken(String other) {
        return new StudioOptions(
                data, host, port, names, Optional.of(other), database, proxies, device, worker, limits);
    }

    public StudioOptions withDatabase(String other) {
        return new StudioOptions(data, host, port, names, token, Optional.of(other), proxies, device, worker, limits);
    }

    public StudioOptions withProxies(List<String> other) {
        return new StudioOptions(data, host, port, names, token, database, other, device, worker, limits);
    }

    public StudioOptions withDevice(String other) {
        return new StudioOptions(data, host, port, names, token, database, proxies, Optional.of(other), worker, limits);
    }

    /** Whether only this machine can reach it. */
    public boolean loopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new BadInputException("host " + host + ": expected an address of this machine; check the name", e);
        }
    }
}
