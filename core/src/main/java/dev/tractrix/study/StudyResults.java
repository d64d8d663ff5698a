// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.study;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What came of a study.
 *
 * @param raters who voted at all
 * @param votes counted, repeats and attention checks left out
 * @param leftOut raters who failed the checks, with the reason; their votes do not count
 * @param questions one a question of the study
 * @param rows every vote, for the table
 */
public record StudyResults(
        int raters, int votes, Map<String, String> leftOut, List<OfQuestion> questions, List<Row> rows) {
    /**
     * Answers to one question.
     *
     * @param methods one a method
     * @param krippendorff alpha, see {@link Agreement}; NaN where it cannot be told
     * @param fleiss kappa, likewise
     */
    public record OfQuestion(Study.Question question, List<Share> methods, double krippendorff, double fleiss) {}

    /**
     * How often a method was preferred, as the paper's Figure 8 shows it.
     *
     * @param preferred votes for it
     * @param same ties that it was in
     * @param of votes on pairs that it was in
     * @param share preferred / of, 0..1; NaN without a vote
     * @param low of Wilson's 95 % interval
     * @param high of it
     */
    public record Share(String method, int preferred, int same, int of, double share, double low, double high) {}

    /** One answer. @param preferred a method, or "same" */
    public record Row(
            String rater,
            String pair,
            String scene,
            Study.Question question,
            String left,
            String right,
            Vote.Answer answer,
            String preferred,
            double seconds,
            boolean check,
            boolean counted) {}

    /** Of a rater's checks, the share that may fail. */
    private static final double FORGIVEN = 1.0 / 3;
    /** 97.5th percentile of the standard normal. */
    private static final double Z = 1.959963984540054;

    static StudyResults of(Study study, StudyPlan plan, Collection<Vote> votes) {
        Map<String, String> leftOut = leftOut(study, plan, votes);
        List<Row> rows = new ArrayList<>();
        for (Vote vote : votes) {
            StudyPlan.Pair pair = plan.pair(vote.number(), vote.pair());
            boolean check = pair.repeats() != null || pair.better() != null;
            boolean counted = !check && !leftOut.containsKey(vote.rater());
            vote.answers()
                    .forEach((question, answer) -> rows.add(new Row(
                            vote.rater(),
                            pair.id(),
                            pair.scene(),
                            question,
                            pair.left(),
                            pair.right(),
                            answer,
                            preferred(pair, answer),
                            vote.seconds(),
                            check,
                            counted)));
        }
        List<OfQuestion> questions = new ArrayList<>();
        for (Study.Question question : study.questions()) {
            List<Row> of = rows.stream()
                    .filter(r -> r.counted && r.question == question)
                    .toList();
            Map<String, List<String>> units = new TreeMap<>();
            of.forEach(
                    r -> units.computeIfAbsent(r.pair, k -> new ArrayList<>()).add(r.preferred));
            List<Share> shares = new ArrayList<>();
            TreeSet<String> methods = new TreeSet<>();
            of.forEach(r -> {
                methods.add(r.left);
                methods.add(r.right);
            });
            methods.forEach(m -> shares.add(share(m, of)));
            questions.add(new OfQuestion(
                    question, shares, Agreement.krippendorff(units.values()), Agreement.fleiss(units.values())));
        }
        int raters = (int) votes.stream().map(Vote::rater).distinct().count();
        int counted = (int) rows.stream()
                .filter(r -> r.counted)
                .map(r -> r.rater + "\n" + r.pair)
                .distinct()
                .count();
        return new StudyResults(raters, counted, leftOut, questions, rows);
    }

    private static String preferred(StudyPlan.Pair pair, Vote.Answer answer) {
        return switch (answer) {
            case LEFT -> pair.left();
            case RIGHT -> pair.right();
            case SAME -> "same";
        };
    }

    private static Share share(String method, List<Row> rows) {
        int preferred = 0;
        int same = 0;
        int of = 0;
        for (Row r : rows) {
            if (r.left.equals(method) || r.right.equals(method)) {
                of++;
                preferred += r.preferred.equals(method) ? 1 : 0;
                same += r.answer == Vote.Answer.SAME ? 1 : 0;
            }
        }
        double[] interval = wilson(preferred, of);
        return new Share(
                method, preferred, same, of, of == 0 ? Double.NaN : (double) preferred / of, interval[0], interval[1]);
    }

    /** Wilson's 95 % interval of a share (1927), which stays within 0..1 and holds for few votes. */
    static double[] wilson(int hits, int of) {
        if (of == 0) {
            return new double[] {Double.NaN, Double.NaN};
        }
        double p = (double) hits / of;
        double z2 = Z * Z / of;
        double middle = (p + z2 / 2) / (1 + z2);
        double half = Z / (1 + z2) * Math.sqrt(p * (1 - p) / of + z2 / (4 * of));
        return new double[] {Math.max(0, middle - half), Math.min(1, middle + half)};
    }

    /** Who answered too many repeats otherwise, or preferred what nobody prefers. */
    private static Map<String, String> leftOut(Study study, StudyPlan plan, Collection<Vote> votes) {
        Map<String, Map<String, Vote>> byRater = new LinkedHashMap<>();
        votes.forEach(
                v -> byRater.computeIfAbsent(v.rater(), k -> new HashMap<>()).put(v.pair(), v));
        Map<String, String> out = new LinkedHashMap<>();
        byRater.forEach((rater, own) -> {
            int checks = 0;
            int failed = 0;
            for (Vote vote : own.values()) {
                StudyPlan.Pair pair = plan.pair(vote.number(), vote.pair());
                Vote before = pair.repeats() == null ? null : own.get(pair.repeats());
                StudyPlan.Pair first = before == null ? null : plan.pair(before.number(), before.pair());
                for (Study.Question q : study.questions()) {
                    if (pair.better() != null && q == Study.Question.MOTION) {
                        checks++;
                        failed += preferred(pair, vote.answers().get(q)).equals(pair.better()) ? 0 : 1;
                    } else if (before != null) {
                        checks++;
                        // a tie once and a side once is not a contradiction
                        String then = preferred(first, before.answers().get(q));
                        String now = preferred(pair, vote.answers().get(q));
                        failed += then.equals(now) || then.equals("same") || now.equals("same") ? 0 : 1;
                    }
                }
            }
            if (failed > FORGIVEN * checks) {
                out.put(rater, failed + " of " + checks + " checks failed");
            }
        });
        return out;
    }

    /** For machines. */
    public ObjectNode json() {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("raters", raters).put("votes", votes);
        ObjectNode excluded = out.putObject("leftOut");
        leftOut.forEach(excluded::put);
        ArrayNode list = out.putArray("questions");
        for (OfQuestion of : questions) {
            ObjectNode q = list.addObject().put("question", of.question.word());
            number(q, "krippendorffAlpha", of.krippendorff);
            number(q, "fleissKappa", of.fleiss);
            ArrayNode methods = q.putArray("methods");
            for (Share s : of.methods) {
                ObjectNode m = methods.addObject()
                        .put("method", s.method)
                        .put("preferred", s.preferred)
                        .put("same", s.same)
                        .put("of", s.of);
                number(m, "share", s.share);
                number(m, "low", s.low);
                number(m, "high", s.high);
            }
        }
        return out;
    }

    private static void number(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }

    /** Every answer as a table (RFC 4180), with a heading. */
    public String csv() {
        StringBuilder out =
                new StringBuilder("rater,pair,scene,question,left,right,answer,preferred,seconds,check,counted\r\n");
        for (Row r : rows) {
            out.append(String.join(
                            ",",
                            quoted(r.rater),
                            quoted(r.pair),
                            quoted(r.scene),
                            r.question.word(),
                            quoted(r.left),
                            quoted(r.right),
                            r.answer.word(),
                            quoted(r.preferred),
                            String.format(Locale.ROOT, "%.1f", r.seconds),
                            String.valueOf(r.check),
                            String.valueOf(r.counted)))
                    .append("\r\n");
        }
        return out.toString();
    }

    /** A cell that begins like a formula is kept from being one in a spreadsheet. */
    private static String quoted(String text) {
        String safe = !text.isEmpty() && "=+-@\t".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return "\"" + safe.replace("\"", "\"\"") + "\"";
    }
}
