// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.fault;

import java.util.Optional;

/**
 * What the caller gave cannot be used: a file, a scene, a weight, an argument. The message is one line that says what
 * is wrong, what was expected, what was found and how to cure it. The command line ends with exit code 3.
 */
public final class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Parts parts;

    /**
     * The four parts of a message, for those who show them apart.
     *
     * @param what the thing that is wrong, for example {@code scene.json: entities[0].mask}
     * @param expected what would have been right
     * @param got what was found
     * @param cure what the user can do
     */
    public record Parts(String what, String expected, String got, String cure) {
        @Override
        public String toString() {
            return what + ": expected " + expected + ", got " + got + "; " + cure;
        }
    }

    /** @param message one line: what, expected, got, cure */
    public BadInputException(String message) {
        super(message);
        parts = null;
    }

    /** @param message one line: what, expected, got, cure */
    public BadInputException(String message, Throwable cause) {
        super(message, cause);
        parts = null;
    }

    private BadInputException(Parts parts) {
        super(parts.toString());
        this.parts = parts;
    }

    /** The four parts in one line; see {@link Parts}. */
    public static BadInputException of(String what, String expected, Object got, String cure) {
        return new BadInputException(new Parts(what, expected, String.valueOf(got), cure));
    }

    /** The parts, where the message was made of them; one that was only given a place is looked through. */
    public Optional<Parts> parts() {
        return parts != null
                ? Optional.of(parts)
                : getCause() instanceof BadInputException inner ? inner.parts() : Optional.empty();
    }
}
