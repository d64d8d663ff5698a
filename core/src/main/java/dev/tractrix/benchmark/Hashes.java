// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.benchmark;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of what runs and packs are made of. */
final class Hashes {
    private Hashes() {}

    static String of(Path file) {
        try {
            return HexFormat.of().formatHex(digest().digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    static String of(String text) {
        return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Of the pixels, whatever file they come in. */
    static String of(List<Picture> frames) {
        MessageDigest digest = digest();
        for (Picture p : frames) {
            digest.update((p.width() + "x" + p.height() + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(p.rgb());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Beside the target, then renamed. */
    static void write(Path file, String text) {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(beside, text);
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be written (" + e.getMessage() + "); choose another place", e);
        }
    }
}
