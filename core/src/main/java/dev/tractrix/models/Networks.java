// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.models;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.control.ControlNet;
import dev.tractrix.control.ControlNetConfig;
import dev.tractrix.features.ClipTextConfig;
import dev.tractrix.features.ClipTextEncoder;
import dev.tractrix.features.FeatureUNet;
import dev.tractrix.features.FeatureUNetConfig;
import dev.tractrix.features.LatentEncoder;
import dev.tractrix.features.LatentEncoderConfig;
import dev.tractrix.nn.Params;
import dev.tractrix.svd.ClipVisionConfig;
import dev.tractrix.svd.ClipVisionEncoder;
import dev.tractrix.svd.SpatioTemporalUNet;
import dev.tractrix.svd.SpatioTemporalUNetConfig;
import dev.tractrix.svd.TemporalVae;
import dev.tractrix.svd.TemporalVaeConfig;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** Which network of this library a {@code config.json} describes, by the class it names. */
final class Networks {
    /**
     * A network.
     *
     * @param name its class here
     * @param build makes it, so that it asks for its weights
     * @param part the tensors of a file that it needs; those known and unused are left out
     */
    record Network(
            String name, BiConsumer<Params, ConfigJson> build, BiFunction<StateDict, ConfigJson, StateDict> part) {
        Network(String name, BiConsumer<Params, ConfigJson> build) {
            this(name, build, (file, json) -> file);
        }
    }

    private static final Network UNET = new Network(
            "SpatioTemporalUNet", (p, json) -> new SpatioTemporalUNet(p, SpatioTemporalUNetConfig.of(json)));
    private static final Network VISION =
            new Network("ClipVisionEncoder", (p, json) -> new ClipVisionEncoder(p, ClipVisionConfig.of(json)));
    private static final Network TEXT =
            new Network("ClipTextEncoder", (p, json) -> new ClipTextEncoder(p, ClipTextConfig.of(json)));

    private static final Map<String, Network> BY_CLASS = Map.of(
            "UNetSpatioTemporalConditionModel", UNET,
            "UNetSpatioTemporalConditionControlNetModel", UNET,
            "AutoencoderKLTemporalDecoder",
                    new Network("TemporalVae", (p, json) -> new TemporalVae(p, TemporalVaeConfig.of(json))),
            "AutoencoderKL",
                    new Network(
                            "LatentEncoder",
                            (p, json) -> new LatentEncoder(p, LatentEncoderConfig.of(json)),
                            (file, json) -> LatentEncoder.part(file)),
            "UNet2DConditionModel",
                    new Network(
                            "FeatureUNet",
                            (p, json) -> {
                                FeatureUNetConfig c = FeatureUNetConfig.of(json);
                                FeatureUNet.upTo(p, c, c.levels() - 1);
                            },
                            (file, json) -> {
                                FeatureUNetConfig c = FeatureUNetConfig.of(json);
                                return FeatureUNet.part(file, c, c.levels() - 1);
                            }),
            "DragAnythingSDVModel",
                    new Network("ControlNet", (p, json) -> new ControlNet(p, ControlNetConfig.of(json))),
            "CLIPVisionModelWithProjection", VISION,
            "clip_vision_model", VISION,
            "CLIPTextModel", TEXT,
            "clip_text_model", TEXT);

    private Networks() {}

    /** The network, or null for one that this library does not have. */
    static Network of(ConfigJson json) {
        String named = json.text("_class_name", null);
        if (named == null && json.has("architectures")) {
            named = json.texts("architectures", null).get(0);
        }
        if (named == null) {
            named = json.text("model_type", "");
        }
        return BY_CLASS.get(named);
    }
}
