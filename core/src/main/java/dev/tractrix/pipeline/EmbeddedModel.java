// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The model that comes with Tractrix, as resources of the {@code tractrix-model} jar. Weights are mapped, not read, so
 * the files are laid once into a cache folder ({@code tractrix.cache}, else {@code ~/.cache/tractrix}).
 */
public final class EmbeddedModel {
    private static final String ROOT = "/dev/tractrix/model/embedded/";
    /** One line a file: SHA-256, two spaces, path. */
    private static final String LISTING = "files.sha256";

    private EmbeddedModel() {}

    /** Whether the jar is on the class path. */
    public static boolean isPresent() {
        return EmbeddedModel.class.getResource(ROOT + LISTING) != null;
    }

    /**
     * The folder with the unpacked files, whole and verified.
     *
     * @throws BadInputException when the jar is missing or the cache folder cannot be written
     */
    public static Path folder() {
        byte[] listing;
        try (InputStream in = EmbeddedModel.class.getResourceAsStream(ROOT + LISTING)) {
            if (in == null) {
                throw new BadInputException(
                        "the embedded model is not here; put tractrix-model on the class path or name a"
                                + " model folder");
            }
            listing = in.readAllBytes();
        } catch (IOException e) {
            throw new BadInputException("the embedded model cannot be read (" + e.getMessage() + ")", e);
        }
        Path folder = cache().resolve("embedded-" + sha256(listing).substring(0, 16));
        List<String> lines = new String(listing, StandardCharsets.UTF_8).lines().toList();
        for (String line : lines) {
            lay(line.substring(66), line.substring(0, 64), folder);
        }
        return folder;
    }

    private static Path cache() {
        String set = System.getProperty("tractrix.cache");
        return set != null ? Path.of(set) : Path.of(System.getProperty("user.home"), ".cache", "tractrix");
    }

    private static void lay(String name, String expected, Path folder) {
        Path target = folder.resolve(name);
        // a file has its right name only once it is whole
        if (Files.isRegularFile(target)) {
            return;
        }
        Path beside = target.resolveSibling(
                target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try (InputStream in = EmbeddedModel.class.getResourceAsStream(ROOT + name)) {
            if (in == null) {
                throw new BadInputException("the embedded model lacks " + name + "; build the model module again");
            }
            Files.createDirectories(target.getParent());
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Files.copy(new DigestInputStream(in, digest), beside, StandardCopyOption.REPLACE_EXISTING);
            String got = HexFormat.of().formatHex(digest.digest());
            if (!got.equals(expected)) {
                throw BadInputException.of("embedded model: " + name, expected, got, "build the model module again");
            }
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new BadInputException(
                    folder + ": cannot be written (" + e.getMessage() + "); set -Dtractrix.cache to a folder with room",
                    e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } finally {
            try {
                Files.deleteIfExists(beside);
            } catch (IOException e) {
                // a stray part file is replaced by the next run
            }
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
