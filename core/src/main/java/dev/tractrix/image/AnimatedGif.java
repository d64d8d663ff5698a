// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.image;

import dev.tractrix.fault.BadInputException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/**
 * A small clip as a GIF that repeats for ever, for pages and sheets. All frames have one palette of 6 x 7 x 6 colours, and
 * an ordered dither, which does not flicker.
 */
public final class AnimatedGif {
    private static final String FORMAT = "javax_imageio_gif_image_1.0";

    private static final int[] LEVELS = {6, 7, 6};
    private static final IndexColorModel PALETTE = palette();

    /** Bayer's, in sixteenths. */
    private static final int[][] DITHER = {{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}};

    private AnimatedGif() {}

    private static IndexColorModel palette() {
        int n = LEVELS[0] * LEVELS[1] * LEVELS[2];
        byte[][] rgb = new byte[3][n];
        for (int i = 0; i < n; i++) {
            int[] level = {i / (LEVELS[1] * LEVELS[2]), i / LEVELS[2] % LEVELS[1], i % LEVELS[2]};
            for (int c = 0; c < 3; c++) {
                rgb[c][i] = (byte) Math.round(level[c] * 255f / (LEVELS[c] - 1));
            }
        }
        return new IndexColorModel(8, n, rgb[0], rgb[1], rgb[2]);
    }

    private static BufferedImage indexed(Picture picture) {
        BufferedImage image =
                new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_BYTE_INDEXED, PALETTE);
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                float threshold = (DITHER[y & 3][x & 3] + 0.5f) / 16;
                int index = 0;
                for (int c = 0; c < 3; c++) {
                    float level = picture.at(x, y, c) * (LEVELS[c] - 1) / 255f;
                    index = index * LEVELS[c] + Math.min(LEVELS[c] - 1, (int) (level + threshold));
                }
                image.getRaster().setSample(x, y, 0, index);
            }
        }
        return image;
    }

    /**
     * Writes beside the target, then renames.
     *
     * @param frames of one size, at least one
     * @param hundredths of a second that a frame is shown
     */
    public static void write(List<Picture> frames, int hundredths, Path file) {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            try (ImageOutputStream out = ImageIO.createImageOutputStream(beside.toFile())) {
                if (out == null) {
                    throw new IOException("not writable");
                }
                writer.setOutput(out);
                writer.prepareWriteSequence(null);
                for (int f = 0; f < frames.size(); f++) {
                    BufferedImage image = indexed(frames.get(f));
                    IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), null);
                    describe(metadata, hundredths, f == 0);
                    writer.writeToSequence(new IIOImage(image, null, metadata), null);
                }
                writer.endWriteSequence();
            }
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be written (" + e.getMessage() + ")", e);
        } finally {
            writer.dispose();
        }
    }

    private static void describe(IIOMetadata metadata, int hundredths, boolean first) throws IOException {
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
        IIOMetadataNode control = child(root, "GraphicControlExtension");
        control.setAttribute("disposalMethod", "none");
        control.setAttribute("userInputFlag", "FALSE");
        control.setAttribute("transparentColorFlag", "FALSE");
        control.setAttribute("transparentColorIndex", "0");
        control.setAttribute("delayTime", Integer.toString(hundredths));
        child(root, "ImageDescriptor").setAttribute("interlaceFlag", "FALSE");
        if (first) {
            IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
            loop.setAttribute("applicationID", "NETSCAPE");
            loop.setAttribute("authenticationCode", "2.0");
            // block 1, repeated 0 times: for ever
            loop.setUserObject(new byte[] {1, 0, 0});
            child(root, "ApplicationExtensions").appendChild(loop);
        }
        metadata.setFromTree(FORMAT, root);
    }

    private static IIOMetadataNode child(IIOMetadataNode root, String name) {
        for (int i = 0; i < root.getLength(); i++) {
            if (root.item(i).getNodeName().equals(name)) {
                return (IIOMetadataNode) root.item(i);
            }
        }
        IIOMetadataNode made = new IIOMetadataNode(name);
        root.appendChild(made);
        return made;
    }
}
