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
import dev.tractrix.studio.store.Studies.StoredStudy;
import dev.tractrix.study.Study;
import dev.tractrix.study.StudyPlan;
import dev.tractrix.study.StudySession;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Blind studies: {@link Study} over HTTP, with the history's clips. */
final class StudyResource {
    private static final int MOST = 4 << 20;
    private static final int MOST_PAIRS = 10_000;

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
                .get("/studies/{study}/votes", this::votes)
                .post("/studies/{study}/votes", this::vote)
                .get("/studies/{study}/results", this::results);
    }

    private StoredStudy get(Context context) {
        return studies.get(context.pathParam("study"));
    }

    private ObjectNode json(StoredStudy stored) {
        Study study = stored.study();
        ObjectNode json = Json.object()
                .put("id", stored.id())
                .put("name", study.name())
                .put("methods", study.methods().size())
                .put("pairs", new StudyPlan(study).length())
                .put("votes", studies.votes(stored))
                .put("created", Json.moment(stored.created()));
        questions(study, json);
        return json;
    }

    private static void questions(Study study, ObjectNode json) {
        ArrayNode questions = json.putArray("questions");
        study.questions().forEach(q -> questions.add(q.word()));
    }

    private void list(Context context, Caller caller) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("studies");
        studies.list().forEach(study -> list.add(json(study)));
        Bodies.answer(context, json);
    }

    private void add(Context context, Caller caller) {
        Study study = study(Bodies.json(context, MOST));
        for (Study.Item item : study.items()) {
            for (String clip : item.clips().values()) {
                try {
                    clips.get(caller.user(), clip);
                } catch (MissingException e) {
                    throw BadInputException.of("items", "clips of your history", clip, "choose others");
                }
            }
        }
        if (new StudyPlan(study).length() > MOST_PAIRS) {
            throw BadInputException.of("items", "at most " + MOST_PAIRS + " pairs", "more", "leave some out");
        }
        StoredStudy stored = studies.add(caller.user(), study);
        changed(stored);
        Bodies.answer(context, 201, json(stored));
    }

    /** As the contract has it. Scenes of one name are told apart, for people give many pictures the same. */
    private static Study study(ObjectNode body) {
        List<Study.Question> questions = new ArrayList<>();
        body.path("questions").forEach(q -> questions.add(Study.Question.of(q.asText())));
        if (body.path("questions").isMissingNode()) {
            questions.addAll(List.of(Study.Question.values()));
        }
        List<Study.Item> items = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode item : body.path("items")) {
            Map<String, String> clips = new LinkedHashMap<>();
            item.path("clips")
                    .properties()
                    .forEach(c -> clips.put(c.getKey(), c.getValue().asText()));
            String scene = item.path("scene").asText("scene");
            String name = scene;
            for (int i = 2; !names.add(name); i++) {
                name = scene + " (" + i + ")";
            }
            items.add(new Study.Item(name, "", clips, item.path("better").textValue()));
        }
        return new Study(
                Bodies.text(body, "name", 200, null),
                body.path("seed").asLong(0),
                questions,
                body.path("ties").asBoolean(true),
                Bodies.whole(body, "repeats", 0, 0, 100),
                items);
    }

    private void changed(StoredStudy study) {
        shop.events().publish(Events.EVERYBODY, "study", Json.object().put("id", study.id()));
    }

    private void delete(Context context, Caller caller) {
        StoredStudy study = get(context);
        if (!study.owner().equals(caller.user())) {
            throw RefusedException.of(403, "not-yours", "Not yours", "only who made a study deletes it");
        }
        studies.delete(study);
        changed(study);
        context.status(204);
    }

    private static String rater(String name) {
        if (name == null || !name.matches("[\\p{L}\\p{N}_.@-][\\p{L}\\p{N} _.@-]{0,63}")) {
            throw BadInputException.of("rater", "a name of 1 to 64 letters and digits", name, "give yourself one");
        }
        return name;
    }

    private void next(Context context, Caller caller) {
        StoredStudy study = get(context);
        String rater = rater(context.queryParam("rater"));
        StudySession.Next next = studies.session(study).next(rater);
        StudyPlan.Pair pair = next.pair();
        ObjectNode json = Json.object()
                .put("done", pair == null)
                .put("index", next.index())
                .put("of", next.of())
                .put("ties", study.study().ties());
        questions(study.study(), json);
        if (pair != null) {
            String base = Routes.BASE + "/studies/" + study.id() + "/pairs/" + pair.id() + "/";
            // which clip is on which side is the rater's own
            String who = "?rater=" + URLEncoder.encode(rater, StandardCharsets.UTF_8);
            json.put("pair", pair.id())
                    .put("scene", pair.scene())
                    .put("left", base + "left" + who)
                    .put("right", base + "right" + who)
                    .put("asked", base + "asked" + who);
        }
        Bodies.answer(context, json);
    }

    private void side(Context context, Caller caller) throws IOException {
        StudyPlan.Pair pair =
                studies.session(get(context)).pair(rater(context.queryParam("rater")), context.pathParam("pair"));
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
        StoredStudy study = get(context);
        ObjectNode body = Bodies.json(context, MOST);
        studies.session(study)
                .vote(
                        rater(Bodies.text(body, "rater", 64, null)),
                        Bodies.text(body, "pair", 60, null),
                        Studies.answers(body.path("answers")),
                        Math.max(0, body.path("seconds").asDouble(0)));
        changed(study);
        context.status(204);
    }

    /** Every vote, for a spreadsheet. */
    private void votes(Context context, Caller caller) {
        byte[] csv = studies.session(get(context)).results().csv().getBytes(StandardCharsets.UTF_8);
        context.contentType("text/csv")
                .header("Content-Disposition", "attachment; filename=\"votes.csv\"")
                .result(csv);
    }

    private void results(Context context, Caller caller) {
        StoredStudy study = get(context);
        ObjectNode json = studies.session(study).results().json();
        Bodies.answer(context, json.put("name", study.study().name()));
    }
}
