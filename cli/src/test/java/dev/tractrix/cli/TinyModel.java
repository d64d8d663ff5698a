// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.control.ControlNet;
import dev.tractrix.control.ControlNetConfig;
import dev.tractrix.features.FeatureUNet;
import dev.tractrix.features.FeatureUNetConfig;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.svd.ClipVisionConfig;
import dev.tractrix.svd.ClipVisionEncoder;
import dev.tractrix.svd.SpatioTemporalUNet;
import dev.tractrix.svd.SpatioTemporalUNetConfig;
import dev.tractrix.svd.TemporalVae;
import dev.tractrix.svd.TemporalVaeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;

/** A whole model folder of random weights and the smallest widths: every network is real, no picture is. */
final class TinyModel {
    private static final String BLOCKS = """
            "block_out_channels": [8, 16], "norm_num_groups": 4, "layers_per_block": 1, "num_attention_heads": 2,
            "down_block_types": ["CrossAttnDownBlockSpatioTemporal", "DownBlockSpatioTemporal"],
            "up_block_types": ["UpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal"],
            "addition_time_embed_dim": 8, "projection_class_embeddings_input_dim": 24, "cross_attention_dim": 8,
            "num_frames": 4
            """;

    private TinyModel() {}

    /** Writes the folder. */
    static Path write(Path folder) throws IOException {
        part(folder.resolve("vae"), """
                {"_class_name": "AutoencoderKLTemporalDecoder", "block_out_channels": [4, 4, 8, 8], "norm_num_groups": 2}""", (p, json) -> new TemporalVae(p, TemporalVaeConfig.of(json)));
        part(
                folder.resolve("unet"),
                "{\"_class_name\": \"UNetSpatioTemporalConditionModel\", " + BLOCKS + "}",
                (p, json) -> new SpatioTemporalUNet(p, SpatioTemporalUNetConfig.of(json)));
        part(
                folder.resolve("controlnet"),
                "{\"_class_name\": \"DragAnythingSDVModel\", " + BLOCKS
                        + ", \"conditioning_embedding_out_channels\": [4, 4, 4, 4], \"feature_out_channels\": [8, 4, 4, 4]}",
                (p, json) -> new ControlNet(p, ControlNetConfig.of(json)));
        part(folder.resolve("image_encoder"), """
                {"architectures": ["CLIPVisionModelWithProjection"], "hidden_size": 8, "intermediate_size": 16,
                 "num_hidden_layers": 1, "num_attention_heads": 2, "image_size": 28, "patch_size": 14,
                 "projection_dim": 8, "hidden_act": "gelu"}""", (p, json) -> new ClipVisionEncoder(p, ClipVisionConfig.of(json)));
        part(folder.resolve("features/unet"), """
                {"_class_name": "UNet2DConditionModel", "block_out_channels": [16, 16], "layers_per_block": 1,
                 "norm_num_groups": 4, "cross_attention_dim": 8, "attention_head_dim": 2, "in_channels": 4,
                 "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
                 "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"]}""", (p, json) -> {
            FeatureUNetConfig c = FeatureUNetConfig.of(json);
            FeatureUNet.upTo(p, c, c.levels() - 1);
        });
        Files.createDirectories(folder.resolve("scheduler"));
        Files.writeString(folder.resolve("scheduler/scheduler_config.json"), """
                {"_class_name": "EulerDiscreteScheduler", "beta_start": 0.00085, "beta_end": 0.012,
                 "beta_schedule": "scaled_linear", "prediction_type": "v_prediction", "sigma_min": 0.002,
                 "sigma_max": 700.0, "timestep_type": "continuous", "use_karras_sigmas": true,
                 "timestep_spacing": "leading", "steps_offset": 1}""");
        Files.writeString(folder.resolve("tractrix.json"), """
                {"name": "tiny", "licence": "Apache-2.0", "width": 96, "height": 64, "steps": 2, "multiple": 16,
                 "feature_ensemble": 2, "decode_chunk": 2, "fidelity": "paper"}""");
        return folder;
    }

    private static void part(Path folder, String config, BiConsumer<Params, ConfigJson> build) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), config);
        Params params = Params.random(config.hashCode());
        build.accept(params, ConfigJson.parse(folder.toString(), config));
        try (Weights weights = params.finish(folder.getFileName().toString())) {
            Safetensors.write(weights.tensors(), Map.of(), folder.resolve("diffusion_pytorch_model.safetensors"));
        }
    }
}
