// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.Fixture;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.completion.CompletionConfig;
import dev.tractrix.completion.CompletionNetwork;
import dev.tractrix.control.ControlNet;
import dev.tractrix.control.ControlNetConfig;
import dev.tractrix.features.ClipTextConfig;
import dev.tractrix.features.ClipTextEncoder;
import dev.tractrix.features.FeatureUNet;
import dev.tractrix.features.FeatureUNetConfig;
import dev.tractrix.features.LatentEncoder;
import dev.tractrix.features.LatentEncoderConfig;
import dev.tractrix.fill.FillConfig;
import dev.tractrix.fill.FillNetwork;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Posterior;
import dev.tractrix.nn.Weights;
import dev.tractrix.refiner.RefinerConfig;
import dev.tractrix.refiner.RefinerNetwork;
import dev.tractrix.scene.Fidelity.ResidualAddition;
import dev.tractrix.scene.Fidelity.TokenOrder;
import dev.tractrix.svd.AntialiasedResize;
import dev.tractrix.svd.ClipVisionConfig;
import dev.tractrix.svd.ClipVisionEncoder;
import dev.tractrix.svd.ControlResiduals;
import dev.tractrix.svd.EulerScheduler;
import dev.tractrix.svd.EulerSchedulerConfig;
import dev.tractrix.svd.SpatioTemporalUNet;
import dev.tractrix.svd.SpatioTemporalUNetConfig;
import dev.tractrix.svd.TemporalVae;
import dev.tractrix.svd.TemporalVaeConfig;
import dev.tractrix.tensor.Ops;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/** Every numeric step that a golden fixture can be of, by the fixture's component name. */
final class FixtureSteps {
    static final Map<String, FixtureRunner.Step> ALL = Map.ofEntries(
            Map.entry("spatio-temporal-unet", FixtureSteps::spatioTemporalUNet),
            Map.entry("control-net", FixtureSteps::controlNet),
            Map.entry("clip-vision", FixtureSteps::clipVision),
            Map.entry("clip-text", FixtureSteps::clipText),
            Map.entry("vae-encode", FixtureSteps::vaeEncode),
            Map.entry("features", FixtureSteps::features),
            Map.entry("temporal-vae-encode", FixtureSteps::temporalVaeEncode),
            Map.entry("temporal-vae-decode", FixtureSteps::temporalVaeDecode),
            Map.entry("sam", SamSteps::sam),
            Map.entry("sam2", SamSteps::sam2),
            Map.entry("mobile-sam", SamSteps::mobileSam),
            Map.entry("sam-predictor", SamPredictorSteps::samPredictor),
            Map.entry("co-tracker", CoTrackerSteps::coTracker),
            Map.entry("co-tracker-online", CoTrackerSteps::online),
            Map.entry("inception", MetricSteps::inception),
            Map.entry("i3d", MetricSteps::i3d),
            Map.entry("incircle", ControlMapSteps::incircle),
            Map.entry("control-maps", ControlMapSteps::controlMaps),
            Map.entry("thing-completion", FixtureSteps::thingCompletion),
            Map.entry("ground-fill", FixtureSteps::groundFill),
            Map.entry("refiner", FixtureSteps::refiner),
            Map.entry("resize-antialias", FixtureSteps::resizeAntialias),
            Map.entry("denoise-loop", FixtureSteps::denoiseLoop),
            Map.entry("euler-scheduler", FixtureSteps::eulerScheduler));

    private FixtureSteps() {}

    private static Map<String, Tensor> groundFill(Fixture f) {
        FillConfig config = FillConfig.of(f.config());
        return withModel(f.model(), "FillNetwork", p -> new FillNetwork(p, config), network -> {
            Tensor exemplar = f.input("exemplar");
            Tensor smooth = f.input("smooth");
            Tensor hole = f.input("hole");
            Tensor answer = network.forward(f.input("picture"), exemplar, smooth, hole, f.input("misfit"));
            return Map.of("answer", answer, "filled", FillNetwork.filled(answer, exemplar, smooth, hole));
        });
    }

    private static Map<String, Tensor> thingCompletion(Fixture f) {
        CompletionConfig config = CompletionConfig.of(f.config());
        return withModel(
                f.model(),
                "CompletionNetwork",
                p -> new CompletionNetwork(p, config),
                network -> Map.of("answer", network.forward(f.input("seen"), f.input("hidden"), f.input("smooth"))));
    }

