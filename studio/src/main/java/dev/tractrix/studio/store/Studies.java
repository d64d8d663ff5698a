// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** User studies and their votes. Everybody who is let in may vote; only who made a study may delete it. */
public final class Studies {
    private final Database database;

    public Studies(Database database) {
        this.database = database;
    }

    /** @param plan what is compared, as it was made */
    public record Study(String id, String owner, String name, JsonNode plan, long created) {}

    /** @param answers question to left, right or same; {@code seconds} may be null */
    public record Vote(String rater, String pair, JsonNode answers, Double seconds) {}

    public Study add(String owner, String name, JsonNode plan) {
        Study study = new Study(Ids.next("std"), owner, name, plan, System.currentTimeMillis());
        database.write(handle -> handle.createUpdate(
                        "insert into study (id, owner, name, plan, created) values (:id, :owner, :name, :plan, :created)")
                .bind("id", study.id())
                .bind("owner", owner)
                .bind("name", name)
                .bind("plan", Json.text(plan))
                .bind("created", study.created())
                .execute());
        return study;
    }

    public List<Study> list() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select * from study order by created desc")
                        .map((row, context) -> new Study(
                                row.getString("id"),
                                row.getString("owner"),
                                row.getString("name"),
                                Json.stored(row.getString("plan")),
                                row.getLong("created")))
                        .list());
    }

    /** @throws MissingException when there is none */
    public Study get(String id) {
        Optional<Study> found = list().stream().filter(s -> s.id().equals(id)).findFirst();
        return found.orElseThrow(() -> new MissingException("study " + id));
    }

    public void delete(Study study) {
        database.write(handle -> {
            handle.createUpdate("delete from study_vote where study = :id")
                    .bind("id", study.id())
                    .execute();
            handle.createUpdate("delete from study where id = :id")
                    .bind("id", study.id())
                    .execute();
        });
    }

    /** A rater's second vote on a pair replaces the first. */
    public void vote(Study study, Vote vote) {
        database.write(handle -> {
            handle.createUpdate("delete from study_vote where study = :study and rater = :rater and pair = :pair")
                    .bind("study", study.id())
                    .bindMethods(vote)
                    .execute();
            handle.createUpdate("""
                            insert into study_vote (study, rater, pair, answers, seconds, created)
                            values (:study, :rater, :pair, :text, :seconds, :now)
                            """)
                    .bind("study", study.id())
                    .bindMethods(vote)
                    .bind("text", Json.text(vote.answers()))
                    .bind("now", System.currentTimeMillis())
                    .execute();
        });
    }

    /** In the order in which they came. */
    public List<Vote> votes(Study study) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select * from study_vote where study = :id order by created")
                        .bind("id", study.id())
                        .map((row, context) -> new Vote(
                                row.getString("rater"),
                                row.getString("pair"),
                                Json.stored(row.getString("answers")),
                                row.getObject("seconds") == null ? null : row.getDouble("seconds")))
                        .list());
    }
}
