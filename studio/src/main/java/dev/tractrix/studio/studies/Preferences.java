// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.studies;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.studio.store.Json;
import dev.tractrix.studio.store.Studies.Vote;
import java.util.List;

/** How often each method was preferred, of the votes on pairs that it was in; "same" is a half for both. */
public final class Preferences {
    /** Normal quantile of a two-sided 95 % interval. */
    private static final double Z = 1.959964;

    private Preferences() {}

    public static ObjectNode of(PairPlan plan, List<Vote> votes) {
        ObjectNode json = Json.object()
                .put("raters", votes.stream().map(Vote::rater).distinct().count())
                .put("votes", votes.size());
        ArrayNode questions = json.putArray("questions");
        for (String question : plan.questions()) {
            ArrayNode methods = questions.addObject().put("question", question).putArray("methods");
            for (String method : plan.methods()) {
                methods.add(method(plan, votes, question, method));
            }
        }
        return json;
    }

    private static ObjectNode method(PairPlan plan, List<Vote> votes, String question, String method) {
        int preferred = 0;
        int same = 0;
        int of = 0;
        for (Vote vote : votes) {
            String answer = vote.answers().path(question).asText("");
            for (PairPlan.Pair pair : plan.pairs()) {
                boolean left = pair.leftMethod().equals(method);
                boolean right = pair.rightMethod().equals(method);
                if (pair.id().equals(vote.pair()) && (left || right) && !answer.isEmpty()) {
                    of++;
                    same += answer.equals("same") ? 1 : 0;
                    preferred += answer.equals(left ? "left" : "right") ? 1 : 0;
                }
            }
        }
        double[] interval = wilson(preferred + same / 2.0, of);
        return Json.object()
                .put("method", method)
                .put("preferred", preferred)
                .put("same", same)
                .put("of", of)
                .put("share", of == 0 ? 0 : (preferred + same / 2.0) / of)
                .put("low", interval[0])
                .put("high", interval[1]);
    }

    /** Wilson's interval of a share (Wilson 1927). */
    static double[] wilson(double successes, int n) {
        if (n == 0) {
            return new double[] {0, 1};
        }
        double p = successes / n;
        double centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
        double half = Z / (1 + Z * Z / n) * Math.sqrt(p * (1 - p) / n + Z * Z / (4.0 * n * n));
        return new double[] {Math.max(0, centre - half), Math.min(1, centre + half)};
    }
}
