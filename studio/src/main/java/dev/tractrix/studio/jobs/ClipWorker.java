// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.jobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.evaluation.Adherence;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.pipeline.Clip;
import dev.tractrix.pipeline.DragModel;
import dev.tractrix.pipeline.DragPipeline;
import dev.tractrix.preflight.Machine;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.SceneWriter;
import dev.tractrix.scene.Settings;
import dev.tractrix.studio.clips.ClipRecords;
import dev.tractrix.studio.clips.FrameArchive;
import dev.tractrix.studio.problem.Problem;
import dev.tractrix.studio.scenes.RunRequest;
import dev.tractrix.studio.scenes.SceneLook;
import dev.tractrix.studio.scenes.WireScenes;
import dev.tractrix.studio.store.Clips;
import dev.tractrix.studio.store.ContentFiles;
import dev.tractrix.studio.store.Events;
import dev.tractrix.studio.store.Images;
import dev.tractrix.studio.store.Job;
import dev.tractrix.studio.store.Jobs;
import dev.tractrix.studio.store.Json;
import dev.tractrix.studio.store.Quota;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one job: plan, device, model, clip, files, and the one transaction that ends it. */
public final class ClipWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClipWorker.class);
    /** A job that took the server down so often is not begun again. */
    private static final int ATTEMPTS = 3;
    /** How long a finished clip waits for a database that is away. */
    private static final long PATIENCE_MILLIS = 600_000;

    private final String name;
    private final Jobs jobs;
    private final Clips clips;
    private final Images images;
    private final Events events;
    private final Quota quota;
    private final ContentFiles files;
    private final WireScenes scenes;
    private final Path previews;
    private final LoadedModel models = new LoadedModel();
    private final Map<String, AtomicBoolean> running = new ConcurrentHashMap<>();
    private final Map<Kind, Map<String, Double>> shares = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    /** Runs whose stages take much the same shares of their time. */
    private record Kind(String model, String preset, Settings.Output output) {
        static Kind of(Job job, LoadedScene loaded, DragModel model) {
            return new Kind(
                    job.model(),
                    job.preset(),
                    model.defaults().output(loaded.scene().settings()));
        }

        Map<String, Double> first() {
            return output == Settings.Output.SOURCE ? StageClock.AT_SOURCE_SIZE : StageClock.AT_NETWORK_SIZE;
        }
    }

    /** What a worker works with. */
    public record Tools(
            Jobs jobs, Clips clips, Images images, Events events, Quota quota, ContentFiles files, WireScenes scenes) {}

    /**
     * @param name of this worker, for the log and other workers
     * @param data the data folder
     */
    public ClipWorker(String name, Tools tools, Path data) {
        this.name = name;
        jobs = tools.jobs();
        clips = tools.clips();
        images = tools.images();
        events = tools.events();
        quota = tools.quota();
        files = tools.files();
        scenes = tools.scenes();
        previews = data.resolve("previews");
        try {
            Files.createDirectories(previews);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The newest step's frames of a job that runs. */
    public Path preview(String job) {
        return previews.resolve(job + ".jpg");
    }

    /** Stops a job that runs here at its next step. */
    public void stop(String job) {
        AtomicBoolean flag = running.get(job);
        if (flag != null) {
            flag.set(true);
        }
    }

    /** Runs a job to its end, whatever that is; returns at once when the job is over already. */
    void run(String id) {
        Job job = jobs.begin(id, name).orElse(null);
        if (job == null) {
            return;
        }
        AtomicBoolean stop = new AtomicBoolean(job.cancelAsked());
        running.put(id, stop);
        try {
            if (job.attempt() > ATTEMPTS) {
                fail(
                        job,
                        Problem.of(
                                500,
                                "crashed",
                                "The server ended while it ran",
                                "begun " + ATTEMPTS
                                        + " times, and each time the server ended before it; try a smaller size or fewer frames"));
            } else {
                generate(job, stop);
            }
        } finally {
            running.remove(id);
            ContentFiles.deleteQuietly(preview(id));
        }
    }

    private void generate(Job job, AtomicBoolean stop) {
        StageClock clock = new StageClock(job.bestOf(), System::nanoTime);
        JobProgress progress = new JobProgress(job, jobs, events, preview(job.id()), clock, stop);
        try {
            RunRequest request =
                    RunRequest.of(Json.object().put("preset", job.preset()).put("model", job.model()), job.seed());
            LoadedScene loaded = scenes.load(job.owner(), job.scene(), request);
            Settings settings = loaded.scene().settings();
            String device = settings.device() == null ? "cpu" : settings.device();
            try (DeviceLock lock = DeviceLock.take(device, stop::get)) {
                // the plan: what would not fit is not begun; the job before has given its memory back by now
                SceneLook.of(loaded, job.model()).report(Machine.now()).requireNoError();
                Best best = best(job, loaded, progress, clock);
                store(job, loaded, best, clock.elapsed(), progress);
            } finally {
                models.release();
            }
        } catch (CancelledException e) {
            cancelled(job, progress);
        } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
            LOG.info("{} failed: {}", job.id(), e.toString());
            fail(job, Problem.of(e));
        }
    }

    /** @param report adherence, with what the other seeds reached */
    private record Best(Clip clip, Long seed, ObjectNode report) {}

    private Best best(Job job, LoadedScene loaded, JobProgress progress, StageClock clock) {
        ArrayNode candidates = Json.array();
        Best best = null;
        double least = Double.POSITIVE_INFINITY;
        int chosen = 0;
        DragModel model = models.open(loaded.scene().settings());
        Kind kind = Kind.of(job, loaded, model);
        clock.begin(shares.getOrDefault(kind, kind.first()));
        for (int i = 0; i < job.bestOf(); i++) {
            clock.next(i);
            Long seed = seed(job, loaded, model, i);
            Settings settings = loaded.scene().settings().toBuilder().seed(seed).build();
            LoadedScene seeded = new LoadedScene(
                    loaded.scene()
                            .withSettings(
                                    job.bestOf() == 1 && job.seed() == null
                                            ? loaded.scene().settings()
                                            : settings),
                    loaded.picture(),
                    loaded.masks(),
                    loaded.warnings());
            Clip clip = new DragPipeline(model).generate(seeded, progress);
            progress.at(StageClock.MEASURE, 0, 1);
            Adherence adherence = Adherence.of(clip);
            ObjectNode report = adherence.json();
            candidates
                    .addObject()
                    .put("seed", seed)
                    .<ObjectNode>set("pathErrorPercent", report.get("meanPathErrorPercent"))
                    .<ObjectNode>set("lockedPsnr", report.get("lockedPsnr"));
            double error = score(adherence);
            if (best == null || error < least) {
                best = new Best(clip, seed, report);
                least = error;
                chosen = i;
            }
        }
        if (job.bestOf() > 1) {
            for (int i = 0; i < candidates.size(); i++) {
                ((ObjectNode) candidates.get(i)).put("chosen", i == chosen);
            }
            best.report.set("candidates", candidates);
        }
        shares.put(kind, clock.measured());
        return best;
    }

    /** The less the better: how far from the asked way; without one, how much of what shall stay has changed. */
    private static double score(Adherence adherence) {
        double path = adherence.meanPathErrorPercent();
        return Double.isFinite(path) ? path : -adherence.lockedPsnr();
    }

    private static Long seed(Job job, LoadedScene loaded, DragModel model, int index) {
        Long own = job.seed() != null ? job.seed() : loaded.scene().settings().latentSeed();
        return (own != null ? own : model.defaults().settings().latentSeed()) + index;
    }

    private void store(Job job, LoadedScene loaded, Best best, double seconds, JobProgress progress) {
        Clip clip = best.clip();
        Path part = files.part(".zip");
        try {
            progress.at("write", 0, 1);
            if (progress.cancelled()) {
                throw new CancelledException("writing the clip");
            }
            FrameArchive.write(clip.frames(), part);
            quota.require(job.owner(), Files.size(part));
            ContentFiles.Stored frames = files.keep(part);
            Images.Image image =
                    images.get(job.owner(), job.scene().path("image").asText());
            Settings own = loaded.scene().settings().toBuilder().model(null).build();
            Settings used = job.seed() == null && job.bestOf() == 1
                    ? own
                    : own.toBuilder().seed(best.seed()).build();
            ObjectNode scene =
                    WireScenes.withIds(SceneWriter.json(loaded.scene().withSettings(used), null), job.scene());
            Clips.Made made = new Clips.Made(
                    image.id(),
                    scene,
                    ClipRecords.portable(clip.recordJson(), job.model(), image.type()),
                    clip.frames().get(0).width(),
                    clip.frames().get(0).height(),
                    clip.frames().size(),
                    clip.fps(),
                    best.seed(),
                    seconds,
                    best.report(),
                    Map.of(Clips.FRAMES, frames));
            if (patiently(() -> clips.finish(job, made)).isEmpty()) {
                LOG.info("{} was ended or taken over meanwhile; this attempt's clip is dropped", job.id());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ContentFiles.deleteQuietly(part);
        }
    }

    /** A stop of the server puts the job back; a user's wish ends it. */
    private void cancelled(Job job, JobProgress progress) {
        boolean asked = jobs.find(job.id()).map(Job::cancelAsked).orElse(true);
        if (stopping && !asked) {
            jobs.putBack(job);
        } else if (!progress.superseded() || asked) {
            patiently(() -> jobs.end(job, Job.State.CANCELLED, null));
        }
    }

    private void fail(Job job, Problem problem) {
        patiently(() -> jobs.end(job, Job.State.FAILED, problem.json()));
    }

    /** What took minutes to make is worth waiting for a database that comes back. */
    private <T> T patiently(java.util.function.Supplier<T> work) {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (true) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                Problem problem = Problem.of(e);
                if (stopping || problem.status() != 503 || System.currentTimeMillis() > end) {
                    throw e;
                }
                LOG.warn("{}; trying again", problem.detail().toLowerCase(Locale.ROOT));
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("waiting for the database");
        }
    }

    /** Asks what runs to stop; what it stops is put back. */
    public void stopAll() {
        stopping = true;
        running.values().forEach(flag -> flag.set(true));
    }

    @Override
    public void close() {
        models.close();
    }
}
