// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.fault.NotEnoughMemoryException;

/** How a command ends; the same for all commands. */
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int BAD_INPUT = 3;
    static final int NO_MEMORY = 4;
    /** As a shell says of a program that SIGINT (2) ended: 128 + 2. */
    static final int CANCELLED = 130;

    private ExitCode() {}

    static int of(Throwable fault) {
        if (fault instanceof BadInputException) {
            return BAD_INPUT;
        }
        if (fault instanceof NotEnoughMemoryException
                || fault instanceof OutOfMemoryError
                || isNativeAllocation(fault)) {
            return NO_MEMORY;
        }
        return fault instanceof CancelledException ? CANCELLED : FAILED;
    }

    /** libtorch reports a failed allocation as a plain runtime exception; only its text tells. */
    private static boolean isNativeAllocation(Throwable fault) {
        String message = String.valueOf(fault.getMessage());
        return fault instanceof RuntimeException
                && (message.contains("not enough memory")
                        || message.contains("can't allocate memory")
                        || message.contains("out of memory"));
    }
}
