// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A clip in a user's history. What is unknown is null.
 *
 * @param seq order of making
 * @param scene that it was made from, ids for files, every setting filled in
 * @param record as {@code RunRecord} has it, ids for files
 * @param seconds that making it took
 * @param report adherence, where it was measured
 * @param bytes of all its files
 */
public record StoredClip(
        long seq,
        String id,
        String owner,
        String name,
        String job,
        String project,
        String image,
        JsonNode scene,
        JsonNode record,
        int width,
        int height,
        int frames,
        double fps,
        Long seed,
        String model,
        String preset,
        double seconds,
        boolean starred,
        JsonNode report,
        long bytes,
        long created,
        Long deleted) {
    static StoredClip of(ResultSet row) throws SQLException {
        String report = row.getString("report");
        return new StoredClip(
                row.getLong("seq"),
                row.getString("id"),
                row.getString("owner"),
                row.getString("name"),
                row.getString("job"),
                row.getString("project"),
                row.getString("image"),
                Json.stored(row.getString("scene")),
                Json.stored(row.getString("record")),
                row.getInt("width"),
                row.getInt("height"),
                row.getInt("frames"),
                row.getDouble("fps"),
                row.getObject("seed") == null ? null : row.getLong("seed"),
                row.getString("model"),
                row.getString("preset"),
                row.getDouble("seconds"),
                row.getBoolean("starred"),
                report == null ? null : Json.stored(report),
                row.getLong("total"),
                row.getLong("created"),
                row.getObject("deleted") == null ? null : row.getLong("deleted"));
    }

    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("id", id)
                .put("name", name)
                .put("job", job)
                .put("project", project)
                .put("image", image)
                .put("width", width)
                .put("height", height)
                .put("frames", frames)
                .put("fps", fps)
                .put("seed", seed)
                .put("model", model)
                .put("preset", preset)
                .put("seconds", Math.round(seconds * 100) / 100.0)
                .put("starred", starred)
                .put("bytes", bytes)
                .put("created", Json.moment(created))
                .put("deleted", Json.moment(deleted));
        json.set("pathErrorPercent", report == null ? null : report.get("meanPathErrorPercent"));
        json.set("lockedPsnr", report == null ? null : report.get("lockedPsnr"));
        return json;
    }
}
