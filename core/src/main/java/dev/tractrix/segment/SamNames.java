// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.tensor.Ops;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;

/**
 * SAM's tensors under the names of segment-anything's {@code .pth} files and under those of transformers'
 * {@code SamModel}. Every rule is a pair of names that differ in one place, and is read in both directions.
 */
public final class SamNames {
    static final String OFFICIAL_PATCH_EMBEDDING = "image_encoder.patch_embed.proj.weight";

    private static final String MOBILE_PATCH_EMBEDDING = "image_encoder.patch_embed.seq.0.c.weight";

    /** What MobileSAM's file has of TinyViT's training for classification, and counters and tables that follow from the shape. */
    private static final Pattern UNUSED =
            Pattern.compile("image_encoder\\.(norm_head|head)\\..*|.*\\.(num_batches_tracked|attention_bias_idxs|ab)");

    private static final String POSITIONS = "shared_image_embedding.positional_embedding";

    /** The same numbers once more, in some transformers files. */
    private static final String POSITIONS_AGAIN = "prompt_encoder.shared_embedding.positional_embedding";

    private static final String OFFICIAL_POSITIONS = "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix";

    /** A name's beginning in each spelling; the longest that fits decides. */
    private record Rule(String official, String transformers) {}

    private static final List<Rule> BEGINNINGS = List.of(
            new Rule("image_encoder.patch_embed.proj.", "vision_encoder.patch_embed.projection."),
            new Rule("image_encoder.pos_embed", "vision_encoder.pos_embed"),
            new Rule("image_encoder.neck.0.", "vision_encoder.neck.conv1."),
            new Rule("image_encoder.neck.1.", "vision_encoder.neck.layer_norm1."),
            new Rule("image_encoder.neck.2.", "vision_encoder.neck.conv2."),
            new Rule("image_encoder.neck.3.", "vision_encoder.neck.layer_norm2."),
            new Rule("image_encoder.blocks.", "vision_encoder.layers."),
            new Rule("prompt_encoder.point_embeddings.", "prompt_encoder.point_embed."),
            new Rule("prompt_encoder.mask_downscaling.0.", "prompt_encoder.mask_embed.conv1."),
            new Rule("prompt_encoder.mask_downscaling.1.", "prompt_encoder.mask_embed.layer_norm1."),
            new Rule("prompt_encoder.mask_downscaling.3.", "prompt_encoder.mask_embed.conv2."),
            new Rule("prompt_encoder.mask_downscaling.4.", "prompt_encoder.mask_embed.layer_norm2."),
            new Rule("prompt_encoder.mask_downscaling.6.", "prompt_encoder.mask_embed.conv3."),
            new Rule("prompt_encoder.not_a_point_embed.", "prompt_encoder.not_a_point_embed."),
            new Rule("prompt_encoder.no_mask_embed.", "prompt_encoder.no_mask_embed."),
            new Rule(OFFICIAL_POSITIONS, POSITIONS),
            new Rule("mask_decoder.output_upscaling.0.", "mask_decoder.upscale_conv1."),
            new Rule("mask_decoder.output_upscaling.1.", "mask_decoder.upscale_layer_norm."),
            new Rule("mask_decoder.output_upscaling.3.", "mask_decoder.upscale_conv2."),
            new Rule("mask_decoder.transformer.norm_final_attn.", "mask_decoder.transformer.layer_norm_final_attn."),
            new Rule("mask_decoder.", "mask_decoder."));

    private static final Pattern OFFICIAL_NORM = Pattern.compile("(\\.(?:blocks|layers)\\.\\d+)\\.norm(\\d)\\.");
    private static final Pattern NORM = Pattern.compile("(\\.(?:blocks|layers)\\.\\d+)\\.layer_norm(\\d)\\.");
    private static final String HEADS = "^(mask_decoder\\.(?:output_hypernetworks_mlps\\.\\d+|iou_prediction_head))\\.";
    private static final Pattern OFFICIAL_HEAD = Pattern.compile(HEADS + "layers\\.(\\d+)\\.(weight|bias)$");
    private static final Pattern HEAD = Pattern.compile(HEADS + "(proj_in|layers\\.(\\d+)|proj_out)\\.(weight|bias)$");

    private SamNames() {}

