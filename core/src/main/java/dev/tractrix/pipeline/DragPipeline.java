// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.animatic.Animatic;
import dev.tractrix.animatic.AnimaticFrames;
import dev.tractrix.animatic.GroundFill;
import dev.tractrix.animatic.ThingCompletion;
import dev.tractrix.animatic.Unseen;
import dev.tractrix.control.ControlMaps;
import dev.tractrix.control.EntityEmbedding;
import dev.tractrix.control.Incircle;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.features.EntityFeatures;
import dev.tractrix.features.FeatureCells;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.pipeline.DragModel.Part;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Settings;
import dev.tractrix.scene.Track;
import dev.tractrix.svd.ClipPreprocess;
import dev.tractrix.svd.EulerScheduler;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import dev.tractrix.vision.Resampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * From a scene to a clip by DragAnything's method. {@link #generate} is the whole story; each numbered step is one
 * method here or one class elsewhere.
 *
 * <p><b>Prepared once.</b> What the denoising steps share is made before them: control embedding, image token (and the
 * one vector an attention layer makes of it), entity vectors, still's latents. A step runs U-Net and ControlNet, twice
 * when guided.
 *
 * <p><b>Seeds.</b> Three: the entity features' noise, the noise on the still, and the first latents. All are drawn on
 * the CPU, so a seed means the same on every device.
 *
 * <p><b>Memory.</b> Everything a run makes lives in its own scope and is gone when it returns, throws or is cancelled.
 *
 * Where the model offloads, each step first says which networks it uses.
 *
 * <p>One run at a time; not thread-safe.
 */
public final class DragPipeline {
    private final DragModel model;

    public DragPipeline(DragModel model) {
        this.model = model;
    }

