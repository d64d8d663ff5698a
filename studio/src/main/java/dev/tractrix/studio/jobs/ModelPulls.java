// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.models.ModelPull;
import dev.tractrix.models.ModelStore;
import dev.tractrix.studio.problem.Problem;
import dev.tractrix.studio.store.Events;
import dev.tractrix.studio.store.Json;
import dev.tractrix.studio.store.MissingException;
import dev.tractrix.studio.store.Pulls;
import dev.tractrix.studio.store.Pulls.Pull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Fetches models, one at a time. A pull that the end of the server cut off goes on when it starts again. */
public final class ModelPulls implements AutoCloseable {
    private static final long PAUSE_NANOS = 500_000_000L;

    private final Pulls pulls;
    private final Events events;
    private final ExecutorService thread;
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    public ModelPulls(Pulls pulls, Events events) {
        this.pulls = pulls;
        this.events = events;
        thread = Executors.newSingleThreadExecutor(work -> {
            Thread t = new Thread(work, "model-pull");
            t.setDaemon(true);
            return t;
        });
    }

    /** Goes on with what the end of the server cut off. */
    public void resume() {
        pulls.list().stream()
                .filter(pull -> pull.state().equals("running"))
                .forEach(pull -> thread.execute(() -> run(pull)));
    }

    public List<Pull> list() {
        return pulls.list();
    }

    /**
     * Begins one.
     *
     * @param request repository, revision, folders, half and into, as the contract has it
     */
    public Pull begin(String owner, ObjectNode request) {
        String repository = request.path("repository").asText();
        requireName("repository", repository, "[A-Za-z0-9._-]+/[A-Za-z0-9._-]+");
        if (!request.has("into")) {
            request.put("into", repository.replace("/", "--"));
        }
        requireName(
                "into", request.path("into").asText(), "[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)?");
        Pull pull = pulls.add(owner, request);
        thread.execute(() -> run(pull));
        return pull;
    }

    private static void requireName(String what, String value, String form) {
        if (!value.matches(form) || value.contains("..")) {
            throw BadInputException.of(what, "a name like owner/model", value, "check it");
        }
    }

    public void cancel(String id) {
        if (pulls.list().stream().noneMatch(pull -> pull.id().equals(id))) {
            throw new MissingException("pull " + id);
        }
        cancelled.add(id);
    }

    private void run(Pull pull) {
        ObjectNode status = Json.object();
        String state = "done";
        try {
            fetch(pull, status);
        } catch (CancelledException e) {
            state = closing ? "running" : "cancelled";
        } catch (RuntimeException e) {
            state = "failed";
            status.set("problem", Problem.of(e).json());
        }
        if (!closing) {
            tell(new Pull(pull.id(), pull.owner(), state, pull.request(), status));
        }
    }

    private void fetch(Pull pull, ObjectNode status) {
        JsonNode request = pull.request();
        String mirror = System.getProperty("tractrix.models.mirror");
        String token = System.getenv("HF_TOKEN");
        ModelPull source = new ModelPull(
                mirror == null
                        ? ModelPull.Server.huggingFace(token)
                        : new ModelPull.Server(URI.create(mirror), token, Duration.ofSeconds(60)));
        String repository = request.path("repository").asText();
        String revision = request.path("revision").asText("main");
        Set<String> folders = new HashSet<>();
        request.path("folders").forEach(f -> folders.add(f.asText()));
        List<String> chosen = ModelPull.choose(
                source.list(repository, revision), request.path("half").asBoolean(), folders);
        if (chosen.isEmpty()) {
            throw new BadInputException(repository + ": nothing in it that a model is loaded from; check the name");
        }
        Path into = ModelStore.folder().resolve(request.path("into").asText());
        status.put("filesTotal", chosen.size());
        long[] told = {0};
        for (int i = 0; i < chosen.size(); i++) {
            status.put("file", chosen.get(i)).put("filesDone", i);
            source.pull(repository, revision, chosen.get(i), into, null, (name, done, total) -> {
                if (closing || cancelled.contains(pull.id())) {
                    throw new CancelledException(name);
                }
                status.put("doneBytes", done).put("totalBytes", total < 0 ? null : (Long) total);
                if (System.nanoTime() - told[0] > PAUSE_NANOS) {
                    told[0] = System.nanoTime();
                    tell(new Pull(pull.id(), pull.owner(), "running", request, status));
                }
            });
        }
        status.put("filesDone", chosen.size());
    }

    private void tell(Pull pull) {
        pulls.update(pull);
        events.publish(Events.EVERYBODY, "model", pull.json());
    }

    @Override
    public void close() {
        closing = true;
        thread.shutdown();
    }
}
