// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.animatic.CompareSheet;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.studio.problem.RefusedException;
import dev.tractrix.studio.scenes.SceneLook;
import dev.tractrix.studio.store.Clips;
import dev.tractrix.studio.store.ContentFiles;
import dev.tractrix.studio.store.Events;
import dev.tractrix.studio.store.Json;
import dev.tractrix.studio.store.MissingException;
import dev.tractrix.studio.store.StoredClip;
import dev.tractrix.studio.store.Studies;
import dev.tractrix.studio.store.Studies.Study;
import dev.tractrix.studio.studies.PairPlan;
import dev.tractrix.studio.studies.Preferences;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Blind studies. */
final class StudyResource {
    private static final int MOST = 4 << 20;
    private static final Set<String> ANSWERS = Set.of("left", "right", "same");

    private final Workshop shop;
    private final Studies studies;
    private final Clips clips;

    StudyResource(Workshop shop) {
        this.shop = shop;
        studies = shop.studies();
        clips = shop.clips();
    }

    void register(Routes routes) {
        routes.get("/studies", this::list)
                .post("/studies", this::add)
                .get("/studies/{study}", (c, who) -> Bodies.answer(c, json(get(c))))
                .delete("/studies/{study}", this::delete)
                .get("/studies/{study}/next", this::next)
                .get("/studies/{study}/pairs/{pair}/{side}", this::side)
                .post("/studies/{study}/votes", this::vote)
                .get("/studies/{study}/results", this::results);
    }

    private Study get(Context context) {
        return studies.get(context.pathParam("study"));
    }

    private ObjectNode json(Study study) {
        PairPlan plan = PairPlan.stored(study.plan());
        ObjectNode json = Json.object()
                .put("id", study.id())
                .put("name", study.name())
                .put("methods", plan.methods().size())
                .put("pairs", plan.pairs().size())
                .put("votes", studies.votes(study).size())
                .put("created", Json.moment(study.created()));
        plan.questions().forEach(json.putArray("questions")::add);
        return json;
    }

    private void list(Context context, Caller caller) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("studies");
        studies.list().forEach(study -> list.add(json(study)));
        Bodies.answer(context, json);
    }

    private void add(Context context, Caller caller) {
        ObjectNode body = Bodies.json(context, MOST);
        PairPlan plan = PairPlan.of(body);
        for (PairPlan.Pair pair : plan.pairs()) {
            for (String clip : List.of(pair.leftClip(), pair.rightClip())) {
                try {
                    clips.get(caller.user(), clip);
                } catch (MissingException e) {
                    throw BadInputException.of("items", "clips of your history", clip, "choose others");
                }
            }
        }
        Study study = studies.add(caller.user(), Bodies.text(body, "name", 200, null), plan.json());
        changed(study);
        Bodies.answer(context, 201, json(study));
    }

    private void changed(Study study) {
        shop.events().publish(Events.EVERYBODY, "study", Json.object().put("id", study.id()));
    }

    private void delete(Context context, Caller caller) {
        Study study = get(context);
        if (!study.owner().equals(caller.user())) {
            throw RefusedException.of(403, "not-yours", "Not yours", "only who made a study deletes it");
        }
        studies.delete(study);
        changed(study);
        context.status(204);
    }

    private static String rater(String name) {
        if (name == null || !name.matches("[\\w .@-]{1,64}")) {
            throw BadInputException.of("rater", "a name of 1 to 64 letters and digits", name, "give yourself one");
        }
        return name;
    }

    private void next(Context context, Caller caller) {
        Study study = get(context);
        String rater = rater(context.queryParam("rater"));
        PairPlan plan = PairPlan.stored(study.plan());
        Set<String> done = studies.votes(study).stream()
                .filter(v -> v.rater().equals(rater))
                .map(Studies.Vote::pair)
                .collect(Collectors.toSet());
        ObjectNode json = Json.object()
                .put("done", done.size() >= plan.pairs().size())
                .put("index", done.size())
                .put("of", plan.pairs().size());
        plan.questions().forEach(json.putArray("questions")::add);
        plan.order(rater).stream()
                .filter(p -> !done.contains(p.id()))
                .findFirst()
                .ifPresent(pair -> {
                    String base = Routes.BASE + "/studies/" + study.id() + "/pairs/" + pair.id() + "/";
                    json.put("pair", pair.id())
                            .put("scene", pair.scene())
                            .put("left", base + "left")
                            .put("right", base + "right")
                            .put("asked", base + "asked");
                });
        Bodies.answer(context, json);
    }

    private PairPlan.Pair pair(PairPlan plan, String id) {
        return plan.pairs().stream()
                .filter(p -> p.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new MissingException("pair " + id));
    }

    private void side(Context context, Caller caller) throws IOException {
        Study study = get(context);
        PairPlan.Pair pair = pair(PairPlan.stored(study.plan()), context.pathParam("pair"));
        String side = context.pathParam("side");
        StoredClip clip = clips.find(side.equals("right") ? pair.rightClip() : pair.leftClip())
                .orElseThrow(() -> new MissingException("clip of pair " + pair.id()));
        switch (side) {
            case "left", "right" -> Bodies.file(context, shop.media().clip(clip, "mp4"), "video/mp4");
            case "asked" -> Bodies.file(context, asked(clip), "image/png");
            default -> throw BadInputException.of("side", "left, right or asked", side, "use one of them");
        }
    }

    /** The picture with the lines that were drawn. */
    private Path asked(StoredClip clip) {
        return shop.derived()
                .get(ContentFiles.sha256("asked " + clip.id()), part -> {
                    SceneLook.Framed framed = shop.media().framed(clip);
                    Picture sheet = CompareSheet.sideBySide(
                                    framed.scene(), framed.motion(), clip.width(), clip.height(), List.of())
                            .get(0);
                    ImageFiles.writePng(sheet, part.resolve("asked.png"));
                })
                .resolve("asked.png");
    }

    private void vote(Context context, Caller caller) {
        Study study = get(context);
        ObjectNode body = Bodies.json(context, MOST);
        PairPlan plan = PairPlan.stored(study.plan());
        PairPlan.Pair pair = pair(plan, Bodies.text(body, "pair", 40, null));
        JsonNode answers = body.path("answers");
        for (String question : plan.questions()) {
            String answer = answers.path(question).asText("");
            if (!ANSWERS.contains(answer)) {
                throw BadInputException.of("answers." + question, "left, right or same", answer, "answer it");
            }
        }
        Double seconds =
                body.path("seconds").isNumber() ? (Double) body.path("seconds").doubleValue() : null;
        studies.vote(study, new Studies.Vote(rater(Bodies.text(body, "rater", 64, null)), pair.id(), answers, seconds));
        changed(study);
        context.status(204);
    }

    private void results(Context context, Caller caller) {
        Study study = get(context);
        Bodies.answer(context, Preferences.of(PairPlan.stored(study.plan()), studies.votes(study)));
    }
}
