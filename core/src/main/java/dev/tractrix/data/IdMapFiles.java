// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferUShort;
import java.awt.image.Raster;
import java.nio.file.Path;

/** Id maps from and to PNG files. */
public final class IdMapFiles {
    private static final int MAX_ID = 0xffff;

    private IdMapFiles() {}

    /**
     * Reads ids as they are stored: palette indices, grey values of 8 or 16 bits; with three channels red + 256 green +
     * 65536 blue, as COCO panoptic files have it. A palette's colours play no part.
     *
     * @throws BadInputException when the file is missing or damaged, or a JPEG, whose values are not exact
     */
    public static IdMap read(Path file) {
        if (!file.getFileName().toString().toLowerCase(java.util.Locale.ROOT).endsWith(".png")) {
            throw BadInputException.of(
                    file.toString(), "ids as a PNG", "another kind of file", "only PNG keeps ids exact");
        }
        BufferedImage image = ImageFiles.readBuffered(file);
        Raster raster = image.getRaster();
        int w = image.getWidth();
        int h = image.getHeight();
        int bands = raster.getNumBands();
        int[] ids = raster.getSamples(0, 0, w, h, 0, (int[]) null);
        if (bands >= 3) {
            int[] green = raster.getSamples(0, 0, w, h, 1, (int[]) null);
            int[] blue = raster.getSamples(0, 0, w, h, 2, (int[]) null);
            for (int i = 0; i < ids.length; i++) {
                ids[i] += (green[i] << 8) + (blue[i] << 16);
            }
        }
        return new IdMap(w, h, ids);
    }

    /**
     * Writes ids as 16-bit grey, beside the target, then renames it.
     *
     * @throws BadInputException when an id is above 65535 or the file cannot be written
     */
    public static void write(IdMap map, Path file) {
        BufferedImage out = new BufferedImage(map.width(), map.height(), BufferedImage.TYPE_USHORT_GRAY);
        short[] data = ((DataBufferUShort) out.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < data.length; i++) {
            int id = map.ids()[i];
            if (id < 0 || id > MAX_ID) {
                throw BadInputException.of(file.toString(), "ids from 0 to 65535", id, "number the things anew");
            }
            data[i] = (short) id;
        }
        ImageFiles.writePng(out, file);
    }
}
