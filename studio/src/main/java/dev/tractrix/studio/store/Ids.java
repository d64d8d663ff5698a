// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Names of what is kept: a kind and 96 random bits, so that nobody guesses another's. */
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern FORM = Pattern.compile("(img|msk|prj|job|clp|upl|pul|std)_[0-9a-f]{24}");

    private Ids() {}

    /** @param kind three letters, for example {@code img} */
    public static String next(String kind) {
        return kind + "_" + random(12);
    }

    /** Random bytes as hexadecimal digits. */
    public static String random(int bytes) {
        byte[] all = new byte[bytes];
        RANDOM.nextBytes(all);
        return HexFormat.of().formatHex(all);
    }

    /** Whether a client's text has the form of such a name; nothing else is ever looked up. */
    public static boolean isOne(String kind, String text) {
        return text != null && text.startsWith(kind + "_") && FORM.matcher(text).matches();
    }

    /** Every such name of a kind that occurs in a text. */
    public static java.util.Set<String> in(String kind, String text) {
        java.util.Set<String> found = new java.util.HashSet<>();
        java.util.regex.Matcher m = Pattern.compile(kind + "_[0-9a-f]{24}").matcher(text);
        while (m.find()) {
            found.add(m.group());
        }
        return found;
    }
}
