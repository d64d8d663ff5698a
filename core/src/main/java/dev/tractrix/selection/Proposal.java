// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.image.Mask;
import java.util.Objects;

/**
 * Something in a picture that could be dragged.
 *
 * @param mask the picture's size
 * @param click the prompt that found it
 * @param score the selector's own, 0..1
 * @param stability how much of it (intersection over union) another click, in its middle, finds again, 0..1
 */
public record Proposal(Mask mask, Prompt.Point click, double score, double stability) {
    public Proposal {
        Objects.requireNonNull(mask, "mask");
        Objects.requireNonNull(click, "click");
    }
}
