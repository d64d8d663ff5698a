// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.studio.store.Job.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The users' jobs. A job that is begun has the number of its attempt; only the newest attempt may tell of progress or end
 * it, so a worker that was thought dead and is not cannot end a job a second time.
 */
public final class Jobs {
    private final Database database;
    private final Events events;

    public Jobs(Database database, Events events) {
        this.database = database;
        this.events = events;
    }

    /** What is asked for; {@code seed} and {@code project} may be null. */
    public record Request(
            String name, String project, JsonNode scene, String model, String preset, Long seed, int bestOf) {}

    /**
     * Enters jobs, all or none.
     *
     * @param repeatKey the client's name for this call, or null: the same again gives the same jobs
     */
    public List<Job> add(String owner, List<Request> requests, String repeatKey) {
        List<Job> made = database.ordered(handle -> {
            if (repeatKey != null) {
                List<Job> before = handle.createQuery(
                                "select * from job where owner = :owner and repeat_key = :key order by seq")
                        .bind("owner", owner)
                        .bind("key", repeatKey)
                        .map((row, context) -> Job.of(row))
                        .list();
                if (!before.isEmpty()) {
                    return before;
                }
            }
            List<Job> jobs = new ArrayList<>();
            for (Request request : requests) {
                Job job = insert(handle, owner, request, repeatKey);
                events.write(handle, owner, "job", job.json(position(handle, job)));
                jobs.add(job);
            }
            return jobs;
        });
        events.wake();
        return made;
    }

    private static Job insert(Handle handle, String owner, Request request, String repeatKey) {
        String id = Ids.next("job");
        handle.createUpdate("""
                        insert into job (id, owner, state, name, project, request, model, preset, seed, best_of, repeat_key,
                            progress, attempt, warnings, cancel_asked, created)
                        values (:id, :owner, 'queued', :name, :project, :request, :model, :preset, :seed, :bestOf, :key,
                            0, 0, '[]', false, :now)
                        """)
                .bind("id", id)
                .bind("owner", owner)
                .bind("name", request.name())
                .bind("project", request.project())
                .bind("request", Json.text(request.scene()))
                .bind("model", request.model())
                .bind("preset", request.preset())
                .bind("seed", request.seed())
                .bind("bestOf", request.bestOf())
                .bind("key", repeatKey)
                .bind("now", System.currentTimeMillis())
                .execute();
        return find(handle, id).orElseThrow();
    }

    private static Optional<Job> find(Handle handle, String id) {
        return handle.createQuery("select * from job where id = :id")
                .bind("id", id)
                .map((row, context) -> Job.of(row))
                .findOne();
    }

    /** Any user's. */
    public Optional<Job> find(String id) {
        return database.jdbi().withHandle(handle -> find(handle, id));
    }

    /** @throws MissingException when the user has no such job */
    public Job get(String owner, String id) {
        return find(id).filter(job -> job.owner().equals(owner)).orElseThrow(() -> new MissingException("job " + id));
    }

