// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.image.Picture;
import java.util.List;

/** A network whose features a distance compares. */
public interface FeatureNetwork extends AutoCloseable {
    /** What the Frechet distance of its features is called, such as FID. */
    String measure();

    /** All that decides its features, in one line: network, weights, preprocessing. */
    String identity();

    /** Numbers of a vector. */
    int dimension();

    /** How many frames of a clip make one vector; 0 where every frame makes its own. */
    int clipFrames();

    /**
     * The vectors of frames.
     *
     * @param frames exactly {@link #clipFrames} of one size where that is not 0
     */
    List<double[]> features(List<Picture> frames);

    @Override
    void close();
}
