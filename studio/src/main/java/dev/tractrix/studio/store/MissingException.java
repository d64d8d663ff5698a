// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

/** What was asked for is not there, or is another user's, which is the same to whoever asks. */
public final class MissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param what for example {@code project prj_...} */
    public MissingException(String what) {
        super(what + ": not here");
    }
}
