// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Attention within each frame, then along the frames, mixed, and added to the input. Weights: {@code norm proj_in
 * transformer_blocks temporal_transformer_blocks time_pos_embed time_mixer proj_out}.
 *
 * <p>All that depends on the image token and on the number of frames alone is computed by {@link #prepare}, once a run
 * instead of once a step. {@code norm2}, {@code to_q} and {@code to_k} of the attention to that token have no effect
 * on the result, as the softmax over a single key is 1; they are weights of the checkpoint all the same.
 */
public final class TransformerSpatioTemporal {
    private final GroupNorm norm;
    private final Linear projIn;
    private final List<BasicTransformerBlock> transformerBlocks = new ArrayList<>();
    private final List<TemporalBasicTransformerBlock> temporalTransformerBlocks = new ArrayList<>();
    private final TimestepEmbedding timePosEmbed;
    private final AlphaBlender timeMixer;
    private final Linear projOut;
    private final long channels;

    /**
     * @param layers pairs of a spatial and a temporal block
     * @param context width of the image token
     */
    public TransformerSpatioTemporal(Params p, long channels, long heads, int layers, long context, long groups) {
        this.channels = channels;
        norm = new GroupNorm(p.at("norm"), groups, channels, 1e-6);
        projIn = new Linear(p.at("proj_in"), channels, channels);
        for (int i = 0; i < layers; i++) {
            transformerBlocks.add(new BasicTransformerBlock(p.at("transformer_blocks", i), channels, heads, context));
        }
        for (int i = 0; i < layers; i++) {
            temporalTransformerBlocks.add(new TemporalBasicTransformerBlock(
                    p.at("temporal_transformer_blocks", i), channels, heads, context));
        }
        timePosEmbed = new TimestepEmbedding(p.at("time_pos_embed"), channels, 4 * channels, channels);
        timeMixer = new AlphaBlender(p.at("time_mixer"), 0.5, false);
        projOut = new Linear(p.at("proj_out"), channels, channels);
    }

    /**
     * What does not change from step to step.
     *
     * @param spatial (B*F, 1, C) for each layer, added to every token of a frame
     * @param temporal (M, C) for each layer: what the image token of each video adds in the temporal blocks
     * @param positions (1, F, 1, C), added to every token of a frame before the temporal blocks
     * @param firstOfPass see {@link #prepareInterleaved}; -1 where each video has its own token
     */
    public record Prepared(List<Tensor> spatial, List<Tensor> temporal, Tensor positions, long firstOfPass)
            implements AutoCloseable {
        /** (B, 1, 1, C) or (B, 1, N, C): what is added to the tokens of each video. */
        private Tensor temporal(int layer, long b, long n) {
            Tensor vectors = temporal.get(layer);
            if (firstOfPass < 0) {
                return vectors.view(b, 1, 1, -1); // (B,C) -> (B,1,1,C)
            }
            long[] token = new long[(int) (b * n)];
            for (int i = 0; i < token.length; i++) {
                token[i] = (firstOfPass * n + i) % vectors.size(0);
            }
            Tensor index = Ops.tensor(token, token.length).to(vectors.device(), ScalarType.Long);
            return vectors.index_select(0, index).view(b, 1, n, -1); // (B*N,C) -> (B,1,N,C)
        }

        /** All of them, for {@link #with}. */
        public List<Tensor> tensors() {
            List<Tensor> all = new ArrayList<>(spatial);
            all.addAll(temporal);
            all.add(positions);
            return all;
        }

        /** The same with other tensors, in the order of {@link #tensors}. */
        public Prepared with(List<Tensor> all) {
            int layers = spatial.size();
            return new Prepared(
                    List.copyOf(all.subList(0, layers)),
                    List.copyOf(all.subList(layers, 2 * layers)),
                    all.get(2 * layers),
                    firstOfPass);
        }

        @Override
        public void close() {
            spatial.forEach(Tensor::close);
            temporal.forEach(Tensor::close);
            positions.close();
        }
    }

    /**
     * Computes what does not change from step to step; the tensors belong to the caller's scope.
     *
     * @param imageTokens (B, 1, context)
     */
    public Prepared prepare(Tensor imageTokens, long frames) {
        return prepare(imageTokens, imageTokens, -1, frames);
    }

    /**
     * As {@link #prepare}, with the slip of the diffusers that the authors' code carries (0.25): its temporal attention
     * gets the tokens of a pass of M videos in the wrong order, so that position n of video b sees that of video (b N +
     * n) mod M. With guidance, every other position of either half sees the other half's token.
     *
     * @param passTokens (M, 1, context), of all videos of the pass
     * @param first of the videos computed here
     * @param count of the videos computed here
     */
    public Prepared prepareInterleaved(Tensor passTokens, long first, long count, long frames) {
        return prepare(passTokens.narrow(0, first, count), passTokens, first, frames);
    }

    private Prepared prepare(Tensor imageTokens, Tensor temporalTokens, long first, long frames) {
        long b = imageTokens.size(0);
        List<Tensor> spatial = new ArrayList<>();
        for (BasicTransformerBlock block : transformerBlocks) {
            spatial.add(TensorScope.tidy(() -> block.prepare(imageTokens)
                    .unsqueeze(1)
                    .expand(b, frames, 1, channels)
                    .reshape(b * frames, 1, channels))); // (B,1,C) -> (B,F,1,C) -> (B*F,1,C)
        }
        List<Tensor> temporal = new ArrayList<>();
        for (TemporalBasicTransformerBlock block : temporalTransformerBlocks) {
            temporal.add(TensorScope.tidy(() -> block.prepare(temporalTokens).squeeze(1))); // (M,1,C) -> (M,C)
        }
        Tensor positions = TensorScope.tidy(() -> {
            Tensor indices = Ops.linspace(0, frames - 1.0, frames).to(imageTokens.device(), ScalarType.Float);
            Tensor sinusoids = TimestepEmbedding.sinusoids(indices, channels).to(imageTokens.scalar_type());
            return timePosEmbed.forward(sinusoids).view(1, frames, 1, channels); // (F,C) -> (1,F,1,C)
        });
        return new Prepared(List.copyOf(spatial), List.copyOf(temporal), positions, first);
    }

    /** (B*F, C, H, W) -> (B*F, C, H, W). */
    public Tensor forward(Tensor x, long frames, Prepared prepared) {
        long bf = x.size(0);
        long height = x.size(2);
        long width = x.size(3);
        long n = height * width;
        return TensorScope.tidy(() -> {
            Tensor h = TensorScope.then(
                    norm.forward(x),
                    y -> y.view(bf, channels, n).transpose(1, 2).contiguous()); // (B*F,C,H,W) -> (B*F,N,C)
            h = TensorScope.then(h, projIn::forward);
            for (int i = 0; i < transformerBlocks.size(); i++) {
                int layer = i;
                h = TensorScope.then(
                        h, y -> transformerBlocks.get(layer).forwardPrepared(y, prepared.spatial.get(layer)));
                h = TensorScope.then(h, y -> mixFrames(y, bf / frames, frames, n, layer, prepared));
            }
            h = TensorScope.then(h, projOut::forward);
            return x.add(h.transpose(1, 2).view(bf, channels, height, width)); // (B*F,N,C) -> (B*F,C,H,W)
        });
    }

    private Tensor mixFrames(Tensor h, long b, long frames, long n, int layer, Prepared prepared) {
        Tensor spatial = h.view(b, frames, n, channels); // (B*F,N,C) -> (B,F,N,C)
        Tensor temporal = TensorScope.then(
                spatial.add(prepared.positions),
                y -> temporalTransformerBlocks.get(layer).forwardPrepared(y, prepared.temporal(layer, b, n)));
        return timeMixer.forward(spatial, temporal).view(b * frames, n, channels); // (B,F,N,C) -> (B*F,N,C)
    }
}
