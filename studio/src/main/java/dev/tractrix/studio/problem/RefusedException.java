// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.problem;

/** A request that is not even looked at: from the wrong place, by nobody, too often, too large, of the wrong type. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public RefusedException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    /** As {@link Problem#of(int, String, String, String)}. */
    public static RefusedException of(int status, String type, String title, String detail) {
        return new RefusedException(Problem.of(status, type, title, detail));
    }

    public Problem problem() {
        return problem;
    }
}
