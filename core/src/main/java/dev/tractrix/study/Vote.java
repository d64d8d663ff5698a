// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.study;

import dev.tractrix.fault.BadInputException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * One rater's answers on one pair.
 *
 * @param rater a name, 1 to 64 characters
 * @param number which rater, from 0 in the order they came: says which side was which
 * @param pair id
 * @param answers question to answer
 * @param seconds looked at, 0 where unknown
 */
public record Vote(String rater, int number, String pair, Map<Study.Question, Answer> answers, double seconds) {
    /** What was preferred. */
    public enum Answer {
        LEFT,
        RIGHT,
        SAME;

        /** As it stands in files. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws BadInputException for another word */
        public static Answer of(String word) {
            for (Answer a : values()) {
                if (a.word().equals(word)) {
                    return a;
                }
            }
            throw BadInputException.of("answer", "left, right or same", word, "use one of them");
        }
    }

    public Vote {
        if (rater.isBlank() || rater.length() > 64 || number < 0 || !(seconds >= 0)) {
            throw BadInputException.of(
                    "vote", "a rater of 1 to 64 characters", "'" + rater + "'", "give the rater a name");
        }
        answers = answers.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(answers));
    }
}
