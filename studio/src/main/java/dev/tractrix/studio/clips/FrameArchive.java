// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.clips;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** A clip's exact frames: PNG files in a ZIP, stored without compressing them again. */
public final class FrameArchive {
    private FrameArchive() {}

    /** The name of a frame in the archive. */
    public static String name(int frame) {
        return "frame-%04d.png".formatted(frame);
    }

    public static void write(List<Picture> frames, Path file) throws IOException {
        try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(file));
                ZipOutputStream zip = new ZipOutputStream(to)) {
            zip.setLevel(0);
            for (int f = 0; f < frames.size(); f++) {
                ZipEntry entry = new ZipEntry(name(f));
                // the same frames give the same bytes
                entry.setTime(315_619_200_000L);
                zip.putNextEntry(entry);
                ImageIO.write(ImageFiles.toBuffered(frames.get(f)), "png", zip);
                zip.closeEntry();
            }
        }
    }

    /** One frame's PNG; null where there is none. */
    public static byte[] png(Path file, int frame) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry(name(frame));
            if (entry == null) {
                return null;
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return in.readAllBytes();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<Picture> read(Path file) {
        List<Picture> frames = new ArrayList<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (int f = 0; zip.getEntry(name(f)) != null; f++) {
                try (InputStream in = zip.getInputStream(zip.getEntry(name(f)))) {
                    BufferedImage image = ImageIO.read(in);
                    frames.add(ImageFiles.toPicture(image));
                }
            }
            return frames;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
