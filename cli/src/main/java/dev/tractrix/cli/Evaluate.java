// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.benchmark.Comparison;
import dev.tractrix.benchmark.ComparisonPage;
import dev.tractrix.benchmark.Distance;
import dev.tractrix.benchmark.IouByObjects;
import dev.tractrix.benchmark.Metric;
import dev.tractrix.benchmark.Pack;
import dev.tractrix.benchmark.PackFeatures;
import dev.tractrix.benchmark.PackRun;
import dev.tractrix.evaluation.MetricWeights;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.metricnets.VideoFit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code tractrix evaluate}: a system over a pack, runs compared, tracks compared. */
@Command(
        name = "evaluate",
        header = "Run a system over a pack of scenes and measure it, or compare runs.",
        description = {
            "evaluate PACK -o RUN      makes and measures the pack's clips; the same call goes on where it stopped",
            "evaluate --compare A B    runs side by side: means with intervals, paired tests, curves, clips",
            "evaluate --tracks P --truth T    ObjMC of track files, as the authors compute it and normalised",
            "Each line of a run's results has the hash of the one before, and its head signs the last."
        })
final class Evaluate extends Action {
    @Parameters(arity = "0..1", paramLabel = "PACK", description = "A pack of 'tractrix pack'.")
    private Path pack;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PATH",
            description = "The run's folder; with --compare the page to write (.html).")
    private Path output;

    @Option(
            names = "--system",
            paramLabel = "S",
            defaultValue = "generate",
            description = "generate; or what to read it against: animatic, static (the first frame), truth.")
    private PackSystem.Kind system;

    @Option(
            names = "--clips",
            paramLabel = "DIR",
            description =
                    "Measure the clips in DIR instead, named like the pack's items: videos, GIFs or frame folders.")
    private Path clips;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What reports call the run; the folder's name where unset.")
    private String name;

    @Option(
            names = "--compare",
            arity = "1..*",
            paramLabel = "RUN",
            description = "Compare these runs; the others are tested against the first.")
    private List<Path> compare = List.of();

    @Option(names = "--tracks", paramLabel = "PATH", description = "Predicted tracks: a folder or zip of <video>.json.")
    private Path tracks;

    @Option(names = "--truth", paramLabel = "PATH", description = "True tracks, likewise.")
    private Path truth;

    @Option(
            names = "--animatic",
            paramLabel = "PATH",
            description =
                    "With --tracks: tracks found in the animatic's clips, for its row beside the other baselines.")
    private Path animatic;

    @Option(
            names = "--video-size",
            paramLabel = "WxH",
            converter = FrameSize.Converter.class,
            description = "Size of the videos that the tracks are of; ObjMC is normalised only where it is given.")
    private FrameSize videoSize;

    @Option(names = "--tolerance", paramLabel = "P", defaultValue = "5", description = "As of 'tractrix adherence'.")
    private double tolerance;

    @Option(
            names = "--fid-weights",
            paramLabel = "FILE",
            description = "Weights of FID, as of 'tractrix frechet'; where unset the installed ones.")
    private Path fidWeights;

    @Option(names = "--fvd-weights", paramLabel = "FILE", description = "Weights or program of FVD and KVD, likewise.")
    private Path fvdWeights;

    @Option(
            names = "--fvd-frames",
            paramLabel = "N",
            defaultValue = "14",
            description = "Frames of a clip for FVD, from its first; ${DEFAULT-VALUE}, the paper's, where unset.")
    private int fvdFrames;

    @Option(names = "--no-distances", description = "Leave out FID, FVD and what stands beside them.")
    private boolean noDistances;

    @Mixin
    private RunOptions options;

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    @Override
    int run() {
        int ways = (pack == null ? 0 : 1) + (compare.isEmpty() ? 0 : 1) + (tracks == null ? 0 : 1);
        if (ways != 1) {
            throw new ParameterException(spec.commandLine(), "give one of PACK, --compare and --tracks");
        }
        if (tracks != null) {
            if (truth == null) {
                throw new ParameterException(spec.commandLine(), "--tracks needs --truth");
            }
            return new TrackComparison(tracks, truth, animatic, videoSize).run(this, json);
        }
        if (!compare.isEmpty()) {
            return compare();
        }
        if (output == null) {
            throw new ParameterException(spec.commandLine(), "PACK needs -o, the run's folder");
        }
        return runPack();
    }

    private int runPack() {
        Pack opened = Pack.open(pack);
        String called =
                name == null ? output.toAbsolutePath().normalize().getFileName().toString() : name;
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        PackRun run;
        try (PackSystem maker = new PackSystem(this, opened, output, clips == null ? system : PackSystem.Kind.IMPORT);
                PackFeatures features = features()) {
            maker.prepare(options, clips, settings);
            settings.set("distances", features.settings());
            run = PackRun.run(
                    opened, output, called, maker.kind().word(), settings, tolerance, features, maker, line -> {
                        err().println("tractrix: " + line);
                        err().flush();
                    });
        }
        print(new Comparison(List.of(run)));
        return ExitCode.DONE;
    }

    private PackFeatures features() {
        return noDistances
                ? PackFeatures.none()
                : PackFeatures.open(
                        weights(fidWeights, MetricWeights.FID),
                        weights(fvdWeights, MetricWeights.FVD),
                        VideoFit.STYLEGAN_V,
                        fvdFrames);
    }

    private static Path weights(Path given, MetricWeights measure) {
        if (given != null && !Files.isRegularFile(given)) {
            throw new BadInputException(given + ": no such weights file; check the path");
        }
        return given == null ? measure.installed().orElse(null) : given;
    }

    private int compare() {
        List<PackRun> runs = new ArrayList<>();
        compare.forEach(folder -> runs.add(PackRun.open(folder)));
        Comparison comparison = new Comparison(runs);
        if (output != null) {
            ComparisonPage.write(comparison, output);
        }
        print(comparison);
        return ExitCode.DONE;
    }

    private void print(Comparison comparison) {
        if (json) {
            print(comparison.json());
            return;
        }
        for (int r = 0; r < comparison.runs().size(); r++) {
            PackRun run = comparison.runs().get(r);
            out().printf(
                            Locale.ROOT,
                            "%s: %d measured, %d left out%n",
                            run.name(),
                            run.results().size(),
                            run.leftOut().size());
            run.leftOut().forEach((item, why) -> out().println("  " + item + " left out: " + why));
            for (Metric metric : comparison.metrics()) {
                Comparison.Cell c = comparison.cell(metric, r);
                if (c.items() > 0) {
                    out().printf(
                                    Locale.ROOT,
                                    "  %-46s %9.4f  [%.4f, %.4f]  n %d%s%n",
                                    metric.title(),
                                    c.mean(),
                                    c.low(),
                                    c.high(),
                                    c.items(),
                                    c.common() == 0
                                            ? ""
                                            : String.format(Locale.ROOT, "  p %.4f over %d", c.p(), c.common()));
                }
            }
            comparison.distances(r).forEach(this::print);
        }
        List<IouByObjects> byObjects = comparison.iouByObjects();
        if (!byObjects.isEmpty()) {
            out().println("mask IoU / box IoU by number of objects");
        }
        for (IouByObjects row : byObjects) {
            for (int r = 0; r < comparison.runs().size(); r++) {
                out().printf(
                                "  %-4s %-20s %s%n",
                                row.objects(), comparison.runs().get(r).name(), row.cell(r));
            }
        }
        out().flush();
    }

    private void print(Distance d) {
        if (Double.isNaN(d.value())) {
            out().printf("  %-46s   unknown%n", d.measure());
        } else {
            out().printf(Locale.ROOT, "  %-46s %9.4f  n %d%n", d.measure(), d.value(), d.samples());
        }
        if (Double.isFinite(d.kernel())) {
            out().printf(Locale.ROOT, "  %-46s %9.4f  n %d%n", "KVD", d.kernel(), d.samples());
        }
        d.notes().forEach(note -> out().println("    " + note));
    }
}
