// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.metricnets;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How frames come to the 224 x 224 that I3D looks at: bilinear without antialias, corners not aligned. For square clips
 * both are the same.
 */
public enum VideoFit {
    /** The whole frame is stretched (StyleGAN-V). */
    STYLEGAN_V("stylegan-v"),
    /** The short side is scaled, the middle is cut out (VideoGPT). */
    VIDEOGPT("videogpt");

    private final String word;

    VideoFit(String word) {
        this.word = word;
    }

    /** As options and records say it. */
    public String word() {
        return word;
    }

    /** @throws BadInputException for another word */
    public static VideoFit of(String word) {
        List<String> words = Arrays.stream(values()).map(VideoFit::word).toList();
        int at = words.indexOf(word);
        if (at < 0) {
            throw BadInputException.of("preprocessing", "one of " + words, word, "choose one");
        }
        return values()[at];
    }

    /** (F, 3, H, W) in 0..255 -> (1, 3, F, 224, 224) in -1..1. */
    public Tensor frames(Tensor video) {
        return TensorScope.tidy(() -> {
            Tensor unit = Ops.mul(video.to(ScalarType.Float), 1.0 / 255);
            Tensor fitted = switch (this) {
                case STYLEGAN_V -> Ops.upsampleBilinear(unit, InceptionI3d.SIDE, InceptionI3d.SIDE);
                case VIDEOGPT -> cropped(unit);
            };
            // (F, 3, 224, 224) -> (1, 3, F, 224, 224)
            return Ops.add(Ops.mul(fitted.permute(1, 0, 2, 3).unsqueeze(0), 2), -1)
                    .contiguous();
        });
    }

    private static Tensor cropped(Tensor x) {
        long side = InceptionI3d.SIDE;
        long h = x.size(2);
        long w = x.size(3);
        double scale = (double) side / Math.min(h, w);
        long rows = h < w ? side : (long) Math.ceil(h * scale);
        long columns = h < w ? (long) Math.ceil(w * scale) : side;
        return Ops.upsampleBilinear(x, rows, columns)
                .narrow(2, (rows - side) / 2, side)
                .narrow(3, (columns - side) / 2, side);
    }
}
