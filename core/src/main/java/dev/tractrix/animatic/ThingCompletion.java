// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import dev.tractrix.image.Mask;
import dev.tractrix.vision.FloatImage;
import java.util.function.BooleanSupplier;

/** How a moving thing goes on where the picture's edge cuts it or another thing covers it. */
@FunctionalInterface
public interface ThingCompletion {
    /** Not at all: it stays cut. */
    ThingCompletion NONE = (cutOut, covered, cancelled) -> CutOut.within(cutOut);

    /**
     * The thing with what is hidden of it.
     *
     * @param cutOut what is seen of it, as {@link CutOut#image}, of the picture's size
     * @param covered what lies over it, of the picture's size
     * @param cancelled asked now and then
     * @throws dev.tractrix.fault.CancelledException once {@code cancelled} says so
     */
    CutOut complete(FloatImage cutOut, Mask covered, BooleanSupplier cancelled);
}
