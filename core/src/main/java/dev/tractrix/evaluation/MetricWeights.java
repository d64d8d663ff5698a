// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.models.ModelStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The weights that FID and FVD are defined by. They have licences of their own and are not fetched: they are looked for in
 * {@link #folder()} under their published names.
 */
public enum MetricWeights {
    /** InceptionV3 with the weights of pytorch-fid. */
    FID(
            List.of("pt_inception-2015-12-05-6726825d.pth"),
            "https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/pt_inception-2015-12-05-6726825d.pth"),
    /** I3D, RGB, Kinetics-400: the program, or weights of the PyTorch port. */
    FVD(
            List.of("i3d_torchscript.pt", "i3d_pretrained_400.pt"),
            "i3d_torchscript.pt (https://www.dropbox.com/s/ge9e5ujwgetktms/i3d_torchscript.pt, linked from StyleGAN-V) or"
                    + " i3d_pretrained_400.pt (linked from VideoGPT)");

    private final List<String> names;
    private final String source;

    MetricWeights(List<String> names, String source) {
        this.names = names;
        this.source = source;
    }

    /** Where they are looked for, beside the kept models. */
    public static Path folder() {
        return ModelStore.folder().resolveSibling("metrics");
    }

    /** The file, where it is there. */
    public Optional<Path> installed() {
        return names.stream()
                .map(n -> folder().resolve(n))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** What is missing and how to get it, one line. @param option that names a file of weights */
    public String missing(String option) {
        return this + " not computed: it needs the weights of " + (this == FID ? "InceptionV3" : "I3D") + ", " + source
                + "; put the file into " + folder() + " or name it with " + option;
    }
}
