// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.models;

import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes of files. */
public final class Digests {
    private Digests() {}

    /** SHA-256 of a file's bytes, lower-case hexadecimal. */
    public static String sha256(Path file) {
        return digest("SHA-256", new byte[0], file);
    }

    /** git's name for a file's bytes: SHA-1 of a header with the size, and the bytes. Servers name small files so. */
    static String gitBlob(Path file) {
        try {
            return digest("SHA-1", ("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII), file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static String digest(String algorithm, byte[] first, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(first);
            byte[] buffer = new byte[1 << 20];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    private static BadInputException unreadable(Path file, IOException e) {
        return new BadInputException(file + ": cannot be read (" + e.getMessage() + "); check its permissions", e);
    }
}
