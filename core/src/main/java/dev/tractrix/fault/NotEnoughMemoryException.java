// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.fault;

/** A run would need, or needed, more memory than the machine has free. The command line ends with exit code 4. */
public final class NotEnoughMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line: what was asked, how much it needs, how much is free, what would fit */
    public NotEnoughMemoryException(String message) {
        super(message);
    }
}
