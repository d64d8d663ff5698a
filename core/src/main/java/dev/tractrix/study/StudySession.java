// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.study;

import dev.tractrix.fault.BadInputException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A study while people take part in it: the next pair for a rater, their vote, what came of it. */
public final class StudySession {
    private final Study study;
    private final StudyPlan plan;
    private final VoteStore store;

    public StudySession(Study study, VoteStore store) {
        this.study = study;
        this.store = store;
        plan = new StudyPlan(study);
    }

    public Study study() {
        return study;
    }

    /**
     * Where a rater stands.
     *
     * @param pair the next one; null when the rater has seen all
     * @param index how many the rater has voted on
     * @param of how many there are
     */
    public record Next(StudyPlan.Pair pair, int index, int of) {}

    /** The next pair of a rater; who comes again goes on where they stopped. */
    public Next next(String rater) {
        Set<String> voted = store.votes().stream()
                .filter(v -> v.rater().equals(rater))
                .map(Vote::pair)
                .collect(Collectors.toSet());
        return new Next(plan.next(store.number(rater), voted), voted.size(), plan.length());
    }

    /** A pair as a rater sees it: its clips on their sides. */
    public StudyPlan.Pair pair(String rater, String id) {
        return plan.pair(store.number(rater), id);
    }

    /**
     * Takes a vote; a second one on the same pair replaces the first.
     *
     * @throws BadInputException when a question has no answer or one too many, or a tie where none is allowed
     */
    public void vote(String rater, String pair, Map<Study.Question, Vote.Answer> answers, double seconds) {
        plan.pair(store.number(rater), pair);
        if (!answers.keySet().equals(Set.copyOf(study.questions()))) {
            throw BadInputException.of(
                    "vote on " + pair,
                    "an answer to each of " + study.questions(),
                    answers.keySet(),
                    "answer all questions");
        }
        if (!study.ties() && answers.containsValue(Vote.Answer.SAME)) {
            throw BadInputException.of("vote on " + pair, "left or right", "same", "this study allows no ties");
        }
        store.put(new Vote(rater, store.number(rater), pair, answers, seconds));
    }

    /** What came of it so far. */
    public StudyResults results() {
        return StudyResults.of(study, plan, store.votes());
    }
}
