// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.checkpoint.WeightFiles;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import dev.tractrix.metricnets.InceptionI3d;
import dev.tractrix.metricnets.TrainingCounters;
import dev.tractrix.metricnets.VideoFit;
import dev.tractrix.models.Digests;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import dev.tractrix.tensor.TorchScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.bytedeco.pytorch.Tensor;

/** FVD: each clip by I3D, from its weights in the network built here or from the public TorchScript program. */
public final class I3dFeatures implements FeatureNetwork {
    /**
     * What the public program is asked for: the logits, not the probabilities; frames come fitted and scaled already, so
     * that both files see the same.
     */
    private static final Map<String, Boolean> SWITCHES =
            Map.of("rescale", false, "resize", false, "return_features", true);

    private final TorchScript program;
    private final InceptionI3d model;
    private final Weights weights;
    private final VideoFit fit;
    private final int frames;
    private final String identity;

    /**
     * @param file weights of the PyTorch port, or a TorchScript program
     * @param fit how frames come to 224 x 224
     * @param frames of a clip, 9 to 1000; the published FVDs have 14, 16 or more
     * @throws BadInputException for a file that is neither
     */
    public I3dFeatures(Path file, VideoFit fit, int frames) {
        if (frames < InceptionI3d.MIN_FRAMES || frames > 1000) {
            throw BadInputException.of(
                    "FVD", InceptionI3d.MIN_FRAMES + " to 1000 frames a clip", frames, "choose another --clip-frames");
        }
        this.fit = fit;
        this.frames = frames;
        if (isProgram(file)) {
            program = TorchScript.open(file);
            model = null;
            weights = null;
        } else {
            program = null;
            try (StateDict read = WeightFiles.read(file)) {
                Params params = Params.from(TrainingCounters.without(read));
                model = new InceptionI3d(params);
                weights = params.finish("I3D, RGB, Kinetics-400");
            }
        }
        identity =
                "I3D logits, " + frames + " frames, " + fit.word() + " preprocessing, weights " + Digests.sha256(file);
    }

    /** TorchScript archives have a pickle of constants. */
    private static boolean isProgram(Path file) {
        if (!Files.isRegularFile(file)) {
            return false; // the reader of weights says so
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.stream().anyMatch(e -> e.getName().endsWith("/constants.pkl"));
        } catch (IOException e) {
            return false; // not a zip: an old file of weights, or none
        }
    }

    @Override
    public String measure() {
        return "FVD";
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public int dimension() {
        return InceptionI3d.CLASSES;
    }

    @Override
    public int clipFrames() {
        return frames;
    }

    @Override
    public List<double[]> features(List<Picture> clip) {
        if (clip.size() != frames) {
            throw new IllegalArgumentException("expected " + frames + " frames, got " + clip.size());
        }
        float[] logits = Guards.inference(() -> TensorScope.inside(() -> {
            Tensor video = fit.frames(Vectors.bytes(clip));
            return Ops.toFloats(program == null ? model.logits(video) : program.forward(video, SWITCHES));
        }));
        if (logits.length != InceptionI3d.CLASSES) {
            throw BadInputException.of(
                    "the TorchScript program", "400 numbers a clip", logits.length, "use the public I3D program");
        }
        return Vectors.rows(logits, InceptionI3d.CLASSES);
    }

    @Override
    public void close() {
        if (program != null) {
            program.close();
        } else {
            weights.close();
        }
    }
}
