// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.completion.CompletionConfig;
import dev.tractrix.completion.CompletionNetwork;
import dev.tractrix.control.ControlNet;
import dev.tractrix.control.ControlNetConfig;
import dev.tractrix.features.FeatureUNet;
import dev.tractrix.features.FeatureUNetConfig;
import dev.tractrix.fill.FillConfig;
import dev.tractrix.fill.FillNetwork;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.refiner.RefinerConfig;
import dev.tractrix.refiner.RefinerNetwork;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Settings;
import dev.tractrix.scene.Trajectory;
import dev.tractrix.svd.ClipVisionConfig;
import dev.tractrix.svd.ClipVisionEncoder;
import dev.tractrix.svd.SpatioTemporalUNet;
import dev.tractrix.svd.SpatioTemporalUNetConfig;
import dev.tractrix.svd.TemporalVae;
import dev.tractrix.svd.TemporalVaeConfig;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.Tensor;

/**
 * A whole model folder of random weights and the smallest widths, and a scene for it: every network is real, no picture
 * is. What a model starts at zero (the ControlNet's last convolutions) is random too, so that the control has an effect.
 */
public final class TinyModel {
    private static final String BLOCKS = """
            "block_out_channels": [8, 16], "norm_num_groups": 4, "layers_per_block": 1, "num_attention_heads": 2,
            "down_block_types": ["CrossAttnDownBlockSpatioTemporal", "DownBlockSpatioTemporal"],
            "up_block_types": ["UpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal"],
            "addition_time_embed_dim": 8, "projection_class_embeddings_input_dim": 24, "cross_attention_dim": 8,
            "num_frames": 3""";
    private static final String UNET = "{" + BLOCKS + "}";
    private static final String CONTROL_NET = "{" + BLOCKS
            + ", \"conditioning_embedding_out_channels\": [4, 4, 4, 4], \"feature_out_channels\": [%d, 4, 4, 4]}";
    private static final String VAE = "{\"block_out_channels\": [4, 4, 8, 8], \"norm_num_groups\": 2}";
    private static final String IMAGE_ENCODER = """
            {"hidden_size": 8, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
             "image_size": 28, "patch_size": 14, "projection_dim": 8, "hidden_act": "gelu"}""";
    private static final String FEATURES = """
            {"block_out_channels": [16, 16], "layers_per_block": 1, "norm_num_groups": 4, "cross_attention_dim": 8,
             "attention_head_dim": 2, "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
             "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"]}""";
    private static final String SCHEDULER = """
            {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "prediction_type": "v_prediction",
             "sigma_min": 0.002, "sigma_max": 700.0, "timestep_type": "continuous", "use_karras_sigmas": true,
             "timestep_spacing": "leading", "steps_offset": 1}""";
    private static final String DEFAULTS = """
            {"name": "tiny", "licence": "Apache-2.0", "width": 96, "height": 64, "steps": 2, "multiple": 16,
             "feature_ensemble": 2, "decode_chunk": 2, "fidelity": "paper"}""";

    private TinyModel() {}

    /** Writes the folder. */
    public static Path write(Path folder) {
        part(folder.resolve("vae"), VAE, (p, json) -> new TemporalVae(p, TemporalVaeConfig.of(json)));
        part(folder.resolve("unet"), UNET, (p, json) -> new SpatioTemporalUNet(p, SpatioTemporalUNetConfig.of(json)));
        writeControlNet(folder, 8);
        part(
                folder.resolve("image_encoder"),
                IMAGE_ENCODER,
                (p, json) -> new ClipVisionEncoder(p, ClipVisionConfig.of(json)));
        part(folder.resolve("features/unet"), FEATURES, (p, json) -> {
            FeatureUNetConfig c = FeatureUNetConfig.of(json);
            FeatureUNet.upTo(p, c, c.levels() - 1);
        });
        write(folder.resolve("scheduler/scheduler_config.json"), SCHEDULER);
        write(folder.resolve("tractrix.json"), DEFAULTS);
        return folder;
    }

