// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SceneFileTest {
    private static final JsonSchema SCHEMA = schema();

    @TempDir
    Path folder;

    @BeforeEach
    void images() {
        ImageFiles.writePng(Picture.black(40, 20), folder.resolve("photo.png"));
        boolean[] inside = new boolean[40 * 20];
        Arrays.fill(inside, 100, 300, true);
        ImageFiles.writePng(new Mask(40, 20, inside), folder.resolve("mask.png"));
        ImageFiles.writePng(Mask.empty(40, 20), folder.resolve("empty.png"));
        ImageFiles.writePng(new Mask(30, 20, new boolean[600]), folder.resolve("small.png"));
    }

    private Scene read(String json) throws IOException {
        Path file = folder.resolve("scene.json");
        Files.writeString(file, json.replace('\'', '"'));
        return SceneReader.read(file);
    }

    @Test
    void theDocumentedExampleIsReadAndKeepsToTheSchema() throws Exception {
        String page = Files.readString(repository().resolve("docs/scene.md"));
        String example = page.substring(page.indexOf("```json") + 7, page.indexOf("```", page.indexOf("```json") + 7));
        ImageFiles.writePng(Picture.black(640, 360), folder.resolve("harbour.png"));
        boolean[] inside = new boolean[640 * 360];
        Arrays.fill(inside, 100_000, 120_000, true);
        ImageFiles.writePng(new Mask(640, 360, inside), folder.resolve("boat-mask.png"));
        Scene scene = read(example);
        assertThat(SCHEMA.validate(new ObjectMapper().readTree(example))).isEmpty();
        assertThat(scene.entities()).extracting(Entity::id).containsExactly("sky", "boat", "pier");
        assertThat(scene.settings().fidelity().resize()).isEqualTo(Fidelity.Resize.LETTERBOX);
        assertThat(scene.settings().latentSeed()).isEqualTo(42);
        assertThat(scene.settings().model()).isNull();
        Motion motion = Motion.of(LoadedScene.load(scene));
        assertThat(motion.entityTracks()).extracting(Track::id).containsExactly("sky", "boat", "pier");
        assertThat(motion.tracks()).hasSize(7);
    }

    @Test
    void aWrittenSceneReadsBackEqualAndKeepsToTheSchema() throws Exception {
        Trajectory curve = new Trajectory(
                List.of(
                        new Keyframe(0.1, 1.5, -2, 1, Easing.EASE_IN_OUT, true),
                        new Keyframe(0.35, 3, 4, 0.5, Easing.HOLD, false),
                        Keyframe.at(1, 9, 9)),
                Trajectory.Anchor.PATH);
        List<Entity> entities = List.of(
                new Entity(
                        "a", "a comment", new Region.MaskFile(folder.resolve("mask.png")), Entity.Kind.THING, 3, curve),
                new Entity("b", "", new Region.Rest(), Entity.Kind.BACKGROUND, -1, Trajectory.line(0, 0, 5, 0)),
                new Entity("c", "", new Region.Whole(), Entity.Kind.WHOLE, 0, Trajectory.hold()),
                new Entity("d", "", new Region.Round(5, 5, 2.5), Entity.Kind.LOCK, 0, Trajectory.hold()),
                Entity.thing(
                        "e",
                        new Region.Polygon(
                                List.of(new Region.Point(0, 0), new Region.Point(9, 0), new Region.Point(0, 9))),
                        Trajectory.drawn(new double[][] {{0, 0}, {3, 4}, {3, 14}})));
        Settings settings = Settings.builder()
                .model("weights")
                .steps(7)
                .seed(-5)
                .guideInside(0.4)
                .dtype("bfloat16")
                .offload("always")
                .fidelity(Fidelity.parse("checkpoint,radiusCap=none,overlap=zorder"))
                .build();
        Scene scene = new Scene(
                folder.resolve("photo.png"),
                40,
                20,
                25,
                7.5,
                entities,
                List.of(new CameraMove(0.25, 0.5, 3, -4, 1.5, 20, 10, Easing.EASE_OUT)),
                true,
                settings);
        Path file = folder.resolve("sub/scene.json");
        SceneWriter.write(scene, file);
        assertThat(SceneReader.read(file)).isEqualTo(scene);
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(SCHEMA.validate(json)).isEmpty();
        assertThat(json.get("image").asText()).isEqualTo("../photo.png");
        try (var files = Files.list(folder.resolve("sub"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void pixelsAtHandAreKeptAsRuns() throws IOException {
        Mask mask = Mask.empty(40, 20);
        java.util.Arrays.fill(mask.inside(), 35, 47, true);
        mask.inside()[799] = true;
        Scene scene = Scene.of(
                folder.resolve("photo.png"),
                40,
                20,
                List.of(Entity.thing("cup", new Region.Pixels(mask), Trajectory.hold())));
        JsonNode json = SceneWriter.json(scene, null);
        assertThat(json.at("/entities/0/mask").toString()).isEqualTo("{\"runs\":[35,12,752,1]}");
        assertThat(SCHEMA.validate(json)).isEmpty();
        Scene again = read(json.toString());
        assertThat(((Region.Pixels) again.entities().get(0).region()).mask().inside())
                .isEqualTo(mask.inside());
        assertThatThrownBy(() -> read("{'image': 'photo.png', 'entities': [{'mask': {'runs': [35, 12]}}]}"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("runs: expected as many pixels as the picture's 40x20, got 47");
    }

    @Test
    void defaultsAreThoseOfTheDocument() throws IOException {
        Scene scene = read("{'image': 'photo.png', 'entities': [{'mask': 'mask.png'}], 'camera': [{'zoom': 2}]}");
        assertThat(scene.width()).isEqualTo(40);
        assertThat(scene.height()).isEqualTo(20);
        assertThat(scene.frames()).isEqualTo(14);
        assertThat(scene.fps()).isEqualTo(7);
        assertThat(scene.settings()).isEqualTo(Settings.NONE);
        assertThat(scene.entities().get(0).id()).isEqualTo("entity-1");
        assertThat(scene.entities().get(0).trajectory().isHold()).isTrue();
        assertThat(scene.camera().get(0).centreX()).isEqualTo(19.5);
    }

    @Test
    void theSchemaHasEveryFieldOfTheReaderAndEverySwitch() {
        JsonNode schema = SCHEMA.getSchemaNode();
        Set<String> settings = new TreeSet<>();
        schema.at("/properties/settings/properties").fieldNames().forEachRemaining(settings::add);
        Set<String> components = new TreeSet<>(Set.of("seed"));
        Arrays.stream(Settings.class.getRecordComponents()).forEach(c -> components.add(c.getName()));
        assertThat(settings).isEqualTo(components);
        JsonNode switches = schema.at("/properties/settings/properties/fidelity/oneOf/1/properties");
        for (var component : Fidelity.class.getRecordComponents()) {
            List<String> values = Arrays.stream(component.getType().getEnumConstants())
                    .map(c -> Words.of((Enum<?>) c))
                    .toList();
            assertThat(switches.get(component.getName()).get("enum"))
                    .extracting(JsonNode::asText)
                    .containsExactlyInAnyOrderElementsOf(values);
        }
        for (String root : List.of("image", "width", "frames", "entities", "camera", "lockRest", "settings")) {
            assertThat(schema.at("/properties").has(root)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {'imag': 'photo.png'}                                                  | scene.json: imag: expected a known field, got an unknown one; did you mean image?
        {'image': 'photo.png', 'entities': [{'mask': 'mask.png', 'trajectroy': 1}]} | scene.json: entities[0].trajectroy: expected a known field, got an unknown one; did you mean trajectory?
        {'frames': 3}                                                          | scene.json: image: expected a value, got nothing; add "image"
        {'image': 'nope.png'}                                                  | scene.json: image: expected an image file, got no file
        {'image': 7}                                                           | scene.json: image: expected a text, got the number 7
        {'image': 'photo.png', 'frames': 0}                                    | scene.json: frames: expected a whole number from 1 to 4096, got 0
        {'image': 'photo.png', 'frames': 2.5}                                  | scene.json: frames: expected a whole number from 1 to 4096, got 2.5
        {'image': 'photo.png', 'frames': '14'}                                 | scene.json: frames: expected a whole number, got the text "14"; write it without quotes
        {'image': 'photo.png', 'frames': 99999999999999999999}                 | scene.json: frames: expected a whole number from 1 to 4096, got 99999999999999999999
        {'image': 'photo.png', 'entities': [{'mask': 'mask.png', 'trajectory': {'points': [[0, NaN]]}}]} | scene.json: entities[0].trajectory.points[0][1]: expected a number from -100000 to 100000, got NaN
        {'image': 'photo.png', 'entities': [{'mask': 'mask.png', 'trajectory': {'points': [[1e7, 0]]}}]} | scene.json: entities[0].trajectory.points[0][0]: expected a number from -100000 to 100000, got 10000000
        {'image': 'photo.png', 'entities': [{'mask': 'mask.png', 'trajectory': {'points': [[1e999, 0]]}}]} | scene.json: entities[0].trajectory.points[0][0]: expected a number from -100000 to 100000, got Infinity
        {'image': 'photo.png', 'entities': [{'mask': 'mask.png', 'trajectory': {'points': [[1]]}}]} | scene.json: entities[0].trajectory.points[0]: expected 2 numbers, got 1
        {'image': 'photo.png', 'entities': [{'mask': 'mask.png', 'trajectory': {'points': []}}]} | scene.json: entities[0].trajectory.points: expected at least one, got none
        {'image': 'photo.png', 'entities': [{'mask': 'mask.png', 'trajectory': {}}]} | scene.json: entities[0].trajectory: expected one of hold, points, keyframes, got none
        {'image': 'photo.png', 'entities': [{'mask': 'mask.png', 'trajectory': {'keyframes': [{'time': 0.5, 'x': 1, 'y': 1}, {'time': 0.5, 'x': 1, 'y': 1}]}}]} | scene.json: entities[0].trajectory: keyframes[1].time: expected later than 0.5, got 0.5
        {'image': 'photo.png', 'entities': [{'mask': 'mask.png', 'trajectory': {'keyframes': [{'time': 0, 'x': 1, 'y': 1, 'easing': 'ease-inn'}]}}]} | scene.json: entities[0].trajectory.keyframes[0].easing: expected one of linear, ease-in, ease-out, ease-in-out, hold, got ease-inn; did you mean ease-in?
        {'image': 'photo.png', 'entities': [{'mask': 'mask.png', 'id': 'a'}, {'mask': 'mask.png', 'id': 'a'}]} | scene.json: entities[1].id: expected an id of its own, got a twice
        {'image': 'photo.png', 'entities': [{'trajectory': {'hold': true}}]}   | scene.json: entities[0].mask: expected a value, got nothing
        {'image': 'photo.png', 'entities': [{'mask': {'box': [5, 5, 1, 9]}}]}  | scene.json: entities[0].mask: box: expected left <= right and top <= bottom, got [5, 5, 1, 9]
        {'image': 'photo.png', 'entities': [{'mask': {'bix': [5, 5, 1, 9]}}]}  | scene.json: entities[0].mask.bix: expected a known field
        {'image': 'photo.png', 'entities': {'a': 1}}                           | scene.json: entities: expected an array, got an object
        {'image': 'photo.png', 'camera': [{'from': 0.5, 'to': 0.2}]}           | scene.json: camera[0]: camera to: expected later than from (0.5), got 0.2
        {'image': 'photo.png', 'camera': [{'zoom': 0}]}                        | scene.json: camera[0].zoom: expected a number from 0.05 to 20, got 0
        {'image': 'photo.png', 'settings': {'fidelity': 'papr'}}               | scene.json: settings.fidelity: fidelity: expected one of paper, checkpoint, got papr; did you mean paper?
        {'image': 'photo.png', 'settings': {'fidelity': {'profile': 'paper', 'radiuscap': 'none'}}} | scene.json: settings.fidelity.radiuscap: expected a known switch, got an unknown one; did you mean radiusCap?
        {'image': 'photo.png', 'settings': {'steps': 0}}                       | scene.json: settings: settings.steps: expected a number from 1 to 1000, got 0
        {'image': 'photo.png', 'version': 2}                                   | scene.json: version: expected a whole number from 1 to 1, got 2
        {'image': 'photo.png', 'image': 'photo.png'}                           | scene.json: expected JSON, got an error at line 1
        {'image': 'photo.png'                                                  | scene.json: expected JSON, got an error at line 1
        {'image': 'photo.png'} trailing                                        | scene.json: expected JSON, got an error at line 1
        [1]                                                                    | scene.json: expected an object, got an array
        """)
    void badScenesAreRefusedWithTheirPath(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void aMaskOfAnotherSizeIsRefusedWithBothSizes() {
        assertThatThrownBy(() -> LoadedScene.load(read("{'image': 'photo.png', 'entities': [{'mask': 'small.png'}]}")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("expected 40x20 as the image, got 30x20");
    }

    @Test
    void anEmptyMaskIsRefused() {
        assertThatThrownBy(() -> LoadedScene.load(read("{'image': 'photo.png', 'entities': [{'mask': 'empty.png'}]}")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(
                        "mask of entity entity-1 (empty.png): expected at least one pixel inside, got an empty mask");
    }

    @Test
    void aSizeThatIsNotTheImagesIsRefusedWithBoth() {
        assertThatThrownBy(() -> LoadedScene.load(read("{'image': 'photo.png', 'width': 41, 'height': 20}")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("expected 41x20 as the scene says, got 40x20");
    }

    @Test
    void aDamagedMaskIsRefused() throws IOException {
        Files.write(folder.resolve("mask.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0});
        assertThatThrownBy(() -> LoadedScene.load(read("{'image': 'photo.png', 'entities': [{'mask': 'mask.png'}]}")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("mask.png");
    }

    @Test
    void anUnwritableFolderIsABadInput() throws IOException {
        Scene scene = read("{'image': 'photo.png'}");
        Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> SceneWriter.write(scene, folder.resolve("file/scene.json")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("cannot be written");
    }

    @Test
    void entitiesOfOneRegionShareOneMask() throws IOException {
        LoadedScene loaded = LoadedScene.load(
                read("{'image': 'photo.png', 'entities': [{'mask': 'mask.png'}, {'mask': 'mask.png'}]}"));
        assertThat(loaded.masks().get(0)).isSameAs(loaded.masks().get(1));
    }

    private static JsonSchema schema() {
        try (InputStream in = Scene.class.getResourceAsStream("scene.schema.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("docs"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
