// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.preflight;

import dev.tractrix.control.ControlNetConfig;
import dev.tractrix.features.FeatureUNetConfig;
import dev.tractrix.refiner.RefinerConfig;
import dev.tractrix.refiner.RefinerInput;
import dev.tractrix.refiner.RefinerNetwork;
import dev.tractrix.svd.SpatioTemporalUNetConfig;
import dev.tractrix.svd.TemporalVaeConfig;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** The passes of each network, walked through from its configuration as its own constructor does. */
final class NetworkCosts {
    private NetworkCosts() {}

    /** What the U-Nets' walks share: one entry a level, the full size first. */
    private record Levels(
            List<Integer> channels, List<Integer> layers, List<Integer> transformers, boolean[] down, boolean[] up) {
        int count() {
            return channels.size();
        }
    }

    /**
     * One pass of the video U-Net.
     *
     * @param videos in the batch
     * @param height latent cells
     * @param width latent cells
     */
    static PassCost unet(SpatioTemporalUNetConfig c, int videos, int frames, int height, int width) {
        PassCost cost = new PassCost(true, frames);
        int pictures = videos * frames;
        walk(cost, levels(c), c.inChannels(), c.outChannels(), pictures, height, width, true);
        return cost;
    }

    /** One pass of the ControlNet: the U-Net's first half. Its 1x1 convolutions are too small to count. */
    static PassCost controlNet(SpatioTemporalUNetConfig c, int videos, int frames, int height, int width) {
        PassCost cost = new PassCost(true, frames);
        walk(cost, levels(c), c.inChannels(), c.outChannels(), videos * frames, height, width, false);
        return cost;
    }

    /**
     * The control embedding of one frame, made once a run: both branches, three halvings each.
     *
     * @param height pixels
     * @param width pixels
     */
    static PassCost controlEncoder(ControlNetConfig c, int height, int width) {
        PassCost cost = new PassCost(false, 1);
        int out = c.unet().blockOutChannels().get(0);
        double positions = (double) height * width;
        cost.layer(
                positions,
                c.conditioningChannels(),
                c.conditioningEmbeddingOutChannels().get(0),
                9);
        for (List<Integer> branch : List.of(c.conditioningEmbeddingOutChannels(), c.featureOutChannels())) {
            double here = positions;
            for (int i = 0; i + 1 < branch.size(); i++) {
                cost.layer(here, branch.get(i), branch.get(i), 9);
                here /= 4;
                cost.layer(here, branch.get(i), branch.get(i + 1), 9);
            }
            cost.layer(here, branch.get(branch.size() - 1), out, 9);
        }
        return cost;
    }

    /** One pass of the image U-Net that yields entity features. */
    static PassCost features(FeatureUNetConfig c, int pictures, int height, int width) {
        PassCost cost = new PassCost(false, 1);
        int n = c.blockOutChannels().size();
        boolean[] down = new boolean[n];
        boolean[] up = new boolean[n];
        for (int i = 0; i < n; i++) {
            down[i] = c.downAttention().get(i);
            up[i] = c.upAttention().get(i);
        }
        Levels levels = new Levels(
                c.blockOutChannels(),
                Collections.nCopies(n, c.layersPerBlock()),
                Collections.nCopies(n, c.transformerLayers()),
                down,
                up);
        walk(cost, levels, c.inChannels(), c.outChannels(), pictures, height, width, true);
        return cost;
    }

    /**
     * Decoding some frames at a time.
     *
     * @param height latent cells
     * @param width latent cells
     */
    static PassCost decode(TemporalVaeConfig c, int frames, int height, int width) {
        PassCost cost = new PassCost(true, frames);
        List<Integer> channels = c.blockOutChannels();
        int top = channels.get(channels.size() - 1);
        double positions = (double) frames * height * width;
        cost.layer(positions, c.latentChannels(), top, 9);
        middle(cost, positions, (double) height * width, top);
        int in = top;
        for (int level = channels.size() - 1; level >= 0; level--) {
            int out = channels.get(level);
            for (int i = 0; i <= c.layersPerBlock(); i++) {
                cost.residual(positions, i == 0 ? in : out, out);
            }
            if (level > 0) {
                positions *= 4;
                cost.layer(positions, out, out, 9);
            }
            in = out;
        }
        cost.layer(positions, in, c.outChannels(), 9);
        return cost;
    }

