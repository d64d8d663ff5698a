// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import dev.tractrix.fault.BadInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Enum constants as the words of the JSON and the command line ({@code EASE_IN_OUT} is {@code ease-in-out}), and what a
 * mistyped word may have meant.
 */
public final class Words {
    private Words() {}

    /** A constant's word. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The constant of a word.
     *
     * @param where begins the message
     * @throws BadInputException naming the nearest known word
     */
    public static <E extends Enum<E>> E parse(Class<E> type, String word, String where) {
        List<String> known = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            if (of(constant).equals(word)) {
                return constant;
            }
            known.add(of(constant));
        }
        throw BadInputException.of(where, "one of " + String.join(", ", known), word, cure(word, known));
    }

    /** A message for a name that nobody knows, with the nearest known one. */
    public static BadInputException unknown(String where, String what, String name, Collection<String> known) {
        String dot = where.endsWith(": ") ? "" : ".";
        return BadInputException.of(
                where + dot + name, "a known " + what, "an unknown one", cure(name, List.copyOf(known)));
    }

    /** "did you mean ...?" where a known word is near, else the list. */
    private static String cure(String word, List<String> known) {
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        if (best != null && bestDistance <= Math.max(2, best.length() / 3)) {
            return "did you mean " + best + "?";
        }
        return "known are " + String.join(", ", known);
    }

    /** Levenshtein's edit distance. */
    private static int distance(String a, String b) {
        if (a.length() > 100) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