    private static Map<String, Tensor> refiner(Fixture f) {
        RefinerConfig config = RefinerConfig.of(f.config());
        return withModel(
                f.model(),
                "RefinerNetwork",
                p -> new RefinerNetwork(p, config),
                network -> Map.of("change", network.forward(f.input("x"))));
    }

    private static Map<String, Tensor> spatioTemporalUNet(Fixture f) {
        SpatioTemporalUNetConfig config = SpatioTemporalUNetConfig.of(f.config());
        return withModel(f.model(), "SpatioTemporalUNet", p -> new SpatioTemporalUNet(p, config), unet -> {
            Tensor sample = f.input("sample");
            Tensor timestep = perVideo(f.input("timestep"), sample.size(0));
            Function<ResidualAddition, Tensor> run = addition -> unet.forward(
                    sample,
                    timestep,
                    f.input("encoder_hidden_states"),
                    f.input("added_time_ids"),
                    addition == null
                            ? null
                            : new ControlResiduals(
                                    f.inputList("down_block_additional_residuals"),
                                    f.input("mid_block_additional_residual")),
                    addition);
            Map<String, Tensor> out = new HashMap<>();
            out.put("sample", run.apply(null));
            if (f.inputs().get("mid_block_additional_residual") != null) {
                out.put("sample_paper", run.apply(ResidualAddition.ONCE));
                out.put("sample_checkpoint", run.apply(ResidualAddition.REPEATED));
            }
            return out;
        });
    }

    private static Map<String, Tensor> controlNet(Fixture f) {
        ControlNetConfig config = ControlNetConfig.of(f.config());
        return withModel(f.model(), "ControlNet", p -> new ControlNet(p, config), net -> {
            Tensor sample = f.input("sample");
            ControlResiduals residuals = net.forward(
                    sample,
                    perVideo(f.input("timestep"), sample.size(0)),
                    net.prepare(f.input("encoder_hidden_states"), sample.size(1)),
                    f.input("added_time_ids"),
                    net.embedDense(
                            f.input("controlnet_cond").flatten(0, 1),
                            f.input("ID_feature").flatten(0, 1)),
                    Ops.item(f.input("conditioning_scale")));
            Map<String, Tensor> out = new HashMap<>();
            out.put("mid_block_res_sample", residuals.mid());
            putList(out, "down_block_res_samples", residuals.down());
            return out;
        });
    }

    private static Map<String, Tensor> clipVision(Fixture f) {
        ClipVisionConfig config = ClipVisionConfig.of(f.config());
        return withModel(f.model(), "ClipVisionEncoder", p -> new ClipVisionEncoder(p, config), tower -> {
            Tensor hidden = tower.hidden(f.input("pixel_values"));
            return Map.of("last_hidden_state", hidden, "image_embeds", tower.embed(hidden));
        });
    }

    private static Map<String, Tensor> clipText(Fixture f) {
        ClipTextConfig config = ClipTextConfig.of(f.config());
        return withModel(
                f.model(),
                "ClipTextEncoder",
                p -> new ClipTextEncoder(p, config),
                tower -> Map.of("last_hidden_state", tower.forward(f.input("input_ids"))));
    }

    private static Map<String, Tensor> temporalVaeEncode(Fixture f) {
        TemporalVaeConfig config = TemporalVaeConfig.of(f.config());
        return withModel(f.model(), "TemporalVae", p -> new TemporalVae(p, config), vae -> {
            Posterior posterior = vae.encode(f.input("x"));
            return Map.of("latent_dist.mean", posterior.mean(), "latent_dist.logvar", posterior.logvar());
        });
    }

    private static Map<String, Tensor> temporalVaeDecode(Fixture f) {
        TemporalVaeConfig config = TemporalVaeConfig.of(f.config());
        long frames = (long) Ops.item(f.input("num_frames"));
        return withModel(
                f.model(),
                "TemporalVae",
                p -> new TemporalVae(p, config),
                vae -> Map.of("sample", vae.decode(f.input("z"), frames)));
    }

    private static Map<String, Tensor> vaeEncode(Fixture f) {
        LatentEncoderConfig config = LatentEncoderConfig.of(f.config());
        return withModel(LatentEncoder.part(f.model()), "LatentEncoder", p -> new LatentEncoder(p, config), vae -> {
            Posterior posterior = vae.posterior(f.input("x"));
            return Map.of("latent_dist.mean", posterior.mean(), "latent_dist.logvar", posterior.logvar());
        });
    }

