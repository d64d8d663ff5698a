// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.preflight.Report;
import dev.tractrix.studio.StudioOptions;
import dev.tractrix.studio.problem.Problem;
import dev.tractrix.studio.problem.RefusedException;
import dev.tractrix.studio.scenes.RunRequest;
import dev.tractrix.studio.scenes.SceneLook;
import dev.tractrix.studio.scenes.WireScenes;
import dev.tractrix.studio.store.Ids;
import dev.tractrix.studio.store.Job;
import dev.tractrix.studio.store.Jobs;
import dev.tractrix.studio.store.Json;
import dev.tractrix.studio.store.Quota;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The queue. */
final class JobResource {
    private static final int MOST_SEEDS = 32;
    private static final int MOST_OPEN = 100;
    /** A short clip's exact frames; who has not even this much left need not wait for a result. */
    private static final long LEAST_ROOM = 1 << 20;

    private final Workshop shop;
    private final Jobs jobs;
    private final WireScenes scenes;
    private final Quota quota;
    private final StudioOptions.Limits limits;

    JobResource(Workshop shop, StudioOptions.Limits limits) {
        this.shop = shop;
        jobs = shop.jobs();
        scenes = shop.scenes();
        quota = shop.quota();
        this.limits = limits;
    }

    void register(Routes routes) {
        routes.get("/jobs", this::list)
                .post("/jobs", this::add)
                .get("/jobs/{job}", (c, who) -> Bodies.answer(c, jobs.json(get(c, who))))
                .post("/jobs/{job}/cancel", this::cancel)
                .post("/jobs/{job}/retry", this::retry)
                .get("/jobs/{job}/preview", this::preview);
    }

    private Job get(Context context, Caller caller) {
        return jobs.get(caller.user(), context.pathParam("job"));
    }

    private void list(Context context, Caller caller) {
        int limit = Bodies.limit(context);
        List<Job.State> states = states(context.queryParam("state"));
        String project = Optional.ofNullable(context.queryParam("project")).orElse("");
        List<Job> page = jobs.list(caller.user(), states, project, Bodies.before(context), limit);
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("jobs");
        page.forEach(job -> list.add(jobs.json(job)));
        json.put(
                "next",
                page.size() < limit ? null : Long.toString(page.get(limit - 1).seq()));
        Bodies.answer(context, json);
    }

    private static List<Job.State> states(String words) {
        if (words == null || words.isEmpty()) {
            return Arrays.asList(Job.State.values());
        }
        List<Job.State> states = new ArrayList<>();
        for (String word : words.split(",")) {
            states.add(Arrays.stream(Job.State.values())
                    .filter(s -> s.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> BadInputException.of(
                            "state", "queued, running, done, failed or cancelled", word, "use one of them")));
        }
        return states;
    }

    private void add(Context context, Caller caller) {
        ObjectNode body = Bodies.json(context, limits.documentBytes());
        RunRequest request = RunRequest.of(body, null);
        JsonNode scene = SceneLook.scene(body);
        check(caller, scene, request);
        quota.require(caller.user(), LEAST_ROOM);
        String key = context.header("Idempotency-Key");
        if (key != null && key.length() > 100) {
            throw BadInputException.of("Idempotency-Key", "at most 100 characters", key.length() + "", "shorten it");
        }
        String project = Bodies.text(body, "project", 40, "");
        if (!project.isEmpty()) {
            shop.projects().get(caller.user(), project);
        }
        int bestOf = Bodies.whole(body, "bestOf", 1, 1, 16);
        String name = Bodies.text(body, "name", 200, "clip");
        List<Jobs.Request> requests = new ArrayList<>();
        for (Long seed : seeds(body.path("seeds"))) {
            requests.add(new Jobs.Request(
                    name,
                    Ids.isOne("prj", project) ? project : null,
                    scene,
                    request.model(),
                    request.preset().word(),
                    seed,
                    bestOf));
        }
        answer(context, enter(caller, requests, key));
    }

    private List<Job> enter(Caller caller, List<Jobs.Request> requests, String key) {
        int open = jobs.open(caller.user());
        if (open + requests.size() > MOST_OPEN) {
            throw RefusedException.of(
                    429,
                    "too-many-jobs",
                    "Too many jobs",
                    "expected at most " + MOST_OPEN + " that wait or run, got " + (open + requests.size())
                            + "; let some finish");
        }
        List<Job> made = jobs.add(caller.user(), requests, key);
        made.stream().filter(job -> job.state() == Job.State.QUEUED).forEach(shop.queue()::offer);
        return made;
    }

    private void answer(Context context, List<Job> made) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("jobs");
        made.forEach(job -> list.add(jobs.json(job)));
        Bodies.answer(context, 201, json);
    }

    /** What cannot run is told at once, each finding with its place. */
    private void check(Caller caller, JsonNode scene, RunRequest request) {
        SceneLook look = SceneLook.of(scenes.load(caller.user(), scene, request), request.model());
        Report report = look.report(shop.queue().machine());
        if (!report.errors().isEmpty()) {
            String word = report.onlyMemory() ? "not-enough-memory" : "bad-scene";
            Problem problem = Problem.of(
                    422, word, "This scene cannot run", report.errors().get(0).line());
            problem.more().set("findings", look.findings(report.findings()));
            throw new RefusedException(problem);
        }
    }

    private static List<Long> seeds(JsonNode list) {
        List<Long> seeds = new ArrayList<>();
        if (list.isMissingNode() || list.isNull()) {
            seeds.add(null);
            return seeds;
        }
        if (!list.isArray() || list.isEmpty() || list.size() > MOST_SEEDS) {
            throw BadInputException.of("seeds", "1 to " + MOST_SEEDS + " whole numbers", list, "correct them");
        }
        for (JsonNode seed : list) {
            // above 2^53 a browser cannot say which number it means
            if (!seed.canConvertToExactIntegral() || Math.abs(seed.longValue()) > 1L << 53) {
                throw BadInputException.of("seeds", "whole numbers up to 2^53", seed, "correct them");
            }
            seeds.add(seed.longValue());
        }
        return seeds;
    }

    private void cancel(Context context, Caller caller) {
        Job job = jobs.cancel(caller.user(), get(context, caller).id());
        shop.queue().stop(job);
        Bodies.answer(context, jobs.json(job));
    }

    private void retry(Context context, Caller caller) {
        Job job = get(context, caller);
        Jobs.Request again = new Jobs.Request(
                job.name(), job.project(), job.scene(), job.model(), job.preset(), job.seed(), job.bestOf());
        Bodies.answer(
                context, 201, jobs.json(enter(caller, List.of(again), null).get(0)));
    }

    private void preview(Context context, Caller caller) throws IOException {
        Job job = get(context, caller);
        Path file = shop.worker().preview(job.id());
        if (job.preview() == null || !Files.isRegularFile(file)) {
            throw RefusedException.of(404, "not-found", "Not here", "this job has no preview now");
        }
        context.header("Tractrix-Step", Integer.toString(job.preview()))
                .header(
                        "Tractrix-Frames",
                        Integer.toString(job.scene().path("frames").asInt(dev.tractrix.scene.Scene.DEFAULT_FRAMES)))
                .contentType("image/jpeg")
                .result(Files.readAllBytes(file));
    }
}
