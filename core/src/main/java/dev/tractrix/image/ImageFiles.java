// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.image;

import dev.tractrix.fault.BadInputException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;

/** Pictures and masks from and to PNG and JPEG files. A file's declared size is checked before any pixel is decoded. */
public final class ImageFiles {
    /** The largest picture that is decoded: 100 megapixels. A small file can declare a far larger one. */
    public static final long MAX_PIXELS = 100_000_000L;

    private ImageFiles() {}

    /**
     * Reads a picture; transparency is dropped.
     *
     * @throws BadInputException when the file is missing, is no PNG, JPEG, GIF or BMP, is damaged, or has more than
     *     {@link #MAX_PIXELS} pixels
     */
    public static Picture readPicture(Path file) {
        return toPicture(readBuffered(file));
    }

    /**
     * Reads a mask: a pixel is inside when its grey value is at least {@code threshold}.
     *
     * @param threshold 1..255; 128 for {@code paper}, 255 for the released code's {@code value / 255}
     * @throws BadInputException as {@link #readPicture}
     */
    public static Mask readMask(Path file, int threshold) {
        BufferedImage image = readBuffered(file);
        if (image.getType() == BufferedImage.TYPE_BYTE_GRAY) {
            return toMask(image, threshold);
        }
        Picture p = toPicture(image);
        boolean[] inside = new boolean[p.width() * p.height()];
        byte[] rgb = p.rgb();
        for (int i = 0; i < inside.length; i++) {
            int r = rgb[3 * i] & 0xff;
            int g = rgb[3 * i + 1] & 0xff;
            int b = rgb[3 * i + 2] & 0xff;
            // ITU-R BT.601 luma in 14-bit fixed point, as OpenCV converts to grey
            int grey = (4899 * r + 9617 * g + 1868 * b + 8192) >> 14;
            inside[i] = grey >= threshold;
        }
        return new Mask(p.width(), p.height(), inside);
    }

    /** A grey value's luma is itself, so that most masks need not become pictures first. */
    private static Mask toMask(BufferedImage grey, int threshold) {
        byte[] data = ((DataBufferByte) grey.getRaster().getDataBuffer()).getData();
        boolean[] inside = new boolean[data.length];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = (data[i] & 0xff) >= threshold;
        }
        return new Mask(grey.getWidth(), grey.getHeight(), inside);
    }

    /** Writes a PNG beside the target, then renames it. */
    public static void writePng(Picture picture, Path file) {
        writePng(toBuffered(picture), file);
    }

    /** Writes a mask as a grey PNG of 0 and 255, beside the target, then renames it. */
    public static void writePng(Mask mask, Path file) {
        BufferedImage out = new BufferedImage(mask.width(), mask.height(), BufferedImage.TYPE_BYTE_GRAY);
        byte[] data = ((DataBufferByte) out.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (mask.inside()[i] ? 255 : 0);
        }
        writePng(out, file);
    }

    /** A picture as AWT draws on it; {@code TYPE_3BYTE_BGR}. */
    public static BufferedImage toBuffered(Picture picture) {
        BufferedImage out = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_3BYTE_BGR);
        byte[] bgr = ((DataBufferByte) out.getRaster().getDataBuffer()).getData();
        byte[] rgb = picture.rgb();
        for (int i = 0; i < bgr.length; i += 3) {
            bgr[i] = rgb[i + 2];
            bgr[i + 1] = rgb[i + 1];
            bgr[i + 2] = rgb[i];
        }
        return out;
    }

    /** Any AWT image as a picture; transparency is dropped over black. */
    public static Picture toPicture(BufferedImage image) {
        BufferedImage bgrImage = image;
        if (image.getType() != BufferedImage.TYPE_3BYTE_BGR) {
            bgrImage = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
            Graphics2D g = bgrImage.createGraphics();
            g.setRenderingHint(RenderingHints.KEY_COLOR_RENDERING, RenderingHints.VALUE_COLOR_RENDER_QUALITY);
            g.drawImage(image, 0, 0, null);
            g.dispose();
        }
        byte[] bgr = ((DataBufferByte) bgrImage.getRaster().getDataBuffer()).getData();
        byte[] rgb = new byte[bgr.length];
        for (int i = 0; i < bgr.length; i += 3) {
            rgb[i] = bgr[i + 2];
            rgb[i + 1] = bgr[i + 1];
            rgb[i + 2] = bgr[i];
        }
        return new Picture(bgrImage.getWidth(), bgrImage.getHeight(), rgb);
    }

    /** Width and height, pixels. */
    public record Size(int width, int height) {}

    /**
     * Reads only a picture's size, from its header.
     *
     * @throws BadInputException as {@link #readPicture}
     */
    public static Size readSize(Path file) {
        return withReader(file, reader -> new Size(reader.getWidth(0), reader.getHeight(0)));
    }

    /**
     * Reads a file as it is stored: palette indices and 16-bit values stay in the raster.
     *
     * @throws BadInputException as {@link #readPicture}
     */
    public static BufferedImage readBuffered(Path file) {
        return withReader(file, reader -> reader.read(0));
    }

    /** What is done with a reader whose picture is known to have at most {@link #MAX_PIXELS}. */
    private interface Reading<T> {
        T from(ImageReader reader) throws IOException;
    }

    private static <T> T withReader(Path file, Reading<T> reading) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + ": no such image file; check the path");
        }
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers =
                    in == null ? java.util.Collections.emptyIterator() : ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw BadInputException.of(
                        file.toString(), "a PNG, JPEG, GIF or BMP image", "something else", "convert it to PNG");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > MAX_PIXELS) {
                    throw BadInputException.of(
                            file.toString(), "at most " + MAX_PIXELS + " pixels", pixels, "scale it down");
                }
                return reading.from(reader);
            } finally {
                reader.dispose();
            }
        } catch (IIOException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new BadInputException(file + ": a damaged image (" + e.getMessage() + "); save it again as PNG", e);
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Writes a JPEG beside the target, then renames it.
     *
     * @param quality 0..1; 0.95 can hardly be told from the picture
     */
    public static void writeJpeg(Picture picture, Path file, float quality) {
        writeBeside(file, beside -> {
            ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
            try (ImageOutputStream out = ImageIO.createImageOutputStream(beside.toFile())) {
                ImageWriteParam param = writer.getDefaultWriteParam();
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionQuality(quality);
                writer.setOutput(out);
                writer.write(null, new IIOImage(toBuffered(picture), null, null), param);
            } finally {
                writer.dispose();
            }
        });
    }

    /** Writes a PNG of any AWT image beside the target, then renames it. */
    public static void writePng(BufferedImage image, Path file) {
        writeBeside(file, beside -> {
            if (!ImageIO.write(image, "png", beside.toFile())) {
                throw new IOException("no PNG writer for this kind of image");
            }
        });
    }

    @FunctionalInterface
    private interface FileWriter {
        void write(Path file) throws IOException;
    }

    private static void writeBeside(Path file, FileWriter writer) {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            writer.write(beside);
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(beside);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw new BadInputException(file + ": cannot be written (" + e.getMessage() + ")", e);
        }
    }
}
