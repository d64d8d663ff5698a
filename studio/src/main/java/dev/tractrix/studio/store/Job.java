// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

/**
 * A scene on its way to a clip. What is unknown is null.
 *
 * @param seq order of arrival
 * @param scene as it came over the wire, ids for files
 * @param attempt how often it was begun
 * @param problem why it failed, as clients get it
 */
public record Job(
        long seq,
        String id,
        String owner,
        State state,
        String name,
        String project,
        JsonNode scene,
        String model,
        String preset,
        Long seed,
        int bestOf,
        double progress,
        String stage,
        Integer stageDone,
        Integer stageTotal,
        Double secondsLeft,
        int attempt,
        Integer preview,
        JsonNode warnings,
        String clip,
        JsonNode problem,
        boolean cancelAsked,
        long created,
        Long started,
        Long finished) {
    /** Where it stands. */
    public enum State {
        QUEUED,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it stays so. */
        public boolean over() {
            return this == DONE || this == FAILED || this == CANCELLED;
        }
    }

    static Job of(ResultSet row) throws SQLException {
        String problem = row.getString("problem");
        return new Job(
                row.getLong("seq"),
                row.getString("id"),
                row.getString("owner"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("name"),
                row.getString("project"),
                Json.stored(row.getString("request")),
                row.getString("model"),
                row.getString("preset"),
                number(row, "seed"),
                row.getInt("best_of"),
                row.getDouble("progress"),
                row.getString("stage"),
                whole(row, "stage_done"),
                whole(row, "stage_total"),
                row.getObject("seconds_left") == null ? null : row.getDouble("seconds_left"),
                row.getInt("attempt"),
                whole(row, "preview"),
                Json.stored(row.getString("warnings")),
                row.getString("clip"),
                problem == null ? null : Json.stored(problem),
                row.getBoolean("cancel_asked"),
                row.getLong("created"),
                number(row, "started"),
                number(row, "finished"));
    }

    private static Long number(ResultSet row, String column) throws SQLException {
        return row.getObject(column) == null ? null : row.getLong(column);
    }

    private static Integer whole(ResultSet row, String column) throws SQLException {
        return row.getObject(column) == null ? null : row.getInt(column);
    }

    /** @param position 0 is next; null unless queued */
    public ObjectNode json(Integer position) {
        ObjectNode json = Json.object()
                .put("id", id)
                .put("state", state.word())
                .put("name", name)
                .put("project", project)
                .put("model", model)
                .put("preset", preset)
                .put("seed", seed)
                .put("bestOf", bestOf)
                .put("position", position)
                .put("progress", Math.round(progress * 1000) / 1000.0)
                .put("stage", stage)
                .put("stageDone", stageDone)
                .put("stageTotal", stageTotal)
                .put("secondsLeft", secondsLeft == null ? null : (Double) (Math.round(secondsLeft * 10) / 10.0))
                .put("attempt", attempt)
                .put("preview", preview)
                .put("clip", clip)
                .put("cancelAsked", cancelAsked)
                .put("created", Json.moment(created))
                .put("started", Json.moment(started))
                .put("finished", Json.moment(finished));
        json.set("warnings", warnings);
        json.set("problem", problem);
        return json;
    }
}
