// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;

/**
 * SAM 2's tensors under the names of its own {@code .pt} files, brought to those of transformers' {@code Sam2Model}. What
 * serves videos alone is left out of either.
 */
public final class Sam2Names {
    static final String OFFICIAL_PATCH_EMBEDDING = "image_encoder.trunk.patch_embed.proj.weight";
    static final String OFFICIAL_BLOCKS = "image_encoder.trunk.blocks.";

    private static final Pattern VIDEO =
            Pattern.compile("(memory_|mask_downsample|obj_ptr_|object_pointer_proj|maskmem_"
                    + "|temporal_positional_encoding_projection_layer|no_mem_pos_enc|no_memory_positional_encoding|no_obj"
                    + "|no_object_pointer|occlusion_spatial_embedding_parameter).*");

    private record Rule(Pattern official, String transformers) {
        Rule(String official, String transformers) {
            this(Pattern.compile(official), transformers);
        }
    }

    /** One after the other, each wherever it fits. */
    private static final List<Rule> RULES = List.of(
            new Rule(
                    "^sam_prompt_encoder\\.pe_layer\\.positional_encoding_gaussian_matrix$",
                    "shared_image_embedding.positional_embedding"),
            new Rule("^image_encoder\\.trunk\\.", "vision_encoder.backbone."),
            new Rule("^image_encoder\\.neck\\.convs\\.(\\d+)\\.conv\\.", "vision_encoder.neck.convs.$1."),
            new Rule("^sam_prompt_encoder\\.", "prompt_encoder."),
            new Rule("^sam_mask_decoder\\.", "mask_decoder."),
            new Rule("^no_mem_embed$", "no_memory_embedding"),
            new Rule("patch_embed\\.proj\\.", "patch_embed.projection."),
            new Rule("mask_downscaling\\.0\\.", "mask_embed.conv1."),
            new Rule("mask_downscaling\\.1\\.", "mask_embed.layer_norm1."),
            new Rule("mask_downscaling\\.3\\.", "mask_embed.conv2."),
            new Rule("mask_downscaling\\.4\\.", "mask_embed.layer_norm2."),
            new Rule("mask_downscaling\\.6\\.", "mask_embed.conv3."),
            new Rule("output_upscaling\\.0\\.", "upscale_conv1."),
            new Rule("output_upscaling\\.1\\.", "upscale_layer_norm."),
            new Rule("output_upscaling\\.3\\.", "upscale_conv2."),
            new Rule("norm_final_attn\\.", "layer_norm_final_attn."),
            new Rule("\\.norm(\\d)\\.", ".layer_norm$1."),
            new Rule("\\.out_proj\\.", ".o_proj."),
            new Rule("\\.mlp\\.layers\\.0\\.", ".mlp.proj_in."),
            new Rule("\\.mlp\\.layers\\.1\\.", ".mlp.proj_out."),
            new Rule(
                    "(hypernetworks_mlps\\.\\d+|iou_prediction_head|pred_obj_score_head)\\.layers\\.0\\.",
                    "$1.proj_in."),
            new Rule(
                    "(hypernetworks_mlps\\.\\d+|iou_prediction_head|pred_obj_score_head)\\.layers\\.2\\.",
                    "$1.proj_out."),
            new Rule(
                    "(hypernetworks_mlps\\.\\d+|iou_prediction_head|pred_obj_score_head)\\.layers\\.1\\.",
                    "$1.layers.0."));

    private Sam2Names() {}

    /** Whether the file has the names of SAM 2's own code. */
    public static boolean official(StateDict weights) {
        return weights.get(OFFICIAL_PATCH_EMBEDDING) != null;
    }

    /** The weights under the names {@link Sam2Model} asks for, under either names before; shares the handles. */
    public static StateDict forModel(StateDict weights) {
        boolean official = official(weights);
        Map<String, Tensor> named = new LinkedHashMap<>();
        weights.tensors().forEach((name, t) -> {
            if (!VIDEO.matcher(name).matches()
                    && !name.equals("prompt_encoder.shared_embedding.positional_embedding")) {
                named.put(official ? transformersName(name) : name, t);
            }
        });
        if (official) {
            gatherKinds(named);
        }
        return new StateDict(weights.source(), named, weights.metadata());
    }

    static String transformersName(String official) {
        String name = official;
        for (Rule rule : RULES) {
            name = rule.official().matcher(name).replaceAll(rule.transformers());
        }
        return name;
    }

    /** Officially each kind of point has a tensor of its own. */
    private static void gatherKinds(Map<String, Tensor> named) {
        Tensor[] kinds = new Tensor[SamPromptEncoder.KINDS];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = named.remove("prompt_encoder.point_embeddings." + i + ".weight");
            if (kinds[i] == null) {
                return;
            }
        }
        named.put("prompt_encoder.point_embed.weight", TensorScope.keep(TensorScope.tidy(() -> Ops.cat(0, kinds))));
    }
}
