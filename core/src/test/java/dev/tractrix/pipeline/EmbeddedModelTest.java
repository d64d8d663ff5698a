// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The class with resources of this test's own, as if another model jar were on the class path. */
class EmbeddedModelTest {
    private static final String LISTING = "dev/tractrix/model/embedded/files.sha256";

    @TempDir
    Path jar;

    @TempDir
    Path cache;

    private String cacheBefore;

    @BeforeEach
    void set() {
        cacheBefore = System.setProperty("tractrix.cache", cache.toString());
    }

    @AfterEach
    void reset() {
        if (cacheBefore == null) {
            System.clearProperty("tractrix.cache");
        } else {
            System.setProperty("tractrix.cache", cacheBefore);
        }
    }

    @Test
    void filesAreLaidOnceAndWhole() throws Exception {
        ship("unet/config.json", "{}", sha256("{}"));
        Path folder = folder();
        Path laid = folder.resolve("unet/config.json");
        assertThat(folder).hasParent(cache);
        assertThat(laid).hasContent("{}");
        Files.writeString(laid, "mine");
        assertThat(folder()).isEqualTo(folder);
        assertThat(laid).as("laid once").hasContent("mine");
    }

    @Test
    void aDamagedFileIsRefusedAndNotLeftBehind() throws Exception {
        ship("unet/config.json", "damaged", sha256("{}"));
        assertThatThrownBy(this::folder)
                .hasMessageContaining("embedded model: unet/config.json: expected " + sha256("{}"));
        try (var left = Files.walk(cache)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void withoutTheJarTheCureIsNamed() {
        assertThatThrownBy(this::folder).hasMessageContaining("put tractrix-model on the class path");
    }

    @Test
    void aCacheThatCannotBeWrittenIsNamed() throws Exception {
        ship("unet/config.json", "{}", sha256("{}"));
        System.setProperty(
                "tractrix.cache", Files.writeString(cache.resolve("file"), "x").toString());
        assertThatThrownBy(this::folder).hasMessageContaining("set -Dtractrix.cache to a folder with room");
    }

    private void ship(String name, String content, String hash) throws IOException {
        Path listing = jar.resolve(LISTING);
        Files.createDirectories(listing.resolveSibling(name).getParent());
        Files.writeString(listing.resolveSibling(name), content);
        Files.writeString(listing, hash + "  " + name + "\n");
    }

    private Path folder() throws Exception {
        URL classes = EmbeddedModel.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {jar.toUri().toURL(), classes}, ClassLoader.getPlatformClassLoader())) {
            return (Path) loader.loadClass(EmbeddedModel.class.getName())
                    .getMethod("folder")
                    .invoke(null);
        } catch (java.lang.reflect.InvocationTargetException e) {
            throw (Exception) e.getCause();
        }
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
