// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.animatic.CutOut;
import dev.tractrix.animatic.ThingCompletion;
import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.completion.CompletionConfig;
import dev.tractrix.completion.CompletionNetwork;
import dev.tractrix.completion.LearnedCompletion;
import dev.tractrix.image.Mask;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.Devices;
import dev.tractrix.vision.FloatImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * Completes things as the embedded model does, with that one network of it, for what is shown before a clip is made. It is
 * opened when the first thing is asked for. Where there is no embedded model things stay cut. For several threads.
 */
public final class EmbeddedCompletion implements ThingCompletion, AutoCloseable {
    private ThingCompletion opened;
    private Weights weights;

    @Override
    public CutOut complete(FloatImage cutOut, Mask covered, BooleanSupplier cancelled) {
        return opened().complete(cutOut, covered, cancelled);
    }

    private synchronized ThingCompletion opened() {
        if (opened == null) {
            opened = open();
        }
        return opened;
    }

    private ThingCompletion open() {
        if (!EmbeddedModel.isPresent()) {
            return NONE;
        }
        Path model = EmbeddedModel.folder();
        Double readiness = ModelDefaults.of(model).settings().guideComplete();
        if (readiness == null || readiness == 0 || !Files.isDirectory(model.resolve("completion"))) {
            return NONE;
        }
        ModelFolder part = ModelFolder.find(model.resolve("completion"));
        try (StateDict file = part.weights()) {
            Params p = Params.from(file);
            CompletionNetwork network = new CompletionNetwork(p, CompletionConfig.of(part.config()));
            weights = p.finish("CompletionNetwork in completion");
            return new LearnedCompletion(network, Devices.cpu()).completion(readiness);
        }
    }

    /** After the last use. */
    @Override
    public synchronized void close() {
        if (weights != null) {
            weights.close();
            weights = null;
        }
        opened = NONE;
    }
}
