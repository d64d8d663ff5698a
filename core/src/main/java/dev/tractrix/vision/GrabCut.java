// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.vision;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.setRNGSeed;
import static org.bytedeco.opencv.global.opencv_imgproc.GC_INIT_WITH_MASK;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/** GrabCut (Rother, Kolmogorov, Blake 2004): colour models of thing and rest and the cheapest cut between, in turns. */
public final class GrabCut {
    /** Labels as OpenCV numbers them. */
    public static final byte BACKGROUND = 0;

    /** Surely the thing. */
    public static final byte FOREGROUND = 1;

    /** Probably not the thing. */
    public static final byte MAYBE_BACKGROUND = 2;

    /** Probably the thing. */
    public static final byte MAYBE_FOREGROUND = 3;

    private static final int SEED = 1;

    private GrabCut() {}

    /**
     * The thing after some turns; the same for the same arguments.
     *
     * @param labels one for each pixel, row by row; at least one of the thing and one of the rest
     * @param turns at least 1
     */
    public static Mask cut(Picture picture, byte[] labels, int turns) {
        if (labels.length != picture.width() * picture.height()) {
            throw new IllegalArgumentException("a label for each pixel, got " + labels.length);
        }
        boolean thing = false;
        boolean rest = false;
        for (byte label : labels) {
            thing |= (label & 1) == 1;
            rest |= (label & 1) == 0;
        }
        if (!thing || !rest) {
            throw new IllegalArgumentException("labels of both the thing and the rest are needed");
        }
        try (PointerScope scope = new PointerScope()) {
            // the first colour models come from k-means, which starts at random
            setRNGSeed(SEED);
            Mat mat = new Mat(picture.height(), picture.width(), CV_8UC1, new BytePointer(labels));
            org.bytedeco.opencv.global.opencv_imgproc.grabCut(
                    Mats.of(picture), mat, new Rect(), new Mat(), new Mat(), turns, GC_INIT_WITH_MASK);
            byte[] out = new byte[labels.length];
            mat.data().get(out);
            boolean[] inside = new boolean[out.length];
            for (int i = 0; i < out.length; i++) {
                inside[i] = (out[i] & 1) == 1;
            }
            return new Mask(picture.width(), picture.height(), inside);
        }
    }
}
