// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

/** What was to be changed is not as the caller thinks. */
public final class ConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long now;

    /**
     * @param message one line
     * @param now the version, or offset, that holds now
     */
    public ConflictException(String message, long now) {
        super(message);
        this.now = now;
    }

    public long now() {
        return now;
    }
}
