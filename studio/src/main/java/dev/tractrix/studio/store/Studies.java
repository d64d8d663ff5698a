// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.study.Study;
import dev.tractrix.study.StudySession;
import dev.tractrix.study.Vote;
import dev.tractrix.study.VoteStore;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** User studies and their votes. Everybody who is let in may vote; only who made a study may delete it. */
public final class Studies {
    private static final RowMapper<StoredStudy> STUDY = (row, context) -> new StoredStudy(
            row.getString("id"), row.getString("owner"), Study.of(row.getString("plan")), row.getLong("created"));

    private final Database database;

    public Studies(Database database) {
        this.database = database;
    }

    /** A study that somebody made; its clips are called by their ids. */
    public record StoredStudy(String id, String owner, Study study, long created) {}

    public StoredStudy add(String owner, Study study) {
        StoredStudy stored = new StoredStudy(Ids.next("std"), owner, study, System.currentTimeMillis());
        database.write(handle -> handle.createUpdate(
                        "insert into study (id, owner, name, plan, created) values (:id, :owner, :name, :plan, :created)")
                .bind("id", stored.id())
                .bind("owner", owner)
                .bind("name", study.name())
                .bind("plan", study.json())
                .bind("created", stored.created())
                .execute());
        return stored;
    }

    /** Newest first. */
    public List<StoredStudy> list() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select * from study order by created desc")
                        .map(STUDY)
                        .list());
    }

    /** @throws MissingException when there is none */
    public StoredStudy get(String id) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select * from study where id = :id")
                        .bind("id", id)
                        .map(STUDY)
                        .findOne())
                .orElseThrow(() -> new MissingException("study " + id));
    }

    public void delete(StoredStudy study) {
        database.write(handle -> {
            for (String table : List.of("study_vote where study", "study_rater where study", "study where id")) {
                handle.createUpdate("delete from " + table + " = :id")
                        .bind("id", study.id())
                        .execute();
            }
        });
    }

    /** The study as its raters go through it. */
    public StudySession session(StoredStudy study) {
        return new StudySession(study.study(), new Votes(study.id()));
    }

    /** How many votes there are. */
    public int votes(StoredStudy study) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select count(*) from study_vote where study = :id")
                        .bind("id", study.id())
                        .mapTo(Integer.class)
                        .one());
    }

    /** One study's votes. */
    private final class Votes implements VoteStore {
        private final String study;

        private Votes(String study) {
            this.study = study;
        }

        @Override
        public int number(String rater) {
            Optional<Integer> known = database.jdbi().withHandle(handle -> find(handle, rater));
            // two who come at once must not get one number
            return known.orElseGet(() ->
                    database.ordered(handle -> find(handle, rater).orElseGet(() -> enter(handle, rater))));
        }

        private Optional<Integer> find(Handle handle, String rater) {
            return handle.createQuery("select number from study_rater where study = :study and rater = :rater")
                    .bind("study", study)
                    .bind("rater", rater)
                    .mapTo(Integer.class)
                    .findOne();
        }

        private int enter(Handle handle, String rater) {
            int number = handle.createQuery("select count(*) from study_rater where study = :study")
                    .bind("study", study)
                    .mapTo(Integer.class)
                    .one();
            handle.createUpdate("insert into study_rater (study, rater, number) values (:study, :rater, :number)")
                    .bind("study", study)
                    .bind("rater", rater)
                    .bind("number", number)
                    .execute();
            return number;
        }

        @Override
        public void put(Vote vote) {
            ObjectNode answers = Json.object();
            vote.answers().forEach((question, answer) -> answers.put(question.word(), answer.word()));
            database.write(handle -> {
                handle.createUpdate("delete from study_vote where study = :study and rater = :rater and pair = :pair")
                        .bind("study", study)
                        .bind("rater", vote.rater())
                        .bind("pair", vote.pair())
                        .execute();
                handle.createUpdate("""
                                insert into study_vote (study, rater, pair, answers, seconds, created)
                                values (:study, :rater, :pair, :answers, :seconds, :now)
                                """)
                        .bind("study", study)
                        .bind("rater", vote.rater())
                        .bind("pair", vote.pair())
                        .bind("answers", Json.text(answers))
                        .bind("seconds", vote.seconds())
                        .bind("now", System.currentTimeMillis())
                        .execute();
            });
        }

        @Override
        public List<Vote> votes() {
            return database.jdbi()
                    .withHandle(handle -> handle.createQuery("""
                            select v.*, r.number from study_vote v
                            join study_rater r on r.study = v.study and r.rater = v.rater
                            where v.study = :study order by v.created
                            """)
                            .bind("study", study)
                            .map((row, context) -> new Vote(
                                    row.getString("rater"),
                                    row.getInt("number"),
                                    row.getString("pair"),
                                    answers(Json.stored(row.getString("answers"))),
                                    row.getDouble("seconds")))
                            .list());
        }
    }

    /**
     * Answers as they come and are stored: question to left, right or same.
     *
     * @throws dev.tractrix.fault.BadInputException for other words
     */
    public static Map<Study.Question, Vote.Answer> answers(JsonNode json) {
        Map<Study.Question, Vote.Answer> answers = new EnumMap<>(Study.Question.class);
        json.properties()
                .forEach(e -> answers.put(
                        Study.Question.of(e.getKey()),
                        Vote.Answer.of(e.getValue().asText())));
        return answers;
    }
}
