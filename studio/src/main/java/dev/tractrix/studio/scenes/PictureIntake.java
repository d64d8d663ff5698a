// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.studio.store.ContentFiles;
import dev.tractrix.studio.store.ContentFiles.Stored;
import dev.tractrix.studio.store.Images;
import dev.tractrix.studio.store.Images.Image;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * Lets pictures in. Type and size are read from the bytes, against the limits, before a pixel is decoded; then the whole
 * picture is decoded once, so that what is kept can be used; what is kept has no metadata and nothing behind its end.
 */
public final class PictureIntake {
    private final ContentFiles files;
    private final Images images;
    private final long mostPixels;
    /** Decoding takes memory: two at a time. */
    private final Semaphore decoders = new Semaphore(2);

    public PictureIntake(ContentFiles files, Images images, long mostPixels) {
        this.files = files;
        this.images = images;
        this.mostPixels = mostPixels;
    }

    /** A picture's type, told from its first bytes. */
    public enum Type {
        PNG("image/png"),
        JPEG("image/jpeg"),
        GIF("image/gif"),
        BMP("image/bmp");

        private final String media;

        Type(String media) {
            this.media = media;
        }

        public String media() {
            return media;
        }

        /** @throws BadInputException when it is none of these */
        public static Type of(Path file) {
            byte[] head;
            try (InputStream in = Files.newInputStream(file)) {
                head = in.readNBytes(8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (head.length == 8 && head[0] == (byte) 0x89 && head[1] == 'P' && head[2] == 'N' && head[3] == 'G') {
                return PNG;
            } else if (head.length > 2 && head[0] == (byte) 0xff && head[1] == (byte) 0xd8) {
                return JPEG;
            } else if (head.length > 3 && head[0] == 'G' && head[1] == 'I' && head[2] == 'F') {
                return GIF;
            } else if (head.length > 1 && head[0] == 'B' && head[1] == 'M') {
                return BMP;
            }
            throw BadInputException.of("picture", "a PNG, JPEG, GIF or BMP", "something else", "convert it to PNG");
        }
    }

    /**
     * Keeps a picture.
     *
     * @param part the file as it came; gone afterwards
     * @param declared what the client says its type is, or null
     */
    public Image take(String owner, String name, Path part, String declared) {
        try {
            Type type = Type.of(part);
            if (declared != null && !declared.equals(type.media())) {
                throw BadInputException.of(
                        "Content-Type", type.media() + ", which the bytes are", declared, "send the file's own type");
            }
            requirePixels(part);
            return keep(owner, name, part, type);
        } finally {
            ContentFiles.deleteQuietly(part);
        }
    }

    /** A mask, or any picture that is only read. */
    public void requirePixels(Path part) {
        ImageFiles.Size size;
        try {
            size = ImageFiles.readSize(part);
        } catch (BadInputException e) {
            throw damaged(e);
        }
        long pixels = (long) size.width() * size.height();
        if (pixels > mostPixels) {
            throw BadInputException.of(
                    "picture",
                    "at most " + mostPixels + " pixels",
                    size.width() + "x" + size.height(),
                    "scale it down");
        }
    }

    /** The reader's complaint names a file that the client has never heard of. */
    private static BadInputException damaged(BadInputException e) {
        if (e.parts().map(p -> p.expected().contains("pixels")).orElse(false)) {
            BadInputException.Parts parts = e.parts().get();
            return BadInputException.of("picture", parts.expected(), parts.got(), parts.cure());
        }
        return new BadInputException(
                "picture: expected one that can be decoded, got a damaged one; save it again as PNG");
    }

    private Image keep(String owner, String name, Path part, Type type) {
        decoders.acquireUninterruptibly();
        try {
            Picture picture;
            try {
                picture = ImageFiles.readPicture(part);
            } catch (BadInputException e) {
                throw damaged(e);
            }
            int turn = type == Type.JPEG ? JpegSegments.orientation(part) : 1;
            if (type == Type.PNG || type == Type.JPEG && turn == 1) {
                byte[] plain = type == Type.PNG ? PngChunks.plain(part) : JpegSegments.plain(part);
                Stored stored = files.keep(plain);
                return images.add(owner, name, stored, picture.width(), picture.height(), type.media());
            }
            Picture upright = Orientation.upright(picture, turn);
            Path png = files.part(".png");
            ImageFiles.writePng(upright, png);
            return images.add(owner, name, files.keep(png), upright.width(), upright.height(), Type.PNG.media());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            decoders.release();
        }
    }
}