    /**
     * Makes the clip.
     *
     * @param loaded the scene and its pixels; its settings are asked first, then the model's defaults
     * @param progress is told of every stage and may cancel
     * @throws BadInputException when the asked size does not suit the model, or nothing of the scene is in the frame
     * @throws CancelledException when progress said so
     */
    public Clip generate(LoadedScene loaded, Progress progress) {
        // 1. What was asked, and the model's defaults for the rest.
        model.use(Part.FEATURES);
        Settings settings = loaded.scene().settings().toBuilder()
                .output(model.defaults().output(loaded.scene().settings()))
                .build()
                .or(model.defaults().settings());
        Fidelity fidelity = settings.fidelity();
        int[] size = model.defaults()
                .size(
                        loaded.scene().settings(),
                        loaded.scene().width(),
                        loaded.scene().height());
        int width = size[0];
        int height = size[1];
        requireSize(width, height);
        if (settings.guideFill() > 0 && !model.hasFill()) {
            throw BadInputException.of(
                    "guideFill", "0, for this model has no fill", settings.guideFill(), "leave it out");
        }
        if (settings.guideComplete() > 0 && !model.hasCompletion()) {
            throw BadInputException.of(
                    "guideComplete", "0, for this model has no completion", settings.guideComplete(), "leave it out");
        }
        if (settings.guideRefine() > 0 && !model.hasRefiner()) {
            throw BadInputException.of(
                    "guideRefine", "0, for this model has no refiner", settings.guideRefine(), "leave it out");
        }

        // 2. The scene in the network's frame, its motion, its control maps.
        LoadedScene framed = FramedScene.of(loaded, fidelity.resize(), width, height);
        Motion motion = Motion.of(framed.scene(), framed.masks(), framed.scene().frames(), Incircle.finder());
        requireThings(loaded, motion, width, height);
        framed.warnings().stream().skip(loaded.warnings().size()).forEach(progress::warning);
        motion.warnings().forEach(progress::warning);
        ControlMaps maps = ControlMaps.draw(motion, fidelity, width, height);
        Picture first = Resampling.resize(framed.picture(), width, height);
        Stages stages = new Stages(progress);
        boolean enlarged = settings.output() == Settings.Output.SOURCE;
        if (enlarged) {
            stages.at("cut and fill", 0, 1);
        }
        SourceSize source =
                enlarged ? SourceSize.prepare(loaded, framed, width, height, unseen(settings), progress) : null;
        model.use(Part.FEATURES);

        return Guards.inference(() -> TensorScope.inside(() -> {
            // 3. What the things look like: one feature vector for each disc.
            Tensor still = Pixels.toTensor(first).to(model.device(), ScalarType.Float);
            Tensor vectors = entityVectors(still, motion, settings, fidelity, stages);

            // 4. What the whole picture looks like: one token.
            model.use(Part.IMAGE_ENCODER);
            stages.at("image token", 0, 1);
            Tensor unit = Ops.mul(Ops.add(still, 1), 0.5);
            int towerSize = model.imageEncoder().config().imageSize();
            Tensor token = model.imageEncoder()
                    .forward(ClipPreprocess.forward(unit, towerSize, fidelity.clipPreprocessing())
                            .to(model.type()))
                    .unsqueeze(1); // (1,D) -> (1,1,D)

            // 5. The still's latents, with a little noise on the picture; not scaled, as Stable Video Diffusion has it.
            model.use(Part.VAE);
            stages.at("encode", 0, 1);
            MicroConditions micro = MicroConditions.of(settings, fidelity);
            Tensor imageLatents = stillLatents(still, micro.noise(), settings.augmentationSeed());

            // 6. What to start from: noise, or the noised animatic, mended where the model has a refiner.
            int frames = maps.frames();
            long[] shape = {1, frames, imageLatents.size(1), imageLatents.size(2), imageLatents.size(3)};
            Tensor noise = noise(settings.latentSeed(), model.type(), shape);
            EulerScheduler scheduler = new EulerScheduler(model.scheduler(), settings.steps());
            AnimaticFrames animatic = animatic(framed, motion, first, source, settings, scheduler, stages);
            model.use(Part.VAE);
            GuidedDenoising.Guide guide =
                    animatic == null ? null : guide(animatic, settings, scheduler, width, height, stages);

            // 7. Where the things shall go, as the ControlNet sees it.
            model.use(Part.CONTROL_NET);
            stages.at("control", 0, 1);
            Tensor control = model.controlNet().embed(gaussians(maps), masks(maps), vectors);

            // 8. Denoise.
            model.use(Part.UNET, Part.CONTROL_NET);
            GuidedDenoising denoising = new GuidedDenoising(
                    model.unet(),
                    model.controlNet(),
                    scheduler,
                    fidelity.residualAddition(),
                    fidelity.tokenOrder(),
                    settings.controlScale(),
                    settings.guidanceMin(),
                    settings.guidanceMax());
            Tensor ids = Ops.tensor(micro.ids(), 1, 3).to(model.device(), model.type());
            LatentPreview preview = new LatentPreview(first, imageLatents);
            Tensor latents = denoising.run(
                    new GuidedDenoising.Inputs(noise, imageLatents, token, ids, control),
                    guide,
                    (done, steps, clean) -> {
                        stages.at("denoise", done, steps);
                        progress.preview(
                                done,
                                steps,
                                () -> preview.frames(clean, model.vaeConfig().scalingFactor()));
                    });

            // 9. Decode, some frames at a time.
            model.use(Part.VAE);
            List<Picture> decoded = decode(latents, settings.decodeChunk(), "decode", stages);

            // 10. Where the clip still shows the animatic, the fine detail that the autoencoder took from both. At the
            // photograph's size step 11 has its own pixels.
            List<Picture> pictures = guide == null || source != null || settings.guideDetail() == 0
                    ? decoded
                    : GuideDetail.restore(
                            decoded,
                            animatic.frames(),
                            decode(guide.latents(), settings.decodeChunk(), "detail", stages),
                            settings.guideDetail());

            // 11. The clip, and what is needed to make it again; at the photograph's size where that is asked.
            String json = RunRecord.json(loaded, settings, width, height, model);
            Clip clip = new Clip(pictures, loaded.scene().fps(), json, framed, motion, maps);
            return source == null ? clip : source.enlarge(clip, done -> stages.at("enlarge", done, maps.frames()));
        }));
    }

