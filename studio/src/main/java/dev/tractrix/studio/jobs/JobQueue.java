// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.jobs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.AutodetectJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.tractrix.preflight.Machine;
import dev.tractrix.studio.store.Database;
import dev.tractrix.studio.store.Job;
import dev.tractrix.studio.store.Jobs;
import java.time.Duration;
import java.time.Instant;

/**
 * The queue, by db-scheduler: one task a job, in a table of the database. A worker that takes a task keeps its heart
 * beating; the task of one whose heart stopped goes to another. A job's own row says what it is; the task only says that
 * somebody must look at it, so a task too many does no harm, and one too few is made again by {@link #catchUp}.
 */
public final class JobQueue implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    /** Four beats: a worker on another machine is thought dead after 20 s. */
    private static final int MISSED = 4;

    private final Database database;
    private final Jobs jobs;
    private final ClipWorker worker;
    private final OneTimeTask<Void> task;
    private final Scheduler scheduler;
    private final boolean working;

    /** @param working false where this process only serves, and others work */
    public JobQueue(Database database, Jobs jobs, ClipWorker worker, String name, boolean working) {
        this.database = database;
        this.jobs = jobs;
        this.worker = worker;
        this.working = working;
        task = Tasks.oneTime("clip")
                .onFailure(new FailureHandler.OnFailureRetryLater<>(Duration.ofSeconds(5)))
                .onDeadExecutionRevive()
                .execute((instance, context) -> worker.run(instance.getId()));
        scheduler = Scheduler.create(database.source(), task)
                .schedulerName(new SchedulerName.Fixed(name))
                .jdbcCustomization(
                        database.embedded()
                                ? new DefaultJdbcCustomization(false)
                                : new AutodetectJdbcCustomization(database.source()))
                .threads(1)
                .pollingInterval(POLL)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED)
                .enableImmediateExecution()
                .shutdownMaxWait(Duration.ofSeconds(10))
                .build();
    }

    /** Begins to work. */
    public void start() {
        if (database.embedded()) {
            // nobody else has this file open, so whoever had taken a task is gone
            database.jdbi()
                    .useHandle(handle -> handle.createUpdate(
                                    "update scheduled_tasks set picked = false, picked_by = null, last_heartbeat = null where picked")
                            .execute());
            jobs.requeueAll();
        }
        catchUp();
        if (working) {
            scheduler.start();
        }
    }

    /** A job is there. */
    public void offer(Job job) {
        scheduler.scheduleIfNotExists(task.instance(job.id()), Instant.ofEpochMilli(job.created()));
    }

    /** Tasks for jobs that wait without one: the process may have ended between the two. */
    public void catchUp() {
        jobs.queued().forEach(this::offer);
    }

    /** What a job will find that is asked for now: one that still runs gives its memory back before the next begins. */
    public Machine machine() {
        return jobs.count(Job.State.RUNNING) > 0 ? Machine.now().idle() : Machine.now();
    }

    /** Stops a job that runs in this process. */
    public void stop(Job job) {
        worker.stop(job.id());
    }

    @Override
    public void close() {
        worker.stopAll();
        scheduler.stop();
        worker.close();
    }
}
