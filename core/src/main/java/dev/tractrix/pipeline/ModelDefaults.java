// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.Settings;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model's own settings, {@code tractrix.json} in its folder; without the file it is Stable Video Diffusion with the
 * authors' ControlNet.
 *
 * @param name for records and messages
 * @param licence of the weights, SPDX or a link; "see the folder" where unknown
 * @param settings what holds where the user said nothing
 * @param pixels width x height to aim at when no size is asked, so that the clip keeps the photograph's aspect; 0 takes
 *     the size of the settings
 * @param multiple both sides are multiples of this
 * @param features of the entity features: timestep of the one noising, up block, and by what the picture is enlarged
 */
public record ModelDefaults(
        String name, String licence, Settings settings, int pixels, int multiple, Features features) {
    /** @param timestep 0..999 @param upBlock 0 the smallest size, -1 the last @param enlarge 1..8 */
    public record Features(int timestep, int upBlock, int enlarge) {}

    public ModelDefaults {
        if (pixels < 0
                || multiple < 1
                || features.timestep() < 0
                || features.timestep() > 999
                || features.upBlock() < -1
                || features.enlarge() < 1
                || features.enlarge() > 8) {
            throw BadInputException.of(
                    "model " + name + ": " + FILE,
                    "pixels of 0 or more, multiple of 1 or more, feature_timestep 0..999, feature_up_block of -1 or more,"
                            + " feature_enlarge 1..8",
                    pixels + ", " + multiple + ", " + features.timestep() + ", " + features.upBlock() + ", "
                            + features.enlarge(),
                    "correct the file");
        }
    }

    private static final String FILE = "tractrix.json";
    /** Of a clip, pixels. */
    private static final int MAX_SIDE = 1920;

    /** The released code's numbers; its callers' fps and motion have no effect under {@code checkpoint}. */
    private static final Settings RELEASED = Settings.builder()
            .width(576)
            .height(320)
            .output(Settings.Output.NETWORK)
            .steps(25)
            .seed(0)
            .fidelity(Fidelity.CHECKPOINT)
            .guidanceMin(1.0)
            .guidanceMax(3.0)
            .guideInside(0.0)
            .guideOutside(0.0)
            .guideDetail(0.0)
            .guideFill(0.0)
            .guideComplete(0.0)
            .guideRefine(0.0)
            .controlScale(1.0)
            .fpsId(7)
            .motionBucket(127)
            .noiseAugmentation(0.02)
            .featureEnsemble(8)
            .decodeChunk(4)
            .device("cpu")
            .dtype("float32")
            .offload("auto")
            .build();

    /** Reads a folder's file, or takes the released code's numbers. */
    public static ModelDefaults of(Path folder) {
        Path file = folder.resolve(FILE);
        String name = folder.toAbsolutePath().normalize().getFileName().toString();
        if (!Files.isRegularFile(file)) {
            return new ModelDefaults(name, "see the folder", RELEASED, 0, 64, new Features(261, -1, 1));
        }
        ConfigJson json = ConfigJson.read(file);
        Settings.Builder s = RELEASED.toBuilder();
        s.width(json.integer("width", RELEASED.width())).height(json.integer("height", RELEASED.height()));
        s.output(output(name, json.text("output", "network")));
        s.steps(json.integer("steps", RELEASED.steps()));
        s.fidelity(Fidelity.parse(json.text("fidelity", "paper")));
        s.guidanceMin(json.number("guidance_min", RELEASED.guidanceMin()));
        s.guidanceMax(json.number("guidance_max", RELEASED.guidanceMax()));
        s.guideInside(json.number("guide_inside", RELEASED.guideInside()));
        s.guideOutside(json.number("guide_outside", RELEASED.guideOutside()));
        s.guideDetail(json.number("guide_detail", RELEASED.guideDetail()));
        s.guideFill(json.number("guide_fill", RELEASED.guideFill()));
        s.guideComplete(json.number("guide_complete", RELEASED.guideComplete()));
        s.guideRefine(json.number("guide_refine", RELEASED.guideRefine()));
        s.controlScale(json.number("control_scale", RELEASED.controlScale()));
        s.fpsId(json.integer("fps_id", RELEASED.fpsId()));
        s.motionBucket(json.integer("motion_bucket", RELEASED.motionBucket()));
        s.noiseAugmentation(json.number("noise_augmentation", RELEASED.noiseAugmentation()));
        s.featureEnsemble(json.integer("feature_ensemble", RELEASED.featureEnsemble()));
        s.decodeChunk(json.integer("decode_chunk", RELEASED.decodeChunk()));
        ModelDefaults defaults = new ModelDefaults(
                json.text("name", name),
                json.text("licence", "see the folder"),
                s.build(),
                json.integer("pixels", 0),
                json.integer("multiple", 64),
                new Features(
                        json.integer("feature_timestep", 261),
                        json.integer("feature_up_block", -1),
                        json.integer("feature_enlarge", 1)));
        json.rejectUnread();
        return defaults;
    }

    /**
     * The clip's size for a picture: what was asked, where one side was the other in the picture's aspect; else the
     * model's number of pixels in the picture's aspect; else the model's size.
     */
    public int[] size(Settings asked, int pictureWidth, int pictureHeight) {
        if (asked.width() != null && asked.height() != null) {
            return new int[] {asked.width(), asked.height()};
        }
        if (asked.width() != null) {
            return new int[] {asked.width(), multipleOf((double) asked.width() * pictureHeight / pictureWidth)};
        }
        if (asked.height() != null) {
            return new int[] {multipleOf((double) asked.height() * pictureWidth / pictureHeight), asked.height()};
        }
        if (pixels == 0) {
            return new int[] {settings.width(), settings.height()};
        }
        double aspect = Math.max(0.4, Math.min(2.5, (double) pictureWidth / pictureHeight));
        int w = multipleOf(Math.sqrt(pixels * aspect));
        int h = multipleOf(Math.sqrt(pixels / aspect));
        return new int[] {w, h};
    }

    /** Which frames the clip has: as asked; the network's where their size was asked; else as the model has it. */
    public Settings.Output output(Settings asked) {
        if (asked.output() != null) {
            return asked.output();
        }
        return asked.width() != null || asked.height() != null ? Settings.Output.NETWORK : settings.output();
    }

    /** The frames that the clip has: the network's, or as large as the photograph, {@link #sourceSize}. */
    public int[] clipSize(Settings asked, int pictureWidth, int pictureHeight) {
        return output(asked) == Settings.Output.SOURCE
                ? sourceSize(pictureWidth, pictureHeight)
                : size(asked, pictureWidth, pictureHeight);
    }

    /**
     * A photograph's size as a clip's. Longer sides are made shorter: frames beyond full HD take gigabytes, and few
     * players show them.
     */
    public static int[] sourceSize(int pictureWidth, int pictureHeight) {
        double shrink = Math.min(1, (double) MAX_SIDE / Math.max(pictureWidth, pictureHeight));
        return new int[] {
            (int) Math.max(1, Math.round(shrink * pictureWidth)), (int) Math.max(1, Math.round(shrink * pictureHeight))
        };
    }

    private static Settings.Output output(String model, String word) {
        return switch (word) {
            case "network" -> Settings.Output.NETWORK;
            case "source" -> Settings.Output.SOURCE;
            default ->
                throw BadInputException.of(
                        "model " + model + ": " + FILE + ": output", "network or source", word, "correct the file");
        };
    }

    private int multipleOf(double length) {
        return Math.max(multiple, (int) Math.round(length / multiple) * multiple);
    }

    /** For records. */
    ObjectNode json() {
        return new ObjectMapper().createObjectNode().put("name", name).put("licence", licence);
    }
}
