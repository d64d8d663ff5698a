// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.benchmark;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.data.IdMapFiles;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.SceneWriter;
import dev.tractrix.tracking.VideoTracks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Makes packs. What an interrupted call left is taken up: only the manifest, written last, makes a folder a pack. */
public final class PackWriter {
    private PackWriter() {}

    /**
     * Made-up scenes with the whole truth, see {@link HeldOutScenes}.
     *
     * @param seed not one that a training used
     * @param done told after each item
     */
    public static Pack synthetic(Path folder, int count, long seed, SceneSpec spec, IntConsumer done) {
        requireNone(folder);
        List<String> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = String.format(Locale.ROOT, "held-out-%03d", i);
            SyntheticScene truth = HeldOutScenes.clip(spec, seed, i);
            Path item = folder.resolve("items").resolve(id);
            for (int f = 0; f < truth.frames().size(); f++) {
                String name = String.format(Locale.ROOT, "%05d.png", f);
                ImageFiles.writePng(truth.frames().get(f), item.resolve("truth").resolve(name));
                IdMapFiles.write(truth.ids(f), item.resolve("masks").resolve(name));
            }
            Path first = item.resolve("first.png");
            ImageFiles.writePng(truth.frames().get(0), first);
            SceneWriter.write(HeldOutScenes.asked(truth, first), item.resolve("scene.json"));
            items.add(id);
            done.accept(i + 1);
        }
        ObjectNode made =
                JsonNodeFactory.instance.objectNode().put("seed", seed).put("count", count);
        made.put("width", spec.width()).put("height", spec.height()).put("frames", spec.frames());
        return Pack.seal(folder, "held-out " + seed, "synthetic", made, items);
    }

    /**
     * Scenes that are at hand, copied with their pictures and masks; nothing is known of the truth but what is asked.
     *
     * @param scenes by the item's id
     */
    public static Pack scenes(Path folder, String name, Map<String, LoadedScene> scenes) {
        requireNone(folder);
        scenes.forEach((id, loaded) -> {
            Path item = folder.resolve("items").resolve(id);
            Path first = item.resolve("first.png");
            ImageFiles.writePng(loaded.picture(), first);
            List<Entity> entities = new ArrayList<>();
            for (int e = 0; e < loaded.masks().size(); e++) {
                Entity entity = loaded.scene().entities().get(e);
                Region region = entity.region() instanceof Region.MaskFile
                        ? new Region.Pixels(loaded.masks().get(e))
                        : entity.region();
                entities.add(new Entity(
                        entity.id(), entity.comment(), region, entity.kind(), entity.z(), entity.trajectory()));
            }
            Scene s = loaded.scene();
            SceneWriter.write(
                    new Scene(
                            first,
                            s.width(),
                            s.height(),
                            s.frames(),
                            s.fps(),
                            entities,
                            s.camera(),
                            s.lockRest(),
                            s.settings()),
                    item.resolve("scene.json"));
        });
        return Pack.seal(folder, name, "scenes", JsonNodeFactory.instance.objectNode(), List.copyOf(scenes.keySet()));
    }

    /**
     * VIPSeg val as the paper has it, or any videos in its layout: 256x256, 14 frames, every instance of the first frame.
     *
     * @param tracks of the instances, by video, in the videos' own pixels; empty for our tracker
     * @param leftOut told of everything that is left out, and why
     */
    public static Pack vipSeg(Path folder, Path dataset, Map<String, VideoTracks> tracks, Consumer<String> leftOut) {
        requireNone(folder);
        return new VideoPack(folder, tracks, leftOut).write(dataset);
    }

    private static void requireNone(Path folder) {
        if (Files.exists(folder.resolve(Pack.MANIFEST))) {
            throw BadInputException.of(folder.toString(), "a folder without a pack", "one", "choose another folder");
        }
    }
}
