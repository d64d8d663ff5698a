// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.image.Mask;
import java.util.Objects;

/**
 * One answer to a prompt.
 *
 * @param mask the image's size
 * @param score the selector's own estimate of how well the mask fits, 0..1; comparable only within one selector
 */
public record Candidate(Mask mask, double score) {
    public Candidate {
        Objects.requireNonNull(mask, "mask");
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("a score is 0..1, got " + score);
        }
    }
}
