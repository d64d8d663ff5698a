// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.access;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where requests may come from. A foreign {@code Host} is a name that somebody pointed at this address (DNS rebinding); a
 * foreign {@code Origin} is somebody else's page that lets its visitor's browser ask (CSRF).
 */
public final class Origins {
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final List<String> names;
    private final boolean loopback;

    /**
     * @param names further names by which this server is known, lower case, without port
     * @param loopback whether it can be reached from this machine alone
     */
    public Origins(List<String> names, boolean loopback) {
        this.names = names.stream().map(n -> n.toLowerCase(Locale.ROOT)).toList();
        this.loopback = loopback;
    }

    /** Whether a {@code Host} header names this server; an address in digits cannot be rebound. */
    public boolean ours(String host) {
        if (host == null) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT).replaceFirst(":\\d{1,5}$", "");
        boolean digits = name.matches("\\d{1,3}(\\.\\d{1,3}){3}") || name.matches("\\[[0-9a-f:]+]");
        return HERE.contains(name) || names.contains(name) || !loopback && digits;
    }

    /**
     * Whether a request is from our own page or from no page.
     *
     * @param origin the header, or null
     * @param site the header {@code Sec-Fetch-Site}, or null
     * @param host the header
     */
    public boolean sameSite(String origin, String site, String host) {
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return false;
        }
        return origin == null || origin.equals("http://" + host) || origin.equals("https://" + host);
    }
}
