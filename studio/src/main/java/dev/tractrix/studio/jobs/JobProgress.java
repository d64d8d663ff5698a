// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.jobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.pipeline.Progress;
import dev.tractrix.studio.problem.Problem;
import dev.tractrix.studio.scenes.Strips;
import dev.tractrix.studio.store.Events;
import dev.tractrix.studio.store.Job;
import dev.tractrix.studio.store.Jobs;
import dev.tractrix.studio.store.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a running job tells: into the database a few times a second, and so to every page that watches. */
final class JobProgress implements Progress {
    private static final Logger LOG = LoggerFactory.getLogger(JobProgress.class);
    private static final long PAUSE_NANOS = 250_000_000L;
    private static final float PREVIEW_QUALITY = 0.85f;

    private final Job job;
    private final Jobs jobs;
    private final Events events;
    private final Path preview;
    private final StageClock clock;
    private final AtomicBoolean stop;
    private final ArrayNode warnings = Json.array();
    private Integer previewStep;
    private String stage = "";
    private long told;
    private boolean superseded;

    /**
     * @param preview file of the newest step's frames
     * @param stop set by whoever wants the job to end
     */
    JobProgress(Job job, Jobs jobs, Events events, Path preview, StageClock clock, AtomicBoolean stop) {
        this.job = job;
        this.jobs = jobs;
        this.events = events;
        this.preview = preview;
        this.clock = clock;
        this.stop = stop;
    }

    @Override
    public void at(String name, int done, int total) {
        double progress = clock.at(name, done, total);
        long now = System.nanoTime();
        boolean fresh = !name.equals(stage);
        if (!fresh && done < total && now - told < PAUSE_NANOS) {
            return;
        }
        stage = name;
        told = now;
        try {
            Optional<Job> current = jobs.tell(
                    job, new Jobs.Told(progress, name, done, total, clock.secondsLeft(), previewStep, warnings));
            superseded = current.isEmpty();
            if (superseded || current.get().cancelAsked()) {
                stop.set(true);
            }
        } catch (RuntimeException e) {
            // the database may be away for a while: the work goes on, and its end is told when it is back
            LOG.warn("progress of {} is not told: {}", job.id(), Problem.of(e).detail());
        }
    }

    @Override
    public void preview(int step, int steps, Supplier<List<Picture>> frames) {
        try {
            List<Picture> small = frames.get();
            ImageFiles.writeJpeg(Strips.of(small, small.size()), preview, PREVIEW_QUALITY);
            previewStep = step;
            events.publish(
                    job.owner(),
                    "preview",
                    Json.object()
                            .put("job", job.id())
                            .put("step", step)
                            .put("steps", steps)
                            .put("frames", small.size()));
        } catch (RuntimeException e) {
            LOG.warn("no preview of {}: {}", job.id(), Problem.of(e).detail());
        }
    }

    @Override
    public void warning(String text) {
        warnings.add(text);
    }

    @Override
    public boolean cancelled() {
        return stop.get();
    }

    /** Whether another worker has taken the job over, or it was ended. */
    boolean superseded() {
        return superseded;
    }
}
