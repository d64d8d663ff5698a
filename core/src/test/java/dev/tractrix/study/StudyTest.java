// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.study.Study.Question;
import dev.tractrix.study.Vote.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyTest {
    private static final List<Question> BOTH = List.of(Question.MOTION, Question.QUALITY);

    @TempDir
    private Path folder;

    private static Study study(int scenes, int repeats) {
        List<Study.Item> items = new ArrayList<>();
        for (int i = 0; i < scenes; i++) {
            items.add(new Study.Item(
                    "scene-" + i, "", Map.of("ours", "a" + i + ".mp4", "theirs", "b" + i + ".mp4"), null));
        }
        return new Study("test", 5, BOTH, true, repeats, items);
    }

    @Test
    void whatOneRaterSeesOnTheLeftTheNextSeesOnTheRight() {
        StudyPlan plan = new StudyPlan(study(30, 0));
        List<StudyPlan.Pair> first = plan.of(0);
        assertThat(first).hasSize(30);
        long ours = first.stream().filter(p -> p.left().equals("ours")).count();
        assertThat(ours).isEqualTo(15);
        for (StudyPlan.Pair p : plan.of(1)) {
            StudyPlan.Pair other = first.stream()
                    .filter(q -> q.id().equals(p.id()))
                    .findFirst()
                    .orElseThrow();
            assertThat(p.left()).isEqualTo(other.right());
            assertThat(p.leftClip()).isEqualTo(other.rightClip());
        }
        assertThat(ids(plan.of(1))).isNotEqualTo(ids(first)).hasSameElementsAs(ids(first));
        assertThat(plan.of(0)).isEqualTo(first);
        assertThat(plan.of(2)).isNotEqualTo(first);
        assertThat(ids(first)).noneMatch(id -> id.contains("ours") || id.contains("theirs"));
    }

    @Test
    void repeatsComeLaterWithTheSidesExchanged() {
        List<StudyPlan.Pair> pairs = new StudyPlan(study(10, 3)).of(4);
        assertThat(pairs).hasSize(13);
        Set<String> seen = new HashSet<>();
        for (StudyPlan.Pair p : pairs) {
            if (p.repeats() != null) {
                assertThat(seen).contains(p.repeats());
                StudyPlan.Pair first = pairs.stream()
                        .filter(q -> q.id().equals(p.repeats()))
                        .findFirst()
                        .orElseThrow();
                assertThat(p.left()).isEqualTo(first.right());
            }
            seen.add(p.id());
        }
    }

    @Test
    void aRaterWhoComesAgainGoesOnAndPreferencesAreCountedBySystem() {
        Path file = folder.resolve("votes.jsonl");
        StudySession session = new StudySession(study(8, 0), new FileVotes(file));
        for (String rater : List.of("ann", "bob", "cat")) {
            for (StudySession.Next next = session.next(rater); next.pair() != null; next = session.next(rater)) {
                boolean cat = rater.equals("cat");
                Answer ours = next.pair().left().equals("ours") ? Answer.LEFT : Answer.RIGHT;
                session.vote(
                        rater,
                        next.pair().id(),
                        Map.of(Question.MOTION, ours, Question.QUALITY, cat ? Answer.SAME : ours),
                        2);
                if (cat && next.index() == 3) {
                    // another process takes over
                    session = new StudySession(study(8, 0), new FileVotes(file));
                }
            }
        }
        StudyResults results = session.results();
        assertThat(results.raters()).isEqualTo(3);
        assertThat(results.votes()).isEqualTo(24);
        StudyResults.Share motion = share(results, 0, "ours");
        assertThat(motion.preferred()).isEqualTo(24);
        // Wilson 1927 for 24 of 24: 1 / (1 + 1.96^2 / 24)
        assertThat(motion.low()).isCloseTo(0.862, within(0.001));
        assertThat(share(results, 0, "theirs").preferred()).isZero();
        assertThat(share(results, 1, "ours").preferred()).isEqualTo(16);
        assertThat(share(results, 1, "ours").same()).isEqualTo(8);
        assertThat(results.csv().lines()).hasSize(1 + 48);
        assertThat(results.json().at("/questions/0/methods/0/share").asDouble()).isEqualTo(1);
    }

    @Test
    void whoDoesNotLookIsLeftOut() {
        StudySession session = new StudySession(study(9, 4), new FileVotes(folder.resolve("v")));
        for (String rater : List.of("looks", "always-left")) {
            for (StudySession.Next next = session.next(rater); next.pair() != null; next = session.next(rater)) {
                Answer ours = next.pair().left().equals("ours") ? Answer.LEFT : Answer.RIGHT;
                Answer answer = rater.equals("looks") ? ours : Answer.LEFT;
                session.vote(rater, next.pair().id(), Map.of(Question.MOTION, answer, Question.QUALITY, answer), 1);
            }
        }
        assertThat(session.results().leftOut()).containsOnlyKeys("always-left");
        assertThat(share(session.results(), 0, "ours").of()).isEqualTo(9);
    }

    /** Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", C: nominal data, any number of observers. */
    @Test
    void krippendorffsOwnExample() {
        List<List<String>> units = List.of(
                List.of("1", "1", "1"),
                List.of("2", "2", "3", "2"),
                List.of("3", "3", "3", "3"),
                List.of("3", "3", "3", "3"),
                List.of("2", "2", "2", "2"),
                List.of("1", "2", "3", "4"),
                List.of("4", "4", "4", "4"),
                List.of("1", "1", "2", "1"),
                List.of("2", "2", "2", "2"),
                List.of("5", "5", "5"),
                List.of("1", "1"),
                List.of("3"));
        assertThat(Agreement.krippendorff(units)).isCloseTo(0.743, within(0.0005));
    }

    /** Two units, three raters, by hand: P = (1/3 + 1) / 2, chance = (4/6)^2 + (2/6)^2. */
    @Test
    void fleissByHand() {
        List<List<String>> units = List.of(List.of("a", "a", "b"), List.of("a", "a", "a"));
        double observed = (1.0 / 3 + 1) / 2;
        double chance = 25.0 / 36 + 1.0 / 36;
        assertThat(Agreement.fleiss(units)).isCloseTo((observed - chance) / (1 - chance), within(1e-12));
        assertThat(Agreement.fleiss(List.of(List.of("a"), List.of("a", "b")))).isNaN();
    }

    @Test
    void badInputIsNamed() throws Exception {
        StudySession session = new StudySession(study(2, 0), new FileVotes(folder.resolve("v")));
        assertThatThrownBy(() -> session.vote("ann", "pair-9", Map.of(), 0)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> session.vote("ann", "pair-1", Map.of(Question.MOTION, Answer.LEFT), 0))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("answer");
        assertThatThrownBy(() -> new Study.Item("s", "", Map.of("one", "a.mp4"), null))
                .isInstanceOf(BadInputException.class);
        assertThat(Study.of(study(3, 1).json())).isEqualTo(study(3, 1));
        assertThatThrownBy(() -> Study.of("{}")).isInstanceOf(BadInputException.class);
        Path torn = Files.writeString(folder.resolve("torn"), "{\"rater\": \"ann\", \"number\": 0}\n{\"rater\": \"bo");
        assertThat(new FileVotes(torn).votes()).isEmpty();
        Path damaged = Files.writeString(folder.resolve("damaged"), "{\"rater\n{\"rater\": \"bob\", \"number\": 0}\n");
        assertThatThrownBy(() -> new FileVotes(damaged)).hasMessageContaining("line 1");
    }

    private static StudyResults.Share share(StudyResults results, int question, String method) {
        return results.questions().get(question).methods().stream()
                .filter(s -> s.method().equals(method))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> ids(List<StudyPlan.Pair> pairs) {
        return pairs.stream().map(StudyPlan.Pair::id).toList();
    }
}
