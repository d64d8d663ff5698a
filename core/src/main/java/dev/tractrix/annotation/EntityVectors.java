// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.annotation;

import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.data.VideoClip;
import dev.tractrix.features.EntityFeatures;
import dev.tractrix.features.FeatureCells;
import dev.tractrix.features.FeatureUNetConfig;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.tensor.Devices;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import dev.tractrix.vision.Resampling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** What the entities of a clip look like, by an image diffusion model. Owns its networks. */
public final class EntityVectors implements AutoCloseable {
    /** Sides are multiples of it, so that every level of the network has whole cells. */
    private static final int MULTIPLE = 64;

    private static final int LARGEST = 576;
    /** Noises averaged, as the released code does. */
    private static final int ENSEMBLE = 8;

    private final EntityFeatures features;
    private final String model;

    private EntityVectors(EntityFeatures features, String model) {
        this.features = features;
        this.model = model;
    }

    /**
     * Opens a diffusers folder of the Stable Diffusion 1.5 family, or a model folder with such a one in {@code features}.
     *
     * @param timestep of the one noising
     * @param upBlock whose output is taken, or -1 for the last
     * @throws dev.tractrix.fault.BadInputException when a part is missing
     */
    public static EntityVectors open(Path folder, int timestep, int upBlock) {
        Path own = Files.isDirectory(folder.resolve("features")) ? folder.resolve("features") : folder;
        Path vae = Files.isDirectory(own.resolve("vae")) ? own.resolve("vae") : folder.resolve("vae");
        FeatureUNetConfig config =
                FeatureUNetConfig.of(ModelFolder.find(own.resolve("unet")).config());
        EntityFeatures.Look look =
                new EntityFeatures.Look(timestep, upBlock < 0 ? config.levels() - 1 : upBlock, ENSEMBLE);
        return new EntityVectors(
                EntityFeatures.open(own, vae, look, Devices.cpu(), ScalarType.Float),
                String.valueOf(folder.toAbsolutePath().normalize().getFileName()));
    }

    /**
     * One vector an entity, from the frame its track begins in; none for an entity without a cell of the feature map.
     *
     * @param seed of the features' noise
     */
    public Map<Integer, float[]> of(VideoClip clip, List<EntityTrack> entities, long seed) {
        Map<Integer, List<EntityTrack>> byFrame = new TreeMap<>();
        entities.forEach(
                e -> byFrame.computeIfAbsent(e.frame(), f -> new ArrayList<>()).add(e));
        Map<Integer, float[]> out = new TreeMap<>();
        byFrame.forEach((frame, there) -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor map = features.map(input(clip.picture(frame)), seed);
                int h = (int) map.size(1);
                int w = (int) map.size(2);
                int enlarge = features.look().enlarge();
                List<Integer> ids = new ArrayList<>();
                List<Mask> masks = new ArrayList<>();
                for (EntityTrack e : there) {
                    Mask mask = Annotator.mask(clip, e);
                    if (FeatureCells.count(FeatureCells.under(mask, w, h, enlarge)) > 0) {
                        ids.add(e.id());
                        masks.add(mask);
                    }
                }
                if (!masks.isEmpty()) {
                    Tensor vectors = EntityFeatures.under(map, enlarge, masks);
                    float[] all = Ops.toFloats(vectors);
                    int c = (int) Shapes.dims(vectors)[1];
                    for (int i = 0; i < ids.size(); i++) {
                        out.put(ids.get(i), java.util.Arrays.copyOfRange(all, i * c, (i + 1) * c));
                    }
                }
            }
        });
        return out;
    }

    /** What the vectors were made with, for their file. */
    public Map<String, String> facts(long seed) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", model);
        facts.put(
                "look",
                features.look().timestep() + "," + features.look().upBlock() + ","
                        + features.look().ensemble());
        facts.put("seed", Long.toString(seed));
        return facts;
    }

    /** (1, 3, H, W) in [-1, 1], about the picture's size. */
    private static Tensor input(Picture picture) {
        double factor = Math.min(1, LARGEST / (double) Math.max(picture.width(), picture.height()));
        int w = (int) Math.max(1, Math.round(picture.width() * factor / MULTIPLE)) * MULTIPLE;
        int h = (int) Math.max(1, Math.round(picture.height() * factor / MULTIPLE)) * MULTIPLE;
        Picture sized = Resampling.resize(picture, w, h);
        return TensorScope.tidy(() -> Ops.add(
                        Ops.mul(
                                Ops.bytes(sized.rgb(), h, w, 3)
                                        .to(ScalarType.Float)
                                        .permute(2, 0, 1)
                                        .unsqueeze(0),
                                2 / 255.0),
                        -1)
                .contiguous());
    }

    @Override
    public void close() {
        features.close();
    }
}
