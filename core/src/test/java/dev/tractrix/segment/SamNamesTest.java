// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.checkpoint.Fixture;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SamNamesTest {
    private static final Path FOLDER = Path.of("src/test/resources/fixtures/sam/padded-windows");

    /** There and back every tensor has its name again, and the official ones are those of segment-anything's classes. */
    @Test
    void officialNamesAndBack() {
        try (TensorScope scope = TensorScope.open();
                Fixture fixture = Fixture.read(FOLDER)) {
            StateDict own = SamNames.forModel(fixture.model());
            StateDict official = SamNames.toOfficial(own);
            assertThat(SamNames.official(official)).isTrue();
            assertThat(SamNames.forModel(official).tensors().keySet())
                    .containsExactlyInAnyOrderElementsOf(own.tensors().keySet());
            assertThat(official.tensors().keySet())
                    .containsAll(Set.of(
                            "image_encoder.patch_embed.proj.weight",
                            "image_encoder.pos_embed",
                            "image_encoder.blocks.0.norm1.weight",
                            "image_encoder.blocks.0.attn.qkv.weight",
                            "image_encoder.blocks.0.attn.rel_pos_h",
                            "image_encoder.blocks.0.mlp.lin1.weight",
                            "image_encoder.neck.0.weight",
                            "image_encoder.neck.3.bias",
                            "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix",
                            "prompt_encoder.point_embeddings.0.weight",
                            "prompt_encoder.mask_downscaling.6.weight",
                            "prompt_encoder.no_mask_embed.weight",
                            "mask_decoder.iou_token.weight",
                            "mask_decoder.mask_tokens.weight",
                            "mask_decoder.transformer.layers.0.self_attn.q_proj.weight",
                            "mask_decoder.transformer.layers.0.norm4.weight",
                            "mask_decoder.transformer.norm_final_attn.weight",
                            "mask_decoder.output_upscaling.3.weight",
                            "mask_decoder.output_hypernetworks_mlps.0.layers.2.weight",
                            "mask_decoder.iou_prediction_head.layers.0.weight"));
        }
    }
}
