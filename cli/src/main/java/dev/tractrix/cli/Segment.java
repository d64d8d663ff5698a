// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.MaskFiles;
import dev.tractrix.segment.SamSelector;
import dev.tractrix.segment.SegmentModels;
import dev.tractrix.selection.Candidate;
import dev.tractrix.selection.Prompt;
import dev.tractrix.selection.Proposal;
import dev.tractrix.selection.Proposals;
import dev.tractrix.selection.RegionSelector;
import dev.tractrix.selection.Selector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code tractrix segment}: a thing's mask from clicks, or all things that could be dragged. */
@Command(
        name = "segment",
        header = "Cut a thing out of a photograph by clicks or a box, or propose what could be dragged.",
        description =
                "Needs no weights; with those of SAM, MobileSAM or SAM 2 it selects far better. Coordinates are pixels from"
                        + " the image's top left corner.")
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
            names = "--model",
            paramLabel = "DIR|FILE",
            description =
                    "Weights: a folder as transformers' sam-vit-base or sam2.1-hiera-tiny, or the authors' file, such as"
                            + " sam_vit_b_01ec64.pth, mobile_sam.pt, sam2.1_hiera_tiny.pt.")
    private Path model;

    @Option(
            names = "--candidate",
            paramLabel = "N",
            defaultValue = "1",
            description = "Which of the answers to write, 1 the best. Default: ${DEFAULT-VALUE}.")
    private int candidate;

    @Option(
            names = "--proposals",
            description =
                    "Look for everything that could be dragged, without clicks: -o is then a folder for 01.png, 02.png, ..."
                            + " best first, overlay.png and proposals.json.")
    private boolean proposals;

    @Option(
            names = "--grid",
            paramLabel = "N",
            description =
                    "With --proposals: points to click along the longer side, 1 to 128. Default: 16 with weights, 8 without.")
    private Integer grid;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "MASK",
            description = "The mask to write: a PNG, white on the thing, or a .json with COCO's compressed runs.")
    private Path output;

    @Override
    int run() {
        if (proposals && (!positive.isEmpty() || !negative.isEmpty() || box != null)) {
            throw new ParameterException(spec.commandLine(), "--proposals looks everywhere: leave out points and box");
        }
        if (grid != null && (!proposals || grid < 1 || grid > 128)) {
            throw new ParameterException(spec.commandLine(), "--grid goes with --proposals and is 1 to 128");
        }
        Picture picture = ImageFiles.readPicture(image);
        Prompt prompt = new Prompt(positive, negative, Optional.ofNullable(box));
        if (!proposals) {
            prompt.check(picture.width(), picture.height());
        }
        try (Selector selector = selector()) {
            selector.setImage(picture);
            if (proposals) {
                propose(selector, picture);
            } else {
                write(selector.select(prompt));
            }
        }
        return ExitCode.DONE;
    }

    private Selector selector() {
        if (model == null) {
            return new RegionSelector();
        }
        Path cache = Models.store().resolveSibling("embeddings");
        return new SamSelector(SegmentModels.open(model, cache));
    }

    private void write(List<Candidate> candidates) {
        if (candidate < 1 || candidate > candidates.size()) {
            throw BadInputException.of(
                    "--candidate " + candidate, "1 to " + candidates.size() + " here", candidate, "ask for another");
        }
        Candidate chosen = candidates.get(candidate - 1);
        MaskFiles.write(chosen.mask(), output, true);
        out().println("%s  %s%% of the image".formatted(output, percent(chosen.mask())));
    }

    private void propose(Selector selector, Picture picture) {
        Proposals.Settings base =
                model == null ? Proposals.Settings.withoutWeights() : Proposals.Settings.withWeights();
        Proposals.Settings settings = grid == null ? base : base.withPoints(grid);
        List<Proposal> found;
        try (ProgressDisplay display = progress()) {
            found = new Proposals(settings)
                    .find(
                            selector::select,
                            picture,
                            (done, points) -> display.update("looking", done, points),
                            interruption()::asked);
        }
        new ProposalFolder(output).write(picture, found);
        for (int i = 0; i < found.size(); i++) {
            out().println("%s  %s%% of the image, found by %s"
                    .formatted(
                            output.resolve(ProposalFolder.name(i)),
                            percent(found.get(i).mask()),
                            found.get(i).click()));
        }
        if (found.isEmpty()) {
            warn("nothing stands out; click with --point");
        }
    }

    private static String percent(Mask mask) {
        return String.format(Locale.ROOT, "%.1f", 100.0 * mask.area() / mask.inside().length);
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
        double[] out = Coordinates.parse(text, form);
        if (out.length != count) {
            throw new TypeConversionException("expected " + form + ", got '" + text + "'");
        }
        return out;
    }
}
