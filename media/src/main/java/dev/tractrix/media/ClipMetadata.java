// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a clip says about itself, inside the file.
 *
 * @param record the run record as JSON: all that is needed to replay the clip
 * @param digitalSourceType how the pictures came to be, a term of IPTC's NewsCodes; {@link #AI_GENERATED} for ours
 * @param fps frames per second as asked for, where the container can only approximate it (GIF) or not say it at all (PNG)
 */
public record ClipMetadata(Optional<String> record, Optional<String> digitalSourceType, OptionalDouble fps) {
    /**
     * IPTC's term for media made by a trained model
     * (<a href="https://cv.iptc.org/newscodes/digitalsourcetype/">digital source type</a>).
     */
    public static final String AI_GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

    /** Nothing known. */
    public static final ClipMetadata NONE =
            new ClipMetadata(Optional.empty(), Optional.empty(), OptionalDouble.empty());

    public ClipMetadata {
        Objects.requireNonNull(record, "record");
        Objects.requireNonNull(digitalSourceType, "digitalSourceType");
        Objects.requireNonNull(fps, "fps");
    }

    /** The metadata of a clip that a model made. */
    public static ClipMetadata aiGenerated(String recordJson) {
        return new ClipMetadata(Optional.of(recordJson), Optional.of(AI_GENERATED), OptionalDouble.empty());
    }

    /** The same, with the frame rate. */
    ClipMetadata withFps(double value) {
        return new ClipMetadata(record, digitalSourceType, OptionalDouble.of(value));
    }

    /**
     * Reads the metadata of a clip (MP4, WebM, GIF, WebP, PNG or a folder of PNG frames) without decoding its frames.
     *
     * @return {@link #NONE} where the file carries none
     * @throws BadInputException when the file is missing, unreadable, or damaged where the metadata should be
     */
    public static ClipMetadata read(Path clip) {
        Path file = Files.isDirectory(clip) ? PngFrames.list(clip).get(0) : clip;
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(clip + ": no such clip; check the path");
        }
        try {
            Optional<String> xmp = switch (Signature.of(file)) {
                case MP4 -> Mp4Boxes.readXmp(file);
                case MATROSKA -> Decoder.tag(file, Encoder.XMP_TAG);
                case GIF -> GifBlocks.readXmp(file);
                case WEBP -> WebpChunks.readXmp(file);
                case PNG -> PngFrames.readXmp(file);
                case OTHER -> Optional.empty();
            };
            return xmp.map(XmpPacket::parse).orElse(NONE);
        } catch (IOException e) {
            throw new BadInputException(clip + ": its metadata cannot be read (" + e.getMessage() + ")", e);
        }
    }
}
