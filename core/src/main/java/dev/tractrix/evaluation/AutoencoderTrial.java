// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.pipeline.EmbeddedModel;
import dev.tractrix.pipeline.ModelDefaults;
import dev.tractrix.pipeline.Pixels;
import dev.tractrix.scene.Settings;
import dev.tractrix.svd.TemporalVae;
import dev.tractrix.svd.TemporalVaeConfig;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.TensorScope;
import dev.tractrix.vision.Resampling;
import java.nio.file.Path;

/**
 * What a model's autoencoder leaves of a photograph: the picture is encoded (the mean, nothing drawn) and decoded as a
 * clip of one frame. Nothing that a model makes can be nearer to the truth than that. Owns the autoencoder's weights.
 */
public final class AutoencoderTrial implements AutoCloseable {
    private final ModelDefaults defaults;
    private final TemporalVae vae;
    private final Weights weights;

    /**
     * One picture's result.
     *
     * @param width at which it was measured
     * @param height likewise
     * @param psnr of the 8-bit colours, dB
     * @param ssim of the luma, as {@link ClipMeasures}
     */
    public record Result(int width, int height, double psnr, double ssim) {}

    /**
     * Opens the autoencoder alone.
     *
     * @param model {@code embedded}, or a folder with a {@code vae}
     */
    public AutoencoderTrial(String model) {
        Path folder = model.equals("embedded") ? EmbeddedModel.folder() : Path.of(model);
        ModelFolder part = ModelFolder.find(folder.resolve("vae"));
        defaults = ModelDefaults.of(folder);
        try (StateDict file = part.weights()) {
            Params p = Params.from(file);
            vae = new TemporalVae(p, TemporalVaeConfig.of(part.config()));
            weights = p.finish("TemporalVae in " + part.folder());
        }
    }

    /** At the size that a clip of the picture has in the network. */
    public Result measure(Picture picture) {
        int[] size = defaults.size(Settings.NONE, picture.width(), picture.height());
        return measure(picture, size[0], size[1]);
    }

    /**
     * Cuts the picture to the size's aspect, as a scene is, and scales it.
     *
     * @throws BadInputException for sides that are no multiples of the autoencoder's factor
     */
    public Result measure(Picture picture, int width, int height) {
        int factor = vae.config().factor();
        if (width % factor != 0 || height % factor != 0) {
            throw BadInputException.of(
                    "size", "sides divisible by " + factor, width + "x" + height, "choose the nearest that are");
        }
        Picture asked = Resampling.resize(cut(picture, (double) width / height), width, height);
        Picture left = TensorScope.inside(() -> Guards.inference(() ->
                Pixels.toPicture(vae.decode(vae.encode(Pixels.toTensor(asked)).mean(), 1))));
        double sum = 0;
        for (int i = 0; i < asked.rgb().length; i++) {
            sum += Math.pow((asked.rgb()[i] & 0xff) - (left.rgb()[i] & 0xff), 2);
        }
        return new Result(width, height, ClipMeasures.psnr(sum, asked.rgb().length), ClipMeasures.ssim(asked, left));
    }

    /** The middle of the picture in the aspect. */
    private static Picture cut(Picture picture, double aspect) {
        int w = (int) Math.min(picture.width(), Math.round(picture.height() * aspect));
        int h = (int) Math.min(picture.height(), Math.round(picture.width() / aspect));
        int x = (picture.width() - w) / 2;
        int y = (picture.height() - h) / 2;
        return picture.part(x, y, Math.max(1, w), Math.max(1, h));
    }

    @Override
    public void close() {
        weights.close();
    }
}
