// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.clips;

import dev.tractrix.animatic.Animatic;
import dev.tractrix.control.ControlMaps;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.media.ClipMetadata;
import dev.tractrix.media.ClipWriter;
import dev.tractrix.pipeline.Quality;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.studio.scenes.RunRequest;
import dev.tractrix.studio.scenes.SceneLook;
import dev.tractrix.studio.scenes.Strips;
import dev.tractrix.studio.scenes.WireScenes;
import dev.tractrix.studio.store.Clips;
import dev.tractrix.studio.store.ContentFiles;
import dev.tractrix.studio.store.ContentFiles.Stored;
import dev.tractrix.studio.store.Json;
import dev.tractrix.studio.store.StoredClip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The forms in which a clip can be had. Each is made when it is first asked for, and kept with the clip. */
public final class ClipMedia {
    /** Name in the address to media type. */
    public static final Map<String, String> TYPES = Map.of(
            "mp4", "video/mp4",
            "webm", "video/webm",
            "gif", "image/gif",
            "webp", "image/webp",
            "frames", "application/zip");

    private static final float STRIP_QUALITY = 0.9f;

    private final Clips clips;
    private final ContentFiles files;
    private final WireScenes scenes;

    public ClipMedia(Clips clips, ContentFiles files, WireScenes scenes) {
        this.clips = clips;
        this.files = files;
        this.scenes = scenes;
    }

    /** Something that makes a file; {@code part} has the right extension. */
    private interface Maker {
        void write(Path part) throws IOException;
    }

    /** The clip's file in a format of {@link #TYPES}. */
    public Path clip(StoredClip clip, String format) {
        requireFormat(format);
        return kept(clip, format, extension(format), part -> encode(frames(clip), clip, format, part, true));
    }

    /** The same scene's animatic. */
    public Path animatic(StoredClip clip, String format) {
        requireFormat(format);
        return kept(
                clip,
                "animatic-" + format,
                extension(format),
                part -> encode(animaticFrames(clip), clip, format, part, false));
    }

    /** All frames in one JPEG. */
    public Path strip(StoredClip clip, String kind) {
        return kept(clip, "strip-" + kind, ".jpg", part -> {
            List<Picture> frames = switch (kind) {
                case "clip" -> frames(clip);
                case "animatic" -> animaticFrames(clip);
                case "motion" -> MotionTrails.draw(frames(clip));
                case "control" -> controlMaps(clip);
                default ->
                    throw BadInputException.of("kind", "clip, animatic, motion or control", kind, "use one of them");
            };
            ImageFiles.writeJpeg(Strips.of(frames, Strips.columns(clip.width(), frames.size())), part, STRIP_QUALITY);
        });
    }

    /** The exact frames. */
    public List<Picture> frames(StoredClip clip) {
        return FrameArchive.read(archive(clip));
    }

    /** The exact frames' file. */
    public Path archive(StoredClip clip) {
        return files.path(clips.file(clip, Clips.FRAMES).orElseThrow());
    }

    /** The scene in the clip's frame. */
    public SceneLook.Framed framed(StoredClip clip) {
        return look(clip).framed();
    }

    private SceneLook look(StoredClip clip) {
        RunRequest request = new RunRequest(clip.model(), Quality.GOOD, null);
        LoadedScene loaded = scenes.load(clip.owner(), clip.scene(), request);
        return SceneLook.of(loaded, clip.model()).sized(clip.width(), clip.height());
    }

    private List<Picture> animaticFrames(StoredClip clip) {
        SceneLook.Framed framed = framed(clip);
        return Animatic.frames(framed.scene(), framed.motion(), clip.width(), clip.height())
                .frames();
    }

    private List<Picture> controlMaps(StoredClip clip) {
        SceneLook.Framed framed = framed(clip);
        ControlMaps maps = ControlMaps.draw(
                framed.motion(), framed.scene().scene().settings().fidelity(), clip.width(), clip.height());
        return IntStream.range(0, maps.frames()).mapToObj(maps::picture).toList();
    }

    private Path kept(StoredClip clip, String kind, String extension, Maker maker) {
        Optional<String> there = clips.file(clip, kind);
        if (there.isPresent()) {
            return files.path(there.get());
        }
        Path part = files.part(extension);
        try {
            maker.write(part);
            Stored stored = files.keep(part);
            clips.addFile(clip, kind, stored);
            return files.path(stored.hash());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ContentFiles.deleteQuietly(part);
        }
    }

    private static void encode(List<Picture> frames, StoredClip clip, String format, Path part, boolean generated)
            throws IOException {
        if (format.equals("frames")) {
            FrameArchive.write(frames, part);
        } else {
            // only what a network made says so
            ClipMetadata metadata = generated ? ClipMetadata.aiGenerated(Json.text(clip.record())) : ClipMetadata.NONE;
            ClipWriter.write(frames, format.equals("gif") ? Math.min(50, clip.fps()) : clip.fps(), metadata, part);
        }
    }

    private static String extension(String format) {
        return format.equals("frames") ? ".zip" : "." + format;
    }

    private static void requireFormat(String format) {
        if (!TYPES.containsKey(format)) {
            throw BadInputException.of("format", "mp4, webm, gif, webp or frames", format, "use one of them");
        }
    }
}
