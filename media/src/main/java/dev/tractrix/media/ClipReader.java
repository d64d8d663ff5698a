// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.formats.FrameSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads clips: anything FFmpeg decodes, animated WebP, and folders of PNG or JPEG frames. */
public final class ClipReader {
    /** The rate of footage that does not say its own, frames per second; the released code writes its GIFs so. */
    public static final double DEFAULT_FPS = 8;

    private ClipReader() {}

    /** Reads a clip within {@link ReadLimits#DEFAULT}. */
    public static Footage read(Path clip) {
        return read(clip, ReadLimits.DEFAULT);
    }

    /**
     * Reads a clip.
     *
     * @throws BadInputException when it is missing, empty, damaged anywhere, no video, or over the limits
     */
    public static Footage read(Path clip, ReadLimits limits) {
        if (!Files.exists(clip)) {
            throw new BadInputException(clip + ": no such clip; check the path");
        }
        Gathering gathering = new Gathering(clip, limits);
        double fps = 0;
        ClipMetadata metadata;
        try {
            metadata = Files.isRegularFile(clip) && Files.size(clip) == 0 ? ClipMetadata.NONE : ClipMetadata.read(clip);
            if (Files.isDirectory(clip)) {
                for (Path file : PngFrames.list(clip)) {
                    gathering.add(ImageFiles.readPicture(file));
                }
            } else if (Files.size(clip) == 0) {
                throw new BadInputException(clip + ": the file is empty; check how it was made");
            } else if (Signature.of(clip) == Signature.WEBP) {
                fps = WebpAnimation.read(clip, limits, metadata.fps().orElse(0), gathering::add);
            } else {
                switch (Signature.of(clip)) {
                    case GIF -> GifBlocks.checkWhole(clip);
                    case MATROSKA -> MatroskaElements.checkWhole(clip);
                    default -> {}
                }
                try (Decoder decoder = new Decoder(clip, limits)) {
                    decoder.forEach(gathering::add);
                    fps = decoder.fps();
                }
            }
        } catch (IOException e) {
            throw new BadInputException(
                    clip + ": no video, or a damaged one (" + e.getMessage()
                            + "); check that it plays, or convert it to MP4",
                    e);
        }
        if (gathering.frames.isEmpty()) {
            throw new BadInputException(clip + ": there is no frame in it; check that it plays");
        }
        double rate = metadata.fps().orElse(fps > 0 ? fps : DEFAULT_FPS);
        return new Footage(gathering.frames, rate, metadata);
    }

    /** What scene importers read video with. */
    public static FrameSource frameSource() {
        return video -> {
            Footage footage = read(video);
            return new FrameSource.Frames(footage.frames(), footage.fps());
        };
    }

    /** Frames so far, checked against the limits and each other. */
    private static final class Gathering {
        final List<Picture> frames = new ArrayList<>();
        private final Path clip;
        private final ReadLimits limits;
        private long pixels;

        Gathering(Path clip, ReadLimits limits) {
            this.clip = clip;
            this.limits = limits;
        }

        void add(Picture p) {
            long size = (long) p.width() * p.height();
            pixels += size;
            if (frames.size() == limits.frames() || size > limits.framePixels() || pixels > limits.clipPixels()) {
                throw BadInputException.of(
                        clip.toString(),
                        "at most " + limits.frames() + " frames, " + limits.framePixels() + " pixels a frame and "
                                + limits.clipPixels() + " pixels in all",
                        "more at frame " + frames.size() + " (" + p.width() + "x" + p.height() + ")",
                        "cut or scale the clip");
            }
            if (!frames.isEmpty()
                    && (frames.get(0).width() != p.width() || frames.get(0).height() != p.height())) {
                throw BadInputException.of(
                        clip + ": frame " + frames.size(),
                        frames.get(0).width() + "x" + frames.get(0).height() + " like the first",
                        p.width() + "x" + p.height(),
                        "use frames of one size");
            }
            frames.add(p);
        }
    }
}
