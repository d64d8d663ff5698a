// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.fault;

/**
 * What the caller gave cannot be used: a file, a scene, a weight, an argument. The message is one line that says what
 * is wrong, what was expected, what was found and how to cure it. The command line ends with exit code 3.
 */
public final class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line: what, expected, got, cure */
    public BadInputException(String message) {
        super(message);
    }

    /** @param message one line: what, expected, got, cure */
    public BadInputException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * The four parts in one line.
     *
     * @param what the thing that is wrong, for example {@code scene.json: entities[0].mask}
     * @param expected what would have been right
     * @param got what was found
     * @param cure what the user can do
     */
    public static BadInputException of(String what, String expected, Object got, String cure) {
        return new BadInputException(what + ": expected " + expected + ", got " + got + "; " + cure);
    }
}
