// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import java.util.Objects;

/**
 * How an animatic makes up what its picture does not show.
 *
 * @param ground what is put where things go away
 * @param things how things go on that are cut or covered
 */
public record Unseen(GroundFill ground, ThingCompletion things) {
    /** From the picture alone, by no network: ground by examples, and things stay cut. */
    public static final Unseen BY_EXAMPLES = new Unseen(GroundFill.EXEMPLAR, ThingCompletion.NONE);

    public Unseen {
        Objects.requireNonNull(ground, "ground");
        Objects.requireNonNull(things, "things");
    }
}
