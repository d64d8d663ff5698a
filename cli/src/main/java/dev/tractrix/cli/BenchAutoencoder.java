// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.evaluation.AutoencoderTrial;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tractrix bench autoencoder}: what is left of photographs. */
@Command(
        name = "autoencoder",
        header = "Encode and decode photographs with a model's autoencoder, and say how near what comes back is.",
        description = {
            "A picture is cut to the aspect that its clip would have in the network, scaled, encoded (the mean, nothing",
            "drawn) and decoded as a clip of one frame. PSNR is of the 8-bit colours, SSIM of the luma."
        })
final class BenchAutoencoder extends Action {
    private static final String PICTURES = ".*\\.(png|jpe?g|bmp|gif)";

    @Parameters(
            arity = "1..*",
            paramLabel = "PICTURE",
            description = "Pictures, or folders: every picture in them, at any depth.")
    private List<Path> given;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            converter = FrameSize.Converter.class,
            description = "Measure at this size; the model's own for the picture's aspect where unset.")
    private FrameSize size;

    @Option(
            names = "--model",
            defaultValue = "embedded",
            paramLabel = "M",
            description = "embedded, or a folder with a vae in it; ${DEFAULT-VALUE} where unset.")
    private String model;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    int run() {
        List<Path> files = new ArrayList<>();
        given.forEach(path -> files.addAll(pictures(path)));
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        double psnr = 0;
        double ssim = 0;
        try (AutoencoderTrial trial = new AutoencoderTrial(model)) {
            for (Path file : files) {
                if (interruption().asked()) {
                    throw new CancelledException("picture " + rows.size() + "/" + files.size());
                }
                Picture picture = ImageFiles.readPicture(file);
                AutoencoderTrial.Result r =
                        size == null ? trial.measure(picture) : trial.measure(picture, size.width(), size.height());
                psnr += r.psnr() / files.size();
                ssim += r.ssim() / files.size();
                rows.addObject()
                        .put("picture", file.toString())
                        .put("width", r.width())
                        .put("height", r.height())
                        .put("psnr", r.psnr())
                        .put("ssim", r.ssim());
                if (!json) {
                    out().printf(
                                    Locale.ROOT,
                                    "%-60s %4dx%-4d  %5.2f dB  SSIM %.3f%n",
                                    file,
                                    r.width(),
                                    r.height(),
                                    r.psnr(),
                                    r.ssim());
                    out().flush();
                }
            }
        }
        if (json) {
            ObjectNode all = JsonNodeFactory.instance.objectNode().put("model", model);
            all.set("pictures", rows);
            print(all.put("meanPsnr", psnr).put("meanSsim", ssim));
        } else {
            out().printf(Locale.ROOT, "mean of %d: PSNR %.2f dB, SSIM %.3f%n", files.size(), psnr, ssim);
        }
        return ExitCode.DONE;
    }

    private static List<Path> pictures(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> found = all.filter(Files::isRegularFile)
                    .filter(f ->
                            f.getFileName().toString().toLowerCase(Locale.ROOT).matches(PICTURES))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw BadInputException.of(
                        path.toString(), "a folder with pictures", "none", "name one with PNG, JPEG, BMP or GIF files");
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
