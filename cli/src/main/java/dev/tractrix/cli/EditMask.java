// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.MaskFiles;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code tractrix mask}: masks out of masks. */
@Command(
        name = "mask",
        header = "Combine, grow, shrink, invert, feather or convert masks.",
        description = {
            "Steps are taken in the order in which they are listed below, whatever the order of the options.",
            "A mask is a PNG or JPEG, inside where it is light, or a .json with COCO's runs (size and counts, compressed or"
                    + " not). --polygon and --brush draw."
        })
final class EditMask extends Action {
    @Parameters(paramLabel = "MASK", description = "The mask to begin with.")
    private Path first;

    @Option(names = "--union", paramLabel = "MASK", description = "Add another; may be given again.")
    private List<Path> union = new ArrayList<>();

    @Option(
            names = "--polygon",
            paramLabel = "X,Y,X,Y,...",
            converter = Coordinates.class,
            description = "Add a polygon of 3 corners or more; may be given again.")
    private List<double[]> polygons = new ArrayList<>();

    @Option(
            names = "--brush",
            paramLabel = "R,X,Y,X,Y,...",
            converter = Coordinates.class,
            description = "Add a brush stroke of radius R through the points; may be given again.")
    private List<double[]> strokes = new ArrayList<>();

    @Option(names = "--intersect", paramLabel = "MASK", description = "Keep only what is in another too.")
    private List<Path> intersect = new ArrayList<>();

    @Option(names = "--subtract", paramLabel = "MASK", description = "Take another away; may be given again.")
    private List<Path> subtract = new ArrayList<>();

    @Option(names = "--largest", description = "Keep the largest part that hangs together.")
    private boolean largest;

    @Option(names = "--fill-holes", description = "Fill what is enclosed.")
    private boolean fill;

    @Option(names = "--grow", paramLabel = "N", description = "Grow by N pixels.")
    private int grow;

    @Option(names = "--shrink", paramLabel = "N", description = "Shrink by N pixels.")
    private int shrink;

    @Option(names = "--invert", description = "Swap inside and outside: the background.")
    private boolean invert;

    @Option(
            names = "--feather",
            paramLabel = "R",
            description = "A soft edge, R pixels wide: the output is a grey PNG.")
    private double feather;

    @Option(names = "--uncompressed", description = "Write COCO's runs as a list of numbers rather than as a text.")
    private boolean uncompressed;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "A PNG, white inside, or a .json with COCO's runs.")
    private Path output;

    @Override
    int run() {
        boolean json = output.toString().toLowerCase(Locale.ROOT).endsWith(".json");
        if (grow < 0 || shrink < 0 || !(feather >= 0) || (feather > 0 && json)) {
            throw new ParameterException(
                    spec.commandLine(), "--grow, --shrink and --feather are 0 or more, and a feathered mask is a PNG");
        }
        Mask mask = drawn(combined(MaskFiles.read(first), union, Masks::union));
        mask = combined(mask, intersect, Masks::intersect);
        mask = combined(mask, subtract, Masks::subtract);
        mask = largest ? Masks.largestPart(mask) : mask;
        mask = fill ? Masks.fillHoles(mask) : mask;
        mask = Filters.erode(Filters.dilate(mask, grow), shrink);
        mask = invert ? mask.inverted() : mask;
        if (mask.area() == 0) {
            warn("the mask is empty");
        }
        if (feather > 0) {
            ImageFiles.writePng(grey(Filters.feather(mask, feather)), output);
        } else {
            MaskFiles.write(mask, output, !uncompressed);
        }
        double percent = 100.0 * mask.area() / mask.inside().length;
        out().println("%s  %s%% of the image".formatted(output, String.format(Locale.ROOT, "%.1f", percent)));
        return ExitCode.DONE;
    }

    private Mask drawn(Mask mask) {
        Mask all = mask;
        for (double[] p : polygons) {
            if (p.length < 6 || p.length % 2 != 0) {
                throw new ParameterException(spec.commandLine(), "--polygon: expected 3 corners or more, X,Y,X,Y,X,Y");
            }
            all = Masks.union(all, Masks.polygon(mask.width(), mask.height(), every(p, 0), every(p, 1)));
        }
        for (double[] p : strokes) {
            if (p.length < 3 || p.length % 2 != 1 || !(p[0] >= 0)) {
                throw new ParameterException(spec.commandLine(), "--brush: expected a radius and points, R,X,Y,...");
            }
            all = Masks.union(all, Masks.stroke(mask.width(), mask.height(), every(p, 1), every(p, 2), p[0]));
        }
        return all;
    }

    /** Every other number from {@code from} on. */
    private static double[] every(double[] numbers, int from) {
        double[] out = new double[(numbers.length - from + 1) / 2];
        for (int i = 0; i < out.length; i++) {
            out[i] = numbers[from + 2 * i];
        }
        return out;
    }

    private static Mask combined(Mask mask, List<Path> others, BinaryOperator<Mask> rule) {
        Mask all = mask;
        for (Path file : others) {
            Mask other = MaskFiles.read(file);
            if (other.width() != mask.width() || other.height() != mask.height()) {
                throw BadInputException.of(
                        file.toString(),
                        "a mask of " + mask.width() + "x" + mask.height() + " as the first",
                        other.width() + "x" + other.height(),
                        "resize one of the two");
            }
            all = rule.apply(all, other);
        }
        return all;
    }

    private static Picture grey(FloatImage soft) {
        Picture picture = Picture.black(soft.width(), soft.height());
        for (int i = 0; i < soft.values().length; i++) {
            byte v = (byte) Math.round(255 * Math.min(1, Math.max(0, soft.values()[i])));
            java.util.Arrays.fill(picture.rgb(), 3 * i, 3 * i + 3, v);
        }
        return picture;
    }
}
