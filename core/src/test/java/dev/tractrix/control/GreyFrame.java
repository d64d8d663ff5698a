// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.w3c.dom.Node;

/** A grey picture whose blobs can be measured. */
record GreyFrame(int width, int height, byte[] pixels) {
    private static final int HALF_MAXIMUM = 128;
    /** Below this a pixel is background: resampling and the palette leave a little everywhere. */
    private static final int BACKGROUND = 11;

    /** A blob's centre of brightness and the area that is at least half as bright as its peak. */
    record Blob(double x, double y, double halfMaximumArea) {}

    /** The frames of a GIF that shows grey values through the colour table "jet". */
    static List<GreyFrame> readJetGif(Path file) throws IOException {
        Map<Integer, Byte> known = new HashMap<>();
        List<GreyFrame> frames = new ArrayList<>();
        for (BufferedImage image : readGif(file)) {
            byte[] grey = new byte[image.getWidth() * image.getHeight()];
            for (int i = 0; i < grey.length; i++) {
                int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth()) & 0xFFFFFF;
                grey[i] = known.computeIfAbsent(rgb, GreyFrame::fromJet);
            }
            frames.add(new GreyFrame(image.getWidth(), image.getHeight(), grey));
        }
        return frames;
    }

    /**
     * Measures the blob near a place. Where the picture is covered, the opposite pixel, through the blob's centre, stands
     * in; where that is covered too, the pixel has no weight, and counts as bright: only the very middle can be so.
     */
    Blob blob(double nearX, double nearY, double reachX, double reachY, boolean[] covered) {
        double cx = nearX;
        double cy = nearY;
        double area = 0;
        for (int pass = 0; pass < 12; pass++) {
            double sum = 0;
            double sumX = 0;
            double sumY = 0;
            area = 0;
            for (int y = (int) Math.max(0, nearY - reachY); y <= Math.min(height - 1, nearY + reachY); y++) {
                for (int x = (int) Math.max(0, nearX - reachX); x <= Math.min(width - 1, nearX + reachX); x++) {
                    int value = value(x, y, covered);
                    if (value < 0) {
                        value = value((int) Math.rint(2 * cx - x), (int) Math.rint(2 * cy - y), covered);
                    }
                    if (value < 0) {
                        area++;
                    } else if (value > BACKGROUND) {
                        sum += value;
                        sumX += value * x;
                        sumY += value * y;
                        area += value >= HALF_MAXIMUM ? 1 : 0;
                    }
                }
            }
            cx = sumX / sum;
            cy = sumY / sum;
        }
        return new Blob(cx, cy, area);
    }

    private int value(int x, int y, boolean[] covered) {
        if (x < 0 || y < 0 || x >= width || y >= height || covered[y * width + x]) {
            return -1;
        }
        return pixels[y * width + x] & 0xff;
    }

    /** The grey value whose colour is nearest: three ramps of slope 4, after each other. */
    private static byte fromJet(int rgb) {
        int best = 0;
        double bestDistance = Double.MAX_VALUE;
        for (int grey = 0; grey < 256; grey++) {
            double distance = 0;
            for (int c = 0; c < 3; c++) {
                double ramp = 1.5 - Math.abs(4 * grey / 255.0 - (3 - c));
                double expected = 255 * Math.max(0, Math.min(1, ramp));
                distance += Math.pow((rgb >> (16 - 8 * c) & 0xff) - expected, 2);
            }
            if (distance < bestDistance) {
                bestDistance = distance;
                best = grey;
            }
        }
        return (byte) best;
    }

    /** A GIF's frames hold only what changed: laid over each other they are pictures. */
    private static List<BufferedImage> readGif(Path file) throws IOException {
        List<BufferedImage> frames = new ArrayList<>();
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(in);
            BufferedImage canvas = null;
            for (int f = 0; f < reader.getNumImages(true); f++) {
                BufferedImage part = reader.read(f);
                if (canvas == null) {
                    canvas = new BufferedImage(part.getWidth(), part.getHeight(), BufferedImage.TYPE_INT_RGB);
                }
                Node root = reader.getImageMetadata(f).getAsTree("javax_imageio_gif_image_1.0");
                IIOMetadataNode place = (IIOMetadataNode) ((IIOMetadataNode) root)
                        .getElementsByTagName("ImageDescriptor")
                        .item(0);
                Graphics2D g = canvas.createGraphics();
                g.drawImage(
                        part,
                        Integer.parseInt(place.getAttribute("imageLeftPosition")),
                        Integer.parseInt(place.getAttribute("imageTopPosition")),
                        null);
                g.dispose();
                BufferedImage frame =
                        new BufferedImage(canvas.getWidth(), canvas.getHeight(), BufferedImage.TYPE_INT_RGB);
                canvas.copyData(frame.getRaster());
                frames.add(frame);
            }
        } finally {
            reader.dispose();
        }
        return frames;
    }
}
