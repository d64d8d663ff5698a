// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.selection.Candidate;
import dev.tractrix.selection.GrabCutSelector;
import dev.tractrix.selection.Prompt;
import dev.tractrix.selection.Selector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code tractrix segment}: a thing's mask from clicks. */
@Command(
        name = "segment",
        header = "Cut a thing out of a photograph by clicks or a box.",
        description = "Needs no weights. Coordinates are pixels from the image's top left corner.")
final class Segment extends Action {
    @Parameters(paramLabel = "IMAGE", description = "A PNG or JPEG.")
    private Path image;

    @Option(
            names = "--point",
            paramLabel = "X,Y",
            converter = PointConverter.class,
            description = "A point on the thing; may be given again.")
    private List<Prompt.Point> positive = new ArrayList<>();

    @Option(
            names = "--negative",
            paramLabel = "X,Y",
            converter = PointConverter.class,
            description = "A point on what is not the thing; may be given again.")
    private List<Prompt.Point> negative = new ArrayList<>();

    @Option(
            names = "--box",
            paramLabel = "X0,Y0,X1,Y1",
            converter = BoxConverter.class,
            description = "A box around the thing: left, top, right, bottom.")
    private Prompt.Box box;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "MASK",
            description = "The mask to write, a PNG: white on the thing.")
    private Path output;

    @Override
    int run() {
        Picture picture = ImageFiles.readPicture(image);
        Prompt prompt = new Prompt(positive, negative, Optional.ofNullable(box));
        prompt.check(picture.width(), picture.height());
        try (Selector selector = new GrabCutSelector()) {
            selector.setImage(picture);
            Candidate best = selector.select(prompt).get(0);
            ImageFiles.writePng(best.mask(), output);
            double percent = 100.0 * best.mask().area() / best.mask().inside().length;
            out().println("%s  %s%% of the image".formatted(output, String.format(Locale.ROOT, "%.1f", percent)));
        }
        return ExitCode.DONE;
    }

    static final class PointConverter implements ITypeConverter<Prompt.Point> {
        @Override
        public Prompt.Point convert(String text) {
            double[] v = numbers(text, 2, "X,Y");
            return new Prompt.Point(v[0], v[1]);
        }
    }

    static final class BoxConverter implements ITypeConverter<Prompt.Box> {
        @Override
        public Prompt.Box convert(String text) {
            double[] v = numbers(text, 4, "X0,Y0,X1,Y1");
            return new Prompt.Box(v[0], v[1], v[2], v[3]);
        }
    }

    private static double[] numbers(String text, int count, String form) {
        String[] parts = text.split(",", -1);
        double[] out = new double[parts.length];
        try {
            for (int i = 0; i < out.length; i++) {
                out[i] = Double.parseDouble(parts[i].strip());
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("expected " + form + ", got '" + text + "'");
        }
        if (out.length != count) {
            throw new TypeConversionException("expected " + form + ", got '" + text + "'");
        }
        return out;
    }
}
