// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.preflight;

import java.util.Objects;

/**
 * One thing that is or may go wrong.
 *
 * @param severity whether it stops a run
 * @param code a word for machines, such as {@code out-of-frame}
 * @param entity the id of the entity it is about, or empty
 * @param message what is wrong, one line
 * @param cure what to do about it, one line
 */
public record Finding(Severity severity, String code, String entity, String message, String cure) {
    /** How bad it is. */
    public enum Severity {
        /** The run would fail, or show nothing of what was asked. */
        ERROR,
        /** The run works, but perhaps not as meant. */
        WARNING
    }

    public Finding {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(entity, "entity");
        if (code.isBlank() || message.isBlank()) {
            throw new IllegalArgumentException(
                    "a finding has a code and a message, got '" + code + "', '" + message + "'");
        }
        Objects.requireNonNull(cure, "cure");
    }

    static Finding error(String code, String entity, String message, String cure) {
        return new Finding(Severity.ERROR, code, entity, message, cure);
    }

    static Finding warning(String code, String entity, String message, String cure) {
        return new Finding(Severity.WARNING, code, entity, message, cure);
    }

    /** Message and cure on one line, the entity named first. */
    public String line() {
        return (entity.isEmpty() ? "" : "entity " + entity + ": ") + message + (cure.isEmpty() ? "" : "; " + cure);
    }
}
