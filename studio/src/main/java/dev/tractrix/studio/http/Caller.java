// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

/**
 * Who asks.
 *
 * @param user owner of what is asked for
 * @param admin may fetch models
 * @param client what the client calls itself, or null
 */
public record Caller(String user, boolean admin, String client) {
    /** Everybody's name where nobody signs in. */
    public static final String LOCAL = "local";
}