    /** Encoding pictures; the same for the video and the image autoencoder. */
    static PassCost encode(
            List<Integer> channels, int layersPerBlock, int latentChannels, int pictures, int height, int width) {
        PassCost cost = new PassCost(false, 1);
        int factor = 1 << (channels.size() - 1);
        double positions = (double) pictures * height * width * factor * factor;
        cost.layer(positions, 3, channels.get(0), 9);
        int in = channels.get(0);
        for (int level = 0; level < channels.size(); level++) {
            for (int i = 0; i < layersPerBlock; i++) {
                cost.residual(positions, i == 0 ? in : channels.get(level), channels.get(level));
            }
            in = channels.get(level);
            if (level < channels.size() - 1) {
                positions /= 4;
                cost.layer(positions, in, in, 9);
            }
        }
        middle(cost, positions, (double) height * width, in);
        cost.layer(positions, in, 2 * latentChannels, 9);
        return cost;
    }

    /**
     * Mending one frame of an animatic.
     *
     * @param height pixels
     * @param width pixels
     */
    static PassCost refiner(RefinerConfig c, int height, int width) {
        PassCost cost = new PassCost(false, 1);
        int fold = RefinerNetwork.FOLD * RefinerNetwork.FOLD;
        int first = c.channels().get(0);
        double folded = (double) height * width / fold;
        double positions = folded;
        cost.layer(positions, fold * RefinerInput.CHANNELS, first, 9);
        for (int level = 0; level < c.channels().size(); level++) {
            int channels = c.channels().get(level);
            boolean last = level + 1 == c.channels().size();
            // the smallest level has its blocks once, the others on both sides
            for (int i = 0; i < (last ? 1 : 2) * c.layers(); i++) {
                cost.residual(positions, channels, channels);
            }
            if (!last) {
                int next = c.channels().get(level + 1);
                cost.keep(positions * channels);
                positions /= 4;
                cost.layer(positions, channels, next, 9);
                cost.layer(positions, next, channels, 1);
            }
        }
        cost.layer(folded, first, 3 * fold, 9);
        return cost;
    }

    private static void middle(PassCost cost, double positions, double tokens, int channels) {
        cost.residual(positions, channels, channels);
        // one head over the whole picture: its four projections and its two products
        cost.layer(positions, channels, 4 * channels, 1);
        cost.attention(positions, tokens, channels);
        cost.residual(positions, channels, channels);
    }

    private static Levels levels(SpatioTemporalUNetConfig c) {
        int n = c.blocks();
        boolean[] down = new boolean[n];
        boolean[] up = new boolean[n];
        for (int i = 0; i < n; i++) {
            down[i] = c.downBlockTypes().get(i).startsWith("CrossAttn");
            up[i] = c.upBlockTypes().get(i).startsWith("CrossAttn");
        }
        return new Levels(c.blockOutChannels(), c.layersPerBlock(), c.transformerLayersPerBlock(), down, up);
    }

    private static void walk(
            PassCost cost, Levels levels, int in, int out, int pictures, int height, int width, boolean whole) {
        int n = levels.count();
        double positions = (double) pictures * height * width;
        double tokens = (double) height * width;
        Deque<Integer> skips = new ArrayDeque<>();
        int channels = levels.channels.get(0);
        cost.layer(positions, in, channels, 9);
        cost.keep(positions * channels);
        skips.push(channels);
        for (int i = 0; i < n; i++) {
            int c = levels.channels.get(i);
            for (int layer = 0; layer < levels.layers.get(i); layer++) {
                cost.residual(positions, channels, c);
                channels = c;
                attend(cost, levels.down[i], positions, tokens, c, levels.transformers.get(i));
                cost.keep(positions * c);
                skips.push(c);
            }
            if (i < n - 1) {
                positions /= 4;
                tokens /= 4;
                cost.layer(positions, c, c, 9);
                cost.keep(positions * c);
                skips.push(c);
            }
        }
        cost.residual(positions, channels, channels);
        cost.transformer(positions, tokens, channels, levels.transformers.get(n - 1));
        cost.residual(positions, channels, channels);
        if (!whole) {
            return;
        }
        for (int i = 0; i < n; i++) {
            int level = n - 1 - i;
            int c = levels.channels.get(level);
            for (int layer = 0; layer <= levels.layers.get(level); layer++) {
                cost.residual(positions, channels + skips.pop(), c);
                channels = c;
                attend(cost, levels.up[i], positions, tokens, c, levels.transformers.get(level));
            }
            if (level > 0) {
                positions *= 4;
                tokens *= 4;
                cost.layer(positions, c, c, 9);
            }
        }
        cost.layer(positions, channels, out, 9);
    }

    private static void attend(PassCost cost, boolean attends, double positions, double tokens, int width, int layers) {
        if (attends) {
            cost.transformer(positions, tokens, width, layers);
        }
    }
}
