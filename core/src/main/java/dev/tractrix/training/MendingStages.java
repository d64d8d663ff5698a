// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.animatic.GroundFill;
import dev.tractrix.animatic.ThingCompletion;
import dev.tractrix.animatic.Unseen;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.completion.CompletionConfig;
import dev.tractrix.completion.CompletionNetwork;
import dev.tractrix.completion.LearnedCompletion;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.features.EntityFeatures;
import dev.tractrix.features.FeatureUNetConfig;
import dev.tractrix.fill.FillConfig;
import dev.tractrix.fill.FillNetwork;
import dev.tractrix.fill.LearnedFill;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.refiner.RefinerConfig;
import dev.tractrix.tensor.Devices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The stages whose networks mend animatics, from their presets. */
final class MendingStages {
    private static final String COMPLETION = "completion";
    private static final String FILL = "fill";
    private static final String REFINER = "refiner";
    /** Things are completed where that is more likely than not. */
    private static final double READY = 0.5;

    private MendingStages() {}

    static Stage completion(PresetJson root, TrainingOptions options, Path base, Device device) {
        SceneSpec scenes = TrainingPreset.scenes(root);
        CompletionPreset preset = TrainingPreset.inRange(() -> CompletionPreset.of(root, scenes));
        CompletionConfig config = CompletionConfig.of(ConfigJson.of("preset: completion", root.node(COMPLETION)));
        root.finish();
        return new CompletionStage(config, preset, options, start(base, COMPLETION), device);
    }

    static Stage fill(PresetJson root, TrainingOptions options, Path base, Device device) {
        SceneSpec scenes = TrainingPreset.scenes(root);
        FillPreset preset = TrainingPreset.inRange(() -> FillPreset.of(root, scenes));
        FillConfig config = FillConfig.of(ConfigJson.of("preset: fill", root.node(FILL)));
        root.finish();
        return new FillStage(config, preset, options, start(base, FILL), device);
    }

    static Stage refiner(PresetJson root, TrainingOptions options, Path base, Device device) {
        SceneSpec scenes = TrainingPreset.scenes(root);
        RefinerPreset preset = TrainingPreset.inRange(() -> RefinerPreset.of(root, scenes));
        RefinerConfig config = RefinerConfig.of(ConfigJson.of("preset: refiner", root.node(REFINER)));
        root.finish();
        EntityFeatures features = null;
        if (preset.features() > 0) {
            Path folder = TrainingPreset.need(base, "features");
            EntityFeatures.Look last = EntityFeatures.Look.released(FeatureUNetConfig.of(
                    ModelFolder.find(folder.resolve("unet")).config()));
            features = EntityFeatures.open(folder, TrainingPreset.need(base, "vae"), last, device, ScalarType.Float);
        }
        return new RefinerStage(config, preset, options, start(base, REFINER), features, guides(base), device);
    }

    /** What a base has of a stage's own network goes on. */
    private static ModelFolder start(Path base, String part) {
        return base != null && Files.isDirectory(base.resolve(part)) ? ModelFolder.find(base.resolve(part)) : null;
    }

    /** How the base makes animatics, whole, as it is; without networks of its own for that by examples. Closed by the stage. */
    private static RefinerStage.Guides guides(Path base) {
        List<Weights> weights = new ArrayList<>();
        FillNetwork fill = network(start(base, FILL), weights, (p, json) -> new FillNetwork(p, FillConfig.of(json)));
        CompletionNetwork completion = network(
                start(base, COMPLETION), weights, (p, json) -> new CompletionNetwork(p, CompletionConfig.of(json)));
        Device cpu = Devices.cpu();
        return new RefinerStage.Guides(
                new Unseen(
                        fill == null ? GroundFill.EXEMPLAR : new LearnedFill(fill, cpu).fill(1),
                        completion == null
                                ? ThingCompletion.NONE
                                : new LearnedCompletion(completion, cpu).completion(READY)),
                weights);
    }

    /** @param folder null for none @param weights get the network's */
    private static <N> N network(ModelFolder folder, List<Weights> weights, BiFunction<Params, ConfigJson, N> build) {
        if (folder == null) {
            return null;
        }
        try (StateDict file = folder.weights()) {
            Params p = Params.from(file);
            N network = build.apply(p, folder.config());
            weights.add(p.finish("network in " + folder.folder()));
            return network;
        }
    }
}
