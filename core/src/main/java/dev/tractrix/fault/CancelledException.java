// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.fault;

/** The caller asked to stop and the run stopped; nothing was written. The command line ends with exit code 130. */
public final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param stage where the run was, for example {@code denoise 7/25} */
    public CancelledException(String stage) {
        super("cancelled at " + stage);
    }
}
