// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

/** The user's quota or the disk is full. */
public final class NoRoomException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line: what, expected, got, cure */
    public NoRoomException(String message, Throwable cause) {
        super(message, cause);
    }
}