    /** Newest first, older than {@code before}. */
    public List<Job> list(String owner, List<State> states, String project, long before, int limit) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                                select * from job where owner = :owner and seq < :before and state in (<states>)
                                and (:project = '' or project = :project) order by seq desc limit :limit
                                """)
                        .bind("owner", owner)
                        .bind("before", before)
                        .bindList("states", states.stream().map(State::word).toList())
                        .bind("project", project)
                        .bind("limit", limit)
                        .map((row, context) -> Job.of(row))
                        .list());
    }

    /** As clients see it, its place in the queue included. */
    public ObjectNode json(Job job) {
        return job.json(database.jdbi().withHandle(handle -> position(handle, job)));
    }

    private static Integer position(Handle handle, Job job) {
        if (job.state() != State.QUEUED) {
            return null;
        }
        return handle.createQuery("select count(*) from job where state = 'queued' and seq < :seq")
                .bind("seq", job.seq())
                .mapTo(Integer.class)
                .one();
    }

    public int count(State state) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select count(*) from job where state = :state")
                        .bind("state", state.word())
                        .mapTo(Integer.class)
                        .one());
    }

    /** How many of a user's jobs are not over. */
    public int open(String owner) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "select count(*) from job where owner = :owner and state in ('queued', 'running')")
                        .bind("owner", owner)
                        .mapTo(Integer.class)
                        .one());
    }

    /** All that wait, oldest first. */
    public List<Job> queued() {
        return list(State.QUEUED);
    }

    /**
     * A worker takes it.
     *
     * @return the job with the number of this attempt; empty when it is over
     */
    public Optional<Job> begin(String id, String worker) {
        return change(id, """
                update job set state = 'running', attempt = attempt + 1, worker = :worker, started = :now, progress = 0,
                    stage = null, stage_done = null, stage_total = null, seconds_left = null, preview = null, warnings = '[]'
                where id = :id and state in ('queued', 'running')
                """, update -> update.bind("worker", worker).bind("now", System.currentTimeMillis()));
    }

    /** What a worker tells while it goes on; {@code secondsLeft} may be null. */
    public record Told(
            double progress,
            String stage,
            int done,
            int total,
            Double secondsLeft,
            Integer preview,
            JsonNode warnings) {}

    /** @return the job as it is now; empty when the attempt is not the newest any more, or the job is over: stop */
    public Optional<Job> tell(Job job, Told told) {
        return change(
                job.id(),
                """
                update job set progress = :progress, stage = :stage, stage_done = :done, stage_total = :total,
                    seconds_left = :left, preview = :preview, warnings = :warnings
                where id = :id and state = 'running' and attempt = :attempt
                """,
                update -> update.bind("progress", told.progress())
                        .bind("stage", told.stage())
                        .bind("done", told.done())
                        .bind("total", told.total())
                        .bind("left", told.secondsLeft())
                        .bind("preview", told.preview())
                        .bind("warnings", Json.text(told.warnings()))
                        .bind("attempt", job.attempt()));
    }

    /** Ends a job without a clip. False when this attempt is not the newest any more. */
    public boolean end(Job job, State state, JsonNode problem) {
        return change(
                        job.id(),
                        """
                update job set state = :state, problem = :problem, finished = :now, seconds_left = null
                where id = :id and state = 'running' and attempt = :attempt
                """,
                        update -> update.bind("state", state.word())
                                .bind("problem", problem == null ? null : Json.text(problem))
                                .bind("now", System.currentTimeMillis())
                                .bind("attempt", job.attempt()))
                .isPresent();
    }

    /** After a start: what ran when the process before ended waits again; its attempts stay counted. */
    public void requeueAll() {
        for (Job job : list(State.RUNNING)) {
            change(job.id(), """
                    update job set state = 'queued', progress = 0, stage = null, seconds_left = null
                    where id = :id and state = 'running'
                    """, update -> update);
        }
    }

    private List<Job> list(State state) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select * from job where state = :state order by seq")
                        .bind("state", state.word())
                        .map((row, context) -> Job.of(row))
                        .list());
    }

    /** Back into the queue, for the server stops. */
    public void putBack(Job job) {
        change(job.id(), """
                update job set state = 'queued', progress = 0, stage = null, seconds_left = null, attempt = attempt - 1
                where id = :id and state = 'running' and attempt = :attempt
                """, update -> update.bind("attempt", job.attempt()));
    }

    /**
     * Ends a job with its clip, within the transaction that enters the clip.
     *
     * @return false when this attempt is not the newest any more: then the transaction must not go through
     */
    boolean finish(Handle handle, Job job, String clip) {
        int done = handle.createUpdate("""
                        update job set state = 'done', clip = :clip, progress = 1, seconds_left = 0, finished = :now
                        where id = :id and state = 'running' and attempt = :attempt
                        """)
                .bind("clip", clip)
                .bind("now", System.currentTimeMillis())
                .bind("id", job.id())
                .bind("attempt", job.attempt())
                .execute();
        if (done == 1) {
            Job now = find(handle, job.id()).orElseThrow();
            events.write(handle, now.owner(), "job", now.json(null));
        }
        return done == 1;
    }

    /** One that waits is cancelled at once; one that runs is asked to stop. */
    public Job cancel(String owner, String id) {
        Job job = get(owner, id);
        if (job.state().over()) {
            throw new ConflictException(
                    "job " + id + ": expected one that waits or runs, got one that is "
                            + job.state().word() + "; there is nothing to cancel",
                    job.attempt());
        }
        change(id, """
                update job set cancel_asked = true,
                    state = case when state = 'queued' then 'cancelled' else state end,
                    finished = case when state = 'queued' then :now else finished end
                where id = :id and state in ('queued', 'running')
                """, update -> update.bind("now", System.currentTimeMillis()));
        return get(owner, id);
    }

    private Optional<Job> change(
            String id, String sql, java.util.function.UnaryOperator<org.jdbi.v3.core.statement.Update> bind) {
        Optional<Job> changed = database.ordered(handle -> {
            if (bind.apply(handle.createUpdate(sql).bind("id", id)).execute() == 0) {
                return Optional.empty();
            }
            Job now = find(handle, id).orElseThrow();
            events.write(handle, now.owner(), "job", now.json(position(handle, now)));
            return Optional.of(now);
        });
        events.wake();
        return changed;
    }
}
