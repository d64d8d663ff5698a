// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.data.IdMap;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import java.util.List;

/**
 * How near a clip is to the truth where a model has to earn its place: everywhere else the photograph's own pixels, moved,
 * are right already.
 *
 * @param uncovered PSNR, dB, over the pixels where a thing stood in the first frame and stands no more; NaN without any
 * @param edges PSNR, dB, over the pixels within {@link #EDGE} of an outline of the true masks; NaN without any
 */
public record TruthRegions(double uncovered, double edges) {
    /** Pixels to either side of an outline. */
    public static final int EDGE = 2;

    /**
     * Measures a clip, from its second frame on, all frames of a region taken together.
     *
     * @param frames of the clip
     * @param truth as many, of the same size
     * @param ids which thing each pixel of the true frames belongs to, as many, of the same size
     * @throws BadInputException for other lengths or sizes
     */
    public static TruthRegions of(List<Picture> frames, List<Picture> truth, List<IdMap> ids) {
        Picture first = frames.get(0);
        if (truth.size() != frames.size()
                || ids.size() != frames.size()
                || truth.get(0).width() != first.width()
                || truth.get(0).height() != first.height()
                || ids.get(0).width() != first.width()
                || ids.get(0).height() != first.height()) {
            throw BadInputException.of(
                    "clip",
                    "as many true frames and masks, of " + first.width() + "x" + first.height(),
                    truth.size() + " and " + ids.size() + " of " + truth.get(0).width() + "x"
                            + truth.get(0).height() + " for " + frames.size(),
                    "make all the same length and size");
        }
        Error uncovered = new Error();
        Error edges = new Error();
        int[] before = ids.get(0).ids();
        for (int f = 1; f < frames.size(); f++) {
            int[] now = ids.get(f).ids();
            boolean[] edge = ids.get(f).outlines(EDGE);
            for (int i = 0; i < now.length; i++) {
                if (before[i] != 0 && now[i] != before[i]) {
                    uncovered.add(frames.get(f), truth.get(f), i);
                }
                if (edge[i]) {
                    edges.add(frames.get(f), truth.get(f), i);
                }
            }
        }
        return new TruthRegions(uncovered.psnr(), edges.psnr());
    }

    /** Squared differences of some pixels. */
    private static final class Error {
        private double sum;
        private long values;

        void add(Picture a, Picture b, int pixel) {
            for (int c = 0; c < 3; c++) {
                double d = (a.rgb()[3 * pixel + c] & 0xff) - (b.rgb()[3 * pixel + c] & 0xff);
                sum += d * d;
            }
            values += 3;
        }

        double psnr() {
            return values == 0 ? Double.NaN : ClipMeasures.psnr(sum, values);
        }
    }
}
