// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.annotation;

/** How the place of an entity's point in a frame is known. */
public enum Sight {
    /** Measured, in the frame. */
    SEEN,
    /** A guess in the frame: something covers it. */
    HIDDEN,
    /** A guess outside the frame. */
    OUTSIDE,
    /** The tracker's value was thrown away; the place lies on a line between its neighbours that were kept. */
    LOST
}