    private void requireSize(int width, int height) {
        int m = model.sizeMultiple();
        if (width % m != 0 || height % m != 0) {
            throw BadInputException.of(
                    "size",
                    "width and height divisible by " + m,
                    width + "x" + height,
                    "ask for " + Math.max(m, Math.round((float) width / m) * m) + "x"
                            + Math.max(m, Math.round((float) height / m) * m));
        }
    }

    /** Fails early: looking at the things costs more than finding out that there are none, or that one cannot be seen. */
    private void requireThings(LoadedScene loaded, Motion motion, int width, int height) {
        if (motion.tracks().isEmpty() && !loaded.scene().entities().isEmpty()) {
            throw BadInputException.of(
                    "scene",
                    "an entity within the clip's " + width + "x" + height + " part of the picture",
                    "none",
                    "choose a size of the picture's aspect, or the fidelity switch resize=letterbox");
        }
        int cell = model.features().factor();
        motion.tracks().forEach(t -> FeatureCells.require(t.mask(), width / cell, height / cell, 1, maskOf(t)));
    }

    private static String maskOf(Track track) {
        return track.role() == Track.Role.ENTITY ? "mask of entity " + track.id() : "mask of disc " + track.id();
    }

    /** One vector for each layer of the maps: (K, C). Layers that share a mask share the work. */
    private Tensor entityVectors(Tensor still, Motion motion, Settings settings, Fidelity fidelity, Stages stages) {
        List<Track> tracks = motion.tracks();
        int channels = model.features().channels() / 2;
        if (tracks.isEmpty()) {
            return Ops.zeros(0, channels).to(model.device(), model.type());
        }
        int noises = settings.featureEnsemble();
        int[] calls = {0}; // one before the picture is encoded, then one before each noise
        Tensor map = model.features()
                .map(
                        still,
                        settings.featureSeed(),
                        noises,
                        () -> stages.at("entity features", Math.max(0, calls[0]++ - 1), noises));
        stages.at("entity features", noises, noises);
        List<Mask> masks = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Map<Mask, Integer> row = new IdentityHashMap<>();
        for (Track track : tracks) {
            row.computeIfAbsent(track.mask(), m -> {
                masks.add(m);
                names.add(maskOf(track));
                return masks.size() - 1;
            });
        }
        float[] all =
                Ops.toFloats(EntityFeatures.under(map, model.features().look().enlarge(), masks, names)); // (E, 2C)
        float[] out = new float[tracks.size() * channels];
        for (int k = 0; k < tracks.size(); k++) {
            int from = row.get(tracks.get(k).mask()) * 2 * channels;
            float[] feature = Arrays.copyOfRange(all, from, from + 2 * channels);
            System.arraycopy(EntityEmbedding.of(feature, fidelity.entityEmbedding()), 0, out, k * channels, channels);
        }
        return Ops.tensor(out, tracks.size(), channels).to(model.device(), model.type());
    }

    private Tensor stillLatents(Tensor still, double amount, long seed) {
        return TensorScope.tidy(() -> {
            Tensor noised = Ops.addScaled(still, noise(seed, ScalarType.Float, Shapes.dims(still)), amount);
            return model.vae().encode(noised).mean().to(model.type());
        });
    }

    private Tensor noise(long seed, ScalarType type, long... shape) {
        try (Rng rng = new Rng(seed)) {
            return TensorScope.tidy(() -> rng.normal(shape).to(model.device(), type));
        }
    }

    /** (F, 3, H, W). */
    private Tensor gaussians(ControlMaps maps) {
        return ControlTensors.gaussians(maps).to(model.device(), model.type());
    }

