// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.media.ClipMetadata;
import dev.tractrix.pipeline.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tractrix replay}: the clip of a record once more. */
@Command(
        name = "replay",
        header = "Make a clip again from its record, or from the clip itself.",
        description = {
            "The same record gives the same bytes on the same machine.",
            "What differs now, such as weights, image or versions, is told."
        })
final class Replay extends Action {
    /** A record is a few kilobytes; a far larger file is something else. */
    private static final long MAX_RECORD = 64 << 20;

    @Parameters(paramLabel = "RECORD", description = "The record beside a clip, or a clip made by tractrix.")
    private Path record;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "CLIP",
            description = "The clip to write: .mp4, .webm, .gif, .webp, or a folder for PNG frames.")
    private Path output;

    @Option(
            names = "--compare",
            paramLabel = "CLIP",
            description = "Write what was asked, the control maps and the clip side by side.")
    private Path compare;

    @Option(names = "--no-adherence", description = "Do not measure how well the things followed their lines.")
    private boolean unmeasured;

    @Option(names = "--json", description = "Print JSON instead of the clip's name.")
    private boolean json;

    @Override
    int run() {
        ClipMaker maker = new ClipMaker(this, record, output, compare, !unmeasured, 1);
        String text = read();
        Path folder = record.toAbsolutePath().getParent();
        ClipMaker.Made made = maker.make(RunOptions.load(RunRecord.scene(text, folder)));
        tellDifferences(text, made.clip().recordJson());
        if (json) {
            print(made.summary());
        } else {
            out().println(output);
        }
        return ExitCode.DONE;
    }

    private String read() {
        if (!record.toString().endsWith(".json")) {
            return ClipMetadata.read(record)
                    .record()
                    .orElseThrow(() -> new BadInputException(record + ": no record in it; is it a clip of tractrix?"));
        }
        try {
            if (Files.size(record) > MAX_RECORD) {
                throw new BadInputException(record + ": too large for a record; give the .json beside a clip");
            }
            return Files.readString(record, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BadInputException(record + ": cannot be read as a record (" + e + "); check the path", e);
        }
    }

    private void tellDifferences(String before, String now) {
        try {
            ObjectMapper mapper = new ObjectMapper();
            JsonNode old = mapper.readTree(before);
            JsonNode made = mapper.readTree(now);
            for (String part : List.of("sha256", "versions")) {
                made.path(part).properties().forEach(field -> {
                    JsonNode was = old.path(part).path(field.getKey());
                    if (!was.equals(field.getValue())) {
                        warn(field.getKey() + " is not what the record was made with (" + was + ", now "
                                + field.getValue() + "); the clip may differ");
                    }
                });
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
