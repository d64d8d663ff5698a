// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.animatic.GroundFill;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.checkpoint.StateDict;
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
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The stages whose networks mend animatics, from their presets. */
final class MendingStages {
    private static final String FILL = "fill";
    private static final String REFINER = "refiner";

    private MendingStages() {}

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
        return new RefinerStage(config, preset, options, start(base, REFINER), features, ground(base), device);
    }

    /** What a base has of a stage's own network goes on. */
    private static ModelFolder start(Path base, String part) {
        return base != null && Files.isDirectory(base.resolve(part)) ? ModelFolder.find(base.resolve(part)) : null;
    }

    /** How the base fills what is uncovered, whole, as it is; without a fill of its own by examples. Closed by the stage. */
    private static RefinerStage.Ground ground(Path base) {
        ModelFolder folder = start(base, FILL);
        if (folder == null) {
            return new RefinerStage.Ground(GroundFill.EXEMPLAR, null);
        }
        try (StateDict file = folder.weights()) {
            Params p = Params.from(file);
            FillNetwork network = new FillNetwork(p, FillConfig.of(folder.config()));
            Weights weights = p.finish("FillNetwork in " + folder.folder());
            return new RefinerStage.Ground(new LearnedFill(network, Devices.cpu()).fill(1), weights);
        }
    }
}