    /** (F, K, H, W). */
    private Tensor masks(ControlMaps maps) {
        return ControlTensors.masks(maps).to(model.device(), model.type());
    }

    /** Null where the settings want no guide. */
    private AnimaticFrames animatic(
            LoadedScene framed,
            Motion motion,
            Picture first,
            SourceSize source,
            Settings settings,
            EulerScheduler scheduler,
            Stages stages) {
        if (guideSteps(settings.guideInside(), scheduler) == 0 && guideSteps(settings.guideOutside(), scheduler) == 0) {
            return null;
        }
        stages.at("animatic", 0, 1);
        AnimaticFrames animatic = source == null
                ? Animatic.frames(framed, motion, first.width(), first.height(), unseen(settings))
                : source.animatic();
        if (settings.guideRefine() == 0) {
            return animatic;
        }
        model.use(Part.REFINER);
        int frames = animatic.frames().size();
        return model.refiner().refine(first, animatic, settings.guideRefine(), f -> stages.at("refine", f, frames));
    }

    /** How animatics are made. */
    private Unseen unseen(Settings settings) {
        GroundFill ground = GroundFill.EXEMPLAR;
        ThingCompletion things = ThingCompletion.NONE;
        if (settings.guideFill() > 0) {
            model.use(Part.FILL);
            ground = model.fill().fill(settings.guideFill());
        }
        if (settings.guideComplete() > 0) {
            model.use(Part.COMPLETION);
            things = model.completion().completion(settings.guideComplete());
        }
        return new Unseen(ground, things);
    }

    private static int guideSteps(double strength, EulerScheduler scheduler) {
        return (int) Math.round(strength * scheduler.steps());
    }

    private GuidedDenoising.Guide guide(
            AnimaticFrames animatic,
            Settings settings,
            EulerScheduler scheduler,
            int width,
            int height,
            Stages stages) {
        int f = animatic.frames().size();
        Tensor latents = TensorScope.tidy(() -> {
            List<Tensor> each = new ArrayList<>();
            for (int i = 0; i < f; i++) {
                stages.at("encode animatic", i, f);
                Tensor frame = Pixels.toTensor(animatic.frames().get(i)).to(model.device(), ScalarType.Float);
                each.add(TensorScope.tidy(() -> Ops.mul(
                        model.vae().encode(frame).mean(), model.vae().config().scalingFactor())));
            }
            return Ops.cat(0, each).unsqueeze(0).to(model.type()); // F x (1,C,h,w) -> (1,F,C,h,w)
        });
        Tensor mask = GuideMask.of(animatic, (int) latents.size(3), (int) latents.size(4), width, height)
                .to(model.device(), model.type());
        return new GuidedDenoising.Guide(
                latents,
                mask,
                guideSteps(settings.guideInside(), scheduler),
                guideSteps(settings.guideOutside(), scheduler));
    }

    private List<Picture> decode(Tensor latents, int chunk, String stage, Stages stages) {
        int f = (int) latents.size(1);
        List<Picture> out = new ArrayList<>();
        for (int from = 0; from < f; from += chunk) {
            stages.at(stage, from, f);
            int count = Math.min(chunk, f - from);
            int at = from;
            out.addAll(TensorScope.inside(() -> {
                Tensor part =
                        latents.select(0, 0).narrow(0, at, count).to(ScalarType.Float); // (1,F,C,h,w) -> (n,C,h,w)
                Tensor unscaled = Ops.mul(part, 1 / model.vae().config().scalingFactor());
                return Pixels.toPictures(model.vae().decode(unscaled, count));
            }));
        }
        stages.at(stage, f, f);
        return out;
    }

    /** Tells of a stage and ends the run when that is asked. */
    private record Stages(Progress progress) {
        void at(String stage, int done, int total) {
            progress.at(stage, done, total);
            if (progress.cancelled()) {
                throw new CancelledException(stage + " " + done + "/" + total);
            }
        }
    }
}