    private static Map<String, Tensor> features(Fixture f) {
        FeatureUNetConfig config = FeatureUNetConfig.of(f.config());
        int block = (int) Ops.item(f.input("up_ft_index"));
        StateDict part = FeatureUNet.part(f.model(), config, block);
        return withModel(
                part,
                "FeatureUNet",
                p -> FeatureUNet.upTo(p, config, block),
                unet -> Map.of(
                        "up_ft",
                        unet.features(
                                f.input("sample"), f.input("timestep"), f.input("encoder_hidden_states"), block)));
    }

    private static Map<String, Tensor> resizeAntialias(Fixture f) {
        List<Integer> size = f.config().integers("size", List.of(224, 224));
        return Map.of("output", AntialiasedResize.resize(f.input("input"), size.get(0), size.get(1)));
    }

    private static Map<String, Tensor> denoiseLoop(Fixture f) {
        ConfigJson c = f.config();
        EulerScheduler scheduler = new EulerScheduler(
                EulerSchedulerConfig.of(c.object("scheduler")), c.integer("num_inference_steps", 25));
        ResidualAddition addition =
                ResidualAddition.valueOf(c.text("residualAddition", "once").toUpperCase(Locale.ROOT));
        SpatioTemporalUNetConfig unetConfig = SpatioTemporalUNetConfig.of(c.object("unet"));
        ControlNetConfig netConfig = ControlNetConfig.of(c.object("controlnet"));
        return withModel(
                f.model().under("unet."),
                "SpatioTemporalUNet",
                p -> new SpatioTemporalUNet(p, unetConfig),
                unet -> withModel(
                        f.model().under("controlnet."), "ControlNet", p -> new ControlNet(p, netConfig), net -> {
                            GuidedDenoising denoising = new GuidedDenoising(
                                    unet,
                                    net,
                                    scheduler,
                                    addition,
                                    TokenOrder.valueOf(
                                            c.text("tokenOrder", "separate").toUpperCase(Locale.ROOT)),
                                    c.number("controlnet_cond_scale", 1),
                                    c.number("min_guidance_scale", 1),
                                    c.number("max_guidance_scale", 3));
                            Tensor control = net.embedDense(
                                    f.input("controlnet_cond").flatten(0, 1),
                                    f.input("ids_embedding").flatten(0, 1));
                            GuidedDenoising.Inputs in = new GuidedDenoising.Inputs(
                                    f.input("latents"),
                                    f.input("image_latents"),
                                    f.input("image_embeddings"),
                                    f.input("added_time_ids"),
                                    control);
                            return Map.of("latents", denoising.run(in, (done, steps, latents) -> {}));
                        }));
    }

    private static Map<String, Tensor> eulerScheduler(Fixture f) {
        int steps = (int) Ops.item(f.input("num_inference_steps"));
        EulerScheduler scheduler = new EulerScheduler(EulerSchedulerConfig.of(f.config()), steps);
        float[] sigmas = new float[steps + 1];
        float[] timesteps = new float[steps];
        Map<String, Tensor> out = new HashMap<>();
        Tensor sample = f.input("sample");
        for (int i = 0; i < steps; i++) {
            sigmas[i] = scheduler.sigma(i);
            timesteps[i] = scheduler.timestep(i);
            out.put("scale_model_input." + i, scheduler.scaleModelInput(sample, i));
            sample = scheduler.step(f.input("model_output." + i), i, sample);
            out.put("prev_sample." + i, sample);
        }
        out.put("sigmas", Ops.tensor(sigmas, steps + 1));
        out.put("timesteps", Ops.tensor(timesteps, steps));
        out.put("init_noise_sigma", Ops.tensor(new float[] {(float) scheduler.initNoiseSigma()}, 1));
        return out;
    }

    /** Builds a model of the fixture's weights, runs it, frees the weights. */
    private static <M> Map<String, Tensor> withModel(
            StateDict file, String name, Function<Params, M> build, Function<M, Map<String, Tensor>> run) {
        Params params = Params.from(file);
        M model = build.apply(params);
        try (Weights weights = params.finish(name)) {
            return run.apply(model);
        }
    }

    /** (1) or (B) -> (B). */
    private static Tensor perVideo(Tensor timestep, long batch) {
        return timestep.expand(batch);
    }

    private static void putList(Map<String, Tensor> out, String name, List<Tensor> tensors) {
        for (int i = 0; i < tensors.size(); i++) {
            out.put(name + "." + i, tensors.get(i));
        }
    }
}
