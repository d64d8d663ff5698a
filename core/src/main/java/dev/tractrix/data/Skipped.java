// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import java.util.LinkedHashMap;
import java.util.Map;

/** What was left out of a data set and why: each thing once, counted, in the order found. Safe for several threads. */
public final class Skipped {
    private final Map<String, String> reasons = new LinkedHashMap<>();

    /**
     * Notes one thing.
     *
     * @return whether it is new
     */
    public synchronized boolean add(String what, String why) {
        return reasons.putIfAbsent(what, why) == null;
    }

    public synchronized int count() {
        return reasons.size();
    }

    /** What and why, a copy. */
    public synchronized Map<String, String> reasons() {
        return new LinkedHashMap<>(reasons);
    }

    /** One line: how many, and the first three with their reasons. */
    public synchronized String summary() {
        if (reasons.isEmpty()) {
            return "nothing skipped";
        }
        StringBuilder out = new StringBuilder("skipped " + reasons.size() + ": ");
        int n = 0;
        for (Map.Entry<String, String> e : reasons.entrySet()) {
            if (n == 3) {
                out.append(", ...");
                break;
            }
            out.append(n++ == 0 ? "" : ", ")
                    .append(e.getKey())
                    .append(" (")
                    .append(e.getValue())
                    .append(')');
        }
        return out.toString();
    }
}
