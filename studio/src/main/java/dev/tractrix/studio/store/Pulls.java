// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Models that are being fetched, or were. */
public final class Pulls {
    private final Database database;

    public Pulls(Database database) {
        this.database = database;
    }

    /** @param state running, done, failed or cancelled; {@code status} what clients see besides */
    public record Pull(String id, String owner, String state, JsonNode request, ObjectNode status) {
        public ObjectNode json() {
            ObjectNode json = Json.object()
                    .put("id", id)
                    .put("state", state)
                    .put("repository", request.path("repository").asText())
                    .put("into", request.path("into").asText());
            json.setAll(status);
            return json;
        }
    }

    public Pull add(String owner, ObjectNode request) {
        Pull pull = new Pull(Ids.next("pul"), owner, "running", request, Json.object());
        database.write(handle -> handle.createUpdate("insert into pull (id, owner, state, request, status, created)"
                        + " values (:id, :owner, :state, :request, '{}', :now)")
                .bind("id", pull.id())
                .bind("owner", owner)
                .bind("state", pull.state())
                .bind("request", Json.text(request))
                .bind("now", System.currentTimeMillis())
                .execute());
        return pull;
    }

    public void update(Pull pull) {
        database.write(handle -> handle.createUpdate("update pull set state = :state, status = :status where id = :id")
                .bind("state", pull.state())
                .bind("status", Json.text(pull.status()))
                .bind("id", pull.id())
                .execute());
    }

    /** Newest first. */
    public List<Pull> list() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select * from pull order by created desc limit 50")
                        .map((row, context) -> new Pull(
                                row.getString("id"),
                                row.getString("owner"),
                                row.getString("state"),
                                Json.stored(row.getString("request")),
                                (ObjectNode) Json.stored(row.getString("status"))))
                        .list());
    }
}
