// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.vision;

import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_64FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.KMEANS_PP_CENTERS;
import static org.bytedeco.opencv.global.opencv_core.kmeans;
import static org.bytedeco.opencv.global.opencv_core.setRNGSeed;
import static org.bytedeco.opencv.global.opencv_imgproc.GC_EVAL;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.TermCriteria;

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
    /** Of a mixture; OpenCV has no other number. */
    private static final int COMPONENTS = 5;
    /** Colours that the first mixture of a side is made from, about. */
    private static final int SAMPLES = 2000;

    private static final int ROUNDS = 10;
    /** Variance in a channel, 0..255 squared, that every component has at least. */
    private static final double SPREAD = 0.01;

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
            // OpenCV would look for the first models' clusters with all pixels, half of the work; a part of them finds
            // the same
            org.bytedeco.opencv.global.opencv_imgproc.grabCut(
                    Mats.of(picture),
                    mat,
                    new Rect(),
                    model(picture, labels, 0),
                    model(picture, labels, 1),
                    turns,
                    GC_EVAL);
            byte[] out = new byte[labels.length];
            mat.data().get(out);
            boolean[] inside = new boolean[out.length];
            for (int i = 0; i < out.length; i++) {
                inside[i] = (out[i] & 1) == 1;
            }
            return new Mask(picture.width(), picture.height(), inside);
        }
    }

    /**
     * A mixture of normal distributions of the colours with a label's lowest bit: five weights, five means, five covariances, as
     * OpenCV lays them out.
     */
    private static Mat model(Picture picture, byte[] labels, int bit) {
        int count = 0;
        for (byte label : labels) {
            count += (label & 1) == bit ? 1 : 0;
        }
        float[] colours = new float[3 * count];
        int n = 0;
        byte[] rgb = picture.rgb();
        for (int i = 0; i < labels.length; i++) {
            if ((labels[i] & 1) == bit) {
                for (int c = 0; c < 3; c++) {
                    colours[n++] = rgb[3 * i + c] & 0xff;
                }
            }
        }
        return mixture(colours, nearest(colours, centres(colours)));
    }

    /** (K, 3), of a part of the colours. */
    private static float[] centres(float[] colours) {
        int all = colours.length / 3;
        int every = Math.max(1, all / SAMPLES);
        int n = (all + every - 1) / every;
        float[] part = new float[3 * n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(colours, 3 * i * every, part, 3 * i, 3);
        }
        Mat samples = new Mat(n, 3, CV_32FC1, new FloatPointer(part));
        Mat centres = new Mat();
        int k = Math.min(COMPONENTS, n);
        kmeans(
                samples,
                k,
                new Mat(),
                new TermCriteria(TermCriteria.MAX_ITER, ROUNDS, 0),
                1,
                KMEANS_PP_CENTERS,
                centres);
        float[] out = new float[3 * k];
        new FloatPointer(centres.data()).get(out);
        return out;
    }

    private static int[] nearest(float[] colours, float[] centres) {
        int[] out = new int[colours.length / 3];
        for (int i = 0; i < out.length; i++) {
            float least = Float.POSITIVE_INFINITY;
            for (int k = 0; k < centres.length / 3; k++) {
                float r = colours[3 * i] - centres[3 * k];
                float g = colours[3 * i + 1] - centres[3 * k + 1];
                float b = colours[3 * i + 2] - centres[3 * k + 2];
                float d = r * r + g * g + b * b;
                if (d < least) {
                    least = d;
                    out[i] = k;
                }
            }
        }
        return out;
    }

    private static Mat mixture(float[] colours, int[] clusters) {
        double[] counts = new double[COMPONENTS];
        double[] means = new double[3 * COMPONENTS];
        double[] covariances = new double[9 * COMPONENTS];
        for (int i = 0; i < clusters.length; i++) {
            int k = clusters[i];
            counts[k]++;
            for (int a = 0; a < 3; a++) {
                means[3 * k + a] += colours[3 * i + a];
                for (int b = 0; b < 3; b++) {
                    covariances[9 * k + 3 * a + b] += (double) colours[3 * i + a] * colours[3 * i + b];
                }
            }
        }
        double[] model = new double[13 * COMPONENTS];
        for (int k = 0; k < COMPONENTS; k++) {
            if (counts[k] == 0) {
                continue;
            }
            model[k] = counts[k] / clusters.length;
            for (int a = 0; a < 3; a++) {
                model[COMPONENTS + 3 * k + a] = means[3 * k + a] / counts[k];
                for (int b = 0; b < 3; b++) {
                    model[4 * COMPONENTS + 9 * k + 3 * a + b] = covariances[9 * k + 3 * a + b] / counts[k]
                            - means[3 * k + a] / counts[k] * means[3 * k + b] / counts[k]
                            // one colour alone has no spread, and its matrix no inverse
                            + (a == b ? SPREAD : 0);
                }
            }
        }
        return new Mat(1, model.length, CV_64FC1, new DoublePointer(model)).clone();
    }
}
