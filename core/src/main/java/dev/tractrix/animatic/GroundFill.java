// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import dev.tractrix.image.Mask;
import dev.tractrix.vision.FloatImage;
import java.util.function.BooleanSupplier;

/** What is put where things go away. */
@FunctionalInterface
public interface GroundFill {
    /** From the rest of the picture alone: its textures go on. */
    GroundFill EXEMPLAR = (picture, hole, avoided, cancelled) -> ExemplarFill.fill(
                    picture, hole, avoided, hole.inside().length, cancelled)
            .picture();

    /**
     * The picture without its hole.
     *
     * @param picture 3 channels, 0..1
     * @param hole of the picture's size; its colours are not looked at
     * @param avoided of the picture's size: what nothing is copied from, such as other things
     * @param cancelled asked now and then
     * @return of the picture's size; outside the hole the picture
     * @throws dev.tractrix.fault.CancelledException once {@code cancelled} says so
     */
    FloatImage fill(FloatImage picture, Mask hole, Mask avoided, BooleanSupplier cancelled);
}