    /** Whether the file has segment-anything's names, or MobileSAM's, which are these but for the image encoder's. */
    public static boolean official(StateDict weights) {
        return weights.get(OFFICIAL_PATCH_EMBEDDING) != null || mobile(weights);
    }

    static boolean mobile(StateDict weights) {
        return weights.get(MOBILE_PATCH_EMBEDDING) != null;
    }

    /**
     * The weights under the names {@link SamModel} asks for; shares the handles. Of transformers' two copies of the
     * position matrix one is left.
     *
     * @param weights under either names
     * @throws BadInputException when the two copies differ
     */
    public static StateDict forModel(StateDict weights) {
        if (official(weights)) {
            return toTransformers(weights);
        }
        Tensor one = weights.get(POSITIONS);
        Tensor two = weights.get(POSITIONS_AGAIN);
        if (two == null) {
            return weights;
        }
        Map<String, Tensor> named = new LinkedHashMap<>(weights.tensors());
        named.remove(POSITIONS_AGAIN);
        if (one == null) {
            named.put(POSITIONS, two);
        } else if (!(Ops.relativeError(one, two) == 0)) {
            throw BadInputException.of(
                    weights.source(),
                    "the same numbers in " + POSITIONS + " and " + POSITIONS_AGAIN,
                    "others",
                    "fetch it again");
        }
        return new StateDict(weights.source(), named, weights.metadata());
    }

    /** From segment-anything's names; one that has no counterpart stays as it is. Shares the handles. */
    public static StateDict toTransformers(StateDict official) {
        Map<String, Integer> depths = headDepths(official);
        return renamed(official, name -> transformersName(name, depths));
    }

    /** To segment-anything's names, as {@link #toTransformers}. */
    public static StateDict toOfficial(StateDict transformers) {
        Map<String, Integer> depths = headDepths(transformers);
        return renamed(transformers, name -> officialName(name, depths));
    }

    private static StateDict renamed(StateDict weights, UnaryOperator<String> rename) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        weights.tensors().forEach((name, t) -> {
            if (UNUSED.matcher(name).matches()) {
                return;
            }
            if (named.put(rename.apply(name), t) != null) {
                throw BadInputException.of(weights.source(), "one tensor " + rename.apply(name), "two", "rename one");
            }
        });
        return new StateDict(weights.source(), named, weights.metadata());
    }

    private static String transformersName(String name, Map<String, Integer> depths) {
        String s = OFFICIAL_NORM.matcher(name).replaceFirst("$1.layer_norm$2.");
        Matcher head = OFFICIAL_HEAD.matcher(s);
        if (head.matches()) {
            int layer = Integer.parseInt(head.group(2));
            int last = depths.get(head.group(1)) - 1;
            String place = layer == 0 ? "proj_in" : layer == last ? "proj_out" : "layers." + (layer - 1);
            return head.group(1) + "." + place + "." + head.group(3);
        }
        for (Rule rule : BEGINNINGS) {
            if (s.startsWith(rule.official())) {
                return rule.transformers() + s.substring(rule.official().length());
            }
        }
        return name;
    }

    private static String officialName(String name, Map<String, Integer> depths) {
        String s = NORM.matcher(name).replaceFirst("$1.norm$2.");
        Matcher head = HEAD.matcher(s);
        if (head.matches()) {
            int last = depths.get(head.group(1)) - 1;
            int layer = switch (head.group(2)) {
                case "proj_in" -> 0;
                case "proj_out" -> last;
                default -> Integer.parseInt(head.group(3)) + 1;
            };
            return head.group(1) + ".layers." + layer + "." + head.group(4);
        }
        for (Rule rule : BEGINNINGS) {
            if (s.startsWith(rule.transformers())) {
                return rule.official() + s.substring(rule.transformers().length());
            }
        }
        return name;
    }

    /** Linear layers of each perceptron, by its name: one has a weight each, in either spelling. */
    private static Map<String, Integer> headDepths(StateDict weights) {
        Map<String, Integer> depths = new LinkedHashMap<>();
        Pattern any = Pattern.compile(HEADS + ".*\\.weight$");
        for (String name : weights.tensors().keySet()) {
            Matcher m = any.matcher(name);
            if (m.matches()) {
                depths.merge(m.group(1), 1, Integer::sum);
            }
        }
        return depths;
    }
}