    /** Adds a fill. */
    static void writeFill(Path folder) {
        part(
                folder.resolve("fill"),
                "{\"channels\": [4, 8], \"layers\": 1}",
                (p, json) -> new FillNetwork(p, FillConfig.of(json)));
    }

    /** Adds a completion. */
    static void writeCompletion(Path folder) {
        part(
                folder.resolve("completion"),
                "{\"channels\": [4, 8], \"layers\": 1}",
                (p, json) -> new CompletionNetwork(p, CompletionConfig.of(json)));
    }

    /** Adds a refiner. */
    static void writeRefiner(Path folder) {
        part(
                folder.resolve("refiner"),
                "{\"channels\": [4, 8], \"layers\": 1}",
                (p, json) -> new RefinerNetwork(p, RefinerConfig.of(json)));
    }

    /** @param width of an entity's vector in the entity map; 8 fits the feature U-Net */
    static void writeControlNet(Path folder, int width) {
        part(
                folder.resolve("controlnet"),
                String.format(CONTROL_NET, width),
                (p, json) -> new ControlNet(p, ControlNetConfig.of(json)));
    }

    private static void part(Path folder, String config, BiConsumer<Params, ConfigJson> build) {
        write(folder.resolve("config.json"), config);
        Params params = Params.random(config.length());
        build.accept(params, ConfigJson.parse(folder.toString(), config));
        try (Weights weights = params.finish(folder.getFileName().toString());
                Rng rng = new Rng(17)) {
            Guards.noGrad(() -> TensorScope.inside(() -> {
                for (Tensor t : weights.tensors().values()) {
                    if (t.dim() > 1 && Ops.item(t.abs().sum()) == 0) {
                        t.copy_(Ops.mul(rng.normal(Shapes.dims(t)), 0.5));
                    }
                }
                return null;
            }));
            Safetensors.write(weights.tensors(), Map.of(), folder.resolve("diffusion_pytorch_model.safetensors"));
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A picture with a bright square on a slope of colours, in a file. */
    public static Path picture(Path folder, int width, int height) {
        Picture picture = Picture.black(width, height);
        for (int i = 0; i < width * height; i++) {
            int x = i % width;
            int y = i / width;
            boolean square = Math.abs(x - width / 2) < 10 && Math.abs(y - height / 2) < 10;
            picture.rgb()[3 * i] = (byte) (square ? 230 : 40 + 100 * x / width);
            picture.rgb()[3 * i + 1] = (byte) (square ? 200 : 60 + 100 * y / height);
            picture.rgb()[3 * i + 2] = (byte) (square ? 40 : 120);
        }
        Path file = folder.resolve("picture-" + width + "x" + height + ".png");
        ImageFiles.writePng(picture, file);
        return file;
    }

    /** Three frames: the square goes to the right. */
    public static Scene scene(Path folder, int width, int height, Settings settings) {
        return new Scene(
                picture(folder, width, height),
                width,
                height,
                3,
                7,
                List.of(thing("square", square(width, height, width / 2, height / 2, 10), width / 2, height / 2)),
                List.of(),
                false,
                settings);
    }

    static Entity thing(String id, Mask mask, double x, double y) {
        return Entity.thing(id, new Region.Pixels(mask), Trajectory.drawn(new double[][] {
            {x, y}, {x + 8, y}, {x + 16, y + 4}
        }));
    }

    static Mask square(int width, int height, int x, int y, int half) {
        Mask mask = Mask.empty(width, height);
        for (int v = Math.max(0, y - half + 1); v < Math.min(height, y + half); v++) {
            for (int u = Math.max(0, x - half + 1); u < Math.min(width, x + half); u++) {
                mask.inside()[v * width + u] = true;
            }
        }
        return mask;
    }
}
