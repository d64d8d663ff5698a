// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.image.Picture;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Pictures to tensors and back. */
public final class Pixels {
    private Pixels() {}

    /** N pictures of one size -> (N, 3, H, W) float32 in [-1, 1]. */
    public static Tensor toTensor(List<Picture> pictures) {
        int w = pictures.get(0).width();
        int h = pictures.get(0).height();
        int size = 3 * w * h;
        byte[] all = new byte[Math.multiplyExact(pictures.size(), size)];
        for (int i = 0; i < pictures.size(); i++) {
            Picture p = pictures.get(i);
            if (p.width() != w || p.height() != h) {
                throw new IllegalArgumentException("pictures of one size: expected " + w + "x" + h + ", got "
                        + p.width() + "x" + p.height() + " at " + i);
            }
            System.arraycopy(p.rgb(), 0, all, i * size, size);
        }
        return TensorScope.tidy(() -> {
            Tensor bytes = Ops.bytes(all, pictures.size(), h, w, 3);
            Tensor unit = Ops.mul(bytes.to(ScalarType.Float), 2.0 / 255);
            return Ops.add(unit, -1).permute(0, 3, 1, 2).contiguous(); // (N,H,W,3) -> (N,3,H,W)
        });
    }

    /** One picture -> (1, 3, H, W) in [-1, 1]. */
    public static Tensor toTensor(Picture picture) {
        return toTensor(List.of(picture));
    }

    /** (N, 3, H, W) in [-1, 1], clamped and rounded -> N pictures. */
    public static List<Picture> toPictures(Tensor images) {
        Shapes.require("images", images, -1, 3, -1, -1);
        int h = (int) images.size(2);
        int w = (int) images.size(3);
        byte[] all = TensorScope.inside(() -> {
            Tensor scaled = Ops.mul(Ops.add(images.detach().to(ScalarType.Float), 1), 127.5);
            return Ops.toBytes(
                    Ops.clamp(scaled.round(), 0, 255).permute(0, 2, 3, 1).to(ScalarType.Byte));
        });
        List<Picture> out = new ArrayList<>();
        for (int i = 0; i < images.size(0); i++) {
            byte[] rgb = new byte[3 * w * h];
            System.arraycopy(all, i * rgb.length, rgb, 0, rgb.length);
            out.add(new Picture(w, h, rgb));
        }
        return out;
    }

    /** (1, 3, H, W) in [-1, 1] -> one picture. */
    public static Picture toPicture(Tensor image) {
        return toPictures(image).get(0);
    }
}
