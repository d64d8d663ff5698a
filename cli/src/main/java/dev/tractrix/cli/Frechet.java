// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.evaluation.EmbeddedFeatures;
import dev.tractrix.evaluation.FeatureNetwork;
import dev.tractrix.evaluation.FrechetDistance;
import dev.tractrix.evaluation.I3dFeatures;
import dev.tractrix.evaluation.InceptionFeatures;
import dev.tractrix.evaluation.KernelDistance;
import dev.tractrix.evaluation.MetricWeights;
import dev.tractrix.evaluation.StatisticsFile;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.metricnets.VideoFit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code tractrix frechet}: FID, FVD with KVD, and the distance that needs no download. */
@Command(
        name = "frechet",
        header = "FID or FVD (with KVD) of generated clips against real ones.",
        description = {
            "Each side is a folder with pictures or clips at any depth, a clip, or statistics (.npz, as of pytorch-fid).",
            "FID and FVD need published weights, which are not part of Tractrix. Without them it says which and where from,",
            "and gives the Frechet distance of the embedded model's features instead, under that name."
        })
final class Frechet extends Action {
    /** What is measured. */
    enum Measure {
        FID,
        FVD,
        EMBEDDED
    }

    @Parameters(index = "0", paramLabel = "GENERATED", description = "What was made.")
    private Path generated;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "REAL",
            description = "What it is held against; left out with --save.")
    private Path real;

    @Option(
            names = "--measure",
            paramLabel = "M",
            defaultValue = "fid",
            description = "fid, fvd or embedded; ${DEFAULT-VALUE} where unset.")
    private Measure measure;

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = "FID: pt_inception-2015-12-05-6726825d.pth. FVD: I3D's TorchScript program or its weights."
                    + " Where unset the installed ones, in the folder 'metrics' beside 'tractrix models path'.")
    private Path weights;

    @Option(
            names = "--dimension",
            paramLabel = "N",
            defaultValue = "2048",
            description = "FID: 64, 192, 768 or 2048 features; ${DEFAULT-VALUE} where unset.")
    private int dimension;

    @Option(
            names = "--clip-frames",
            paramLabel = "N",
            defaultValue = "16",
            description = "FVD: frames of a clip, from its first; 9 to 1000, ${DEFAULT-VALUE} where unset.")
    private int clipFrames;

    @Option(
            names = "--preprocessing",
            paramLabel = "P",
            defaultValue = "stylegan-v",
            description = "FVD: stylegan-v (frames stretched to 224x224) or videogpt (short side to 224, middle cut).")
    private String preprocessing;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Keep what was computed here; the same command goes on where it stopped.")
    private Path state;

    @Option(
            names = "--save",
            paramLabel = "NPZ",
            description = "Write the statistics of GENERATED, as pytorch-fid does.")
    private Path save;

    @Option(names = "--json", description = "Print JSON instead of lines.")
    private boolean json;

    @Override
    int run() {
        if (real == null && save == null) {
            throw new ParameterException(
                    spec.commandLine(), "give REAL, or --save to keep the statistics of GENERATED");
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        List<String> lines = new ArrayList<>();
        try (FeatureNetwork network = network(out, lines)) {
            FeatureSide a = FeatureSide.of(this, "generated", generated, network, state("generated"));
            a.json(out.putObject("generated"));
            lines.addAll(a.lines("generated"));
            if (save != null) {
                StatisticsFile.write(a.statistics(), save);
            }
            if (real != null) {
                FeatureSide b = FeatureSide.of(this, "real", real, network, state("real"));
                b.json(out.putObject("real"));
                lines.addAll(b.lines("real"));
                compare(network, a, b, out, lines);
            }
        }
        if (json) {
            print(out);
        } else {
            lines.forEach(out()::println);
            out().flush();
        }
        return ExitCode.DONE;
    }

    private Path state(String side) {
        return state == null ? null : state.resolve(side + ".npz");
    }

    /** The network asked for; without its weights the embedded model, which is said. */
    private FeatureNetwork network(ObjectNode out, List<String> lines) {
        if (measure == Measure.EMBEDDED) {
            return new EmbeddedFeatures();
        }
        MetricWeights own = MetricWeights.valueOf(measure.name());
        Path file = weights == null ? own.installed().orElse(null) : weights;
        if (file == null) {
            if (save != null) {
                throw new ParameterException(spec.commandLine(), "--save needs --weights or --measure embedded");
            }
            String missing = own.missing("--weights");
            out.putObject("missing").put("measure", measure.name()).put("why", missing);
            lines.add(missing);
            return new EmbeddedFeatures();
        }
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + ": no such weights file; check the path");
        }
        return measure == Measure.FID
                ? new InceptionFeatures(file, dimension)
                : new I3dFeatures(file, VideoFit.of(preprocessing), clipFrames);
    }

    private static void compare(
            FeatureNetwork network, FeatureSide a, FeatureSide b, ObjectNode out, List<String> lines) {
        double distance = FrechetDistance.between(a.statistics(), b.statistics());
        out.put("measure", network.measure()).put("value", distance);
        out.put("network", network.identity()).put("dimension", network.dimension());
        List<String> notes = new ArrayList<>();
        if (a.run() != null && b.run() != null) {
            if (a.run().samples() != b.run().samples()) {
                notes.add("unequal numbers of samples, " + a.run().samples() + " and "
                        + b.run().samples() + ": all of both were taken");
            }
            long fewest = Math.min(a.run().samples(), b.run().samples());
            if (fewest <= network.dimension()) {
                notes.add(
                        fewest + " samples for " + network.dimension() + " features: the covariance is singular and the"
                                + " distance too large by an amount that depends on the number; compare equal numbers only");
            }
        }
        lines.add(String.format(Locale.ROOT, "%s %.6f", network.measure(), distance));
        if (network.clipFrames() > 0 && a.run() != null && b.run() != null) {
            double kernel = KernelDistance.between(a.run().vectors(), b.run().vectors());
            out.put("kvd", kernel);
            lines.add(String.format(Locale.ROOT, "KVD %.6f", kernel));
        }
        ArrayNode said = out.putArray("notes");
        notes.forEach(said::add);
        notes.forEach(note -> lines.add("  " + note));
        lines.add("  " + network.identity());
    }
}
