// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.studio.store.ContentFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DerivedFilesTest {
    @TempDir
    Path data;

    @Test
    void theLongestUnusedGoWhenTheyAreTooLarge() throws IOException {
        DerivedFiles derived = derived();
        Path oldest = made(derived, "a", Duration.ofHours(3));
        Path newest = made(derived, "b", Duration.ofHours(1));
        Path older = made(derived, "c", Duration.ofHours(2));
        Path others = Files.createDirectories(data.resolve("derived").resolve("seen"));
        derived.clean();
        assertThat(newest.resolve("it")).exists();
        assertThat(older).exists();
        assertThat(oldest).doesNotExist();
        assertThat(others).exists();
    }

    @Test
    void whatNobodyUsedForAMonthGoes() throws IOException {
        DerivedFiles derived = derived();
        Path unused = made(derived, "a", Duration.ofDays(31));
        Path used = made(derived, "b", Duration.ofDays(31));
        derived.get(ContentFiles.sha256("b"), folder -> {
            throw new IOException("made a second time");
        });
        derived.clean();
        assertThat(unused).doesNotExist();
        assertThat(used).exists();
    }

    /** Room for two of {@link #made}, each with its folder. */
    private DerivedFiles derived() {
        return new DerivedFiles(new ContentFiles(null, data), data, 250_000);
    }

    private static Path made(DerivedFiles derived, String what, Duration ago) throws IOException {
        Path folder =
                derived.get(ContentFiles.sha256(what), part -> Files.write(part.resolve("it"), new byte[100_000]));
        Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(ago)));
        return folder;
    }
}
