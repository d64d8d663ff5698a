// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.pipeline.EmbeddedModel;
import dev.tractrix.pipeline.ModelDefaults;
import dev.tractrix.pipeline.Quality;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Settings;
import dev.tractrix.scene.formats.SceneFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a run is asked for on the command line; it goes before what the scene says, and that before the model's own. */
final class RunOptions {
    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "A model's folder, a pulled model's name, or embedded.")
    private String model;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            converter = ClipSizeConverter.class,
            description =
                    "Size of the clip: WxH for the network's frames; native for the model's own; source for the photograph's, with the photograph's own pixels; WxH,source to set the network's frames as well. The model's choice where unset.")
    private ClipSize size;

    @Option(names = "--frames", paramLabel = "N", description = "Frames of the clip; the scene's where unset.")
    private Integer frames;

    @Option(names = "--steps", paramLabel = "N", description = "Denoising steps.")
    private Integer steps;

    @Option(
            names = "--quality",
            paramLabel = "Q",
            converter = QualityConverter.class,
            description =
                    "draft (0.4 of the model's steps, the network's own size), good (the model's own), best (1.5 of the"
                            + " steps, and with 'generate' the best of four drafts).")
    private Quality quality;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the features', the picture's and the first latents' noise.")
    private Long seed;

    @Option(
            names = "--fidelity",
            paramLabel = "F",
            converter = FidelityConverter.class,
            description = "paper or checkpoint, then single switches: checkpoint,radiusCap=none.")
    private Fidelity fidelity;

    @Option(
            names = "--guide",
            paramLabel = "S[,S]",
            converter = GuideConverter.class,
            description =
                    "How much of the denoising the animatic replaces within the moving masks and outside, 0 (off) to 1; one number is for both.")
    private Guide guide;

    @Option(
            names = "--guide-detail",
            paramLabel = "D",
            description =
                    "How much of what the autoencoder takes from the animatic a guided clip of the network's size gets back, 0 to 1.")
    private Double guideDetail;

    @Option(
            names = "--guide-fill",
            paramLabel = "F",
            description = "How much of the change that its fill makes to uncovered ground is made, 0 to 1.")
    private Double guideFill;

    @Option(
            names = "--guide-complete",
            paramLabel = "C",
            description =
                    "How readily moving things that the picture's edge cuts or another thing covers are completed, 0 (not at all) to 1.")
    private Double guideComplete;

    @Option(
            names = "--guide-refine",
            paramLabel = "R",
            description = "How much of its refiner's change the animatic gets before it guides, 0 to 1.")
    private Double guideRefine;

    @Option(names = "--device", paramLabel = "D", description = "cpu, cuda or cuda:1, ...")
    private String device;

    @Option(names = "--dtype", paramLabel = "T", description = "float32, float16 or bfloat16.")
    private String dtype;

    @Option(
            names = "--offload",
            paramLabel = "WHEN",
            description =
                    "auto, never or always: keep only the networks in use in memory. auto does when all do not fit; the frames are the same.")
    private String offload;

    /** @param network size of the network's frames, null for the model's own @param output which frames the clip has */
    private record ClipSize(FrameSize network, Settings.Output output) {}

    private static final class ClipSizeConverter implements ITypeConverter<ClipSize> {
        @Override
        public ClipSize convert(String text) {
            if (text.equals("native")) {
                return new ClipSize(null, Settings.Output.NETWORK);
            }
            if (text.equals("source")) {
                return new ClipSize(null, Settings.Output.SOURCE);
            }
            boolean source = text.endsWith(",source");
            FrameSize frames = new FrameSize.Converter().convert(source ? text.substring(0, text.indexOf(',')) : text);
            return new ClipSize(frames, source ? Settings.Output.SOURCE : Settings.Output.NETWORK);
        }
    }

    /** Strengths, 0..1. */
    private record Guide(double inside, double outside) {}

    /** The words as they are written, small; picocli's own message would show the constants. */
    static final class QualityConverter implements ITypeConverter<Quality> {
        @Override
        public Quality convert(String value) {
            try {
                return Quality.of(value);
            } catch (BadInputException e) {
                throw new TypeConversionException("expected draft, good or best, got '" + value + "'");
            }
        }
    }

    private static final class FidelityConverter implements ITypeConverter<Fidelity> {
        @Override
        public Fidelity convert(String text) {
            try {
                return Fidelity.parse(text);
            } catch (BadInputException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    private static final class GuideConverter implements ITypeConverter<Guide> {
        @Override
        public Guide convert(String text) {
            String[] parts = text.split(",", -1);
            try {
                double inside = Double.parseDouble(parts[0]);
                double outside = Double.parseDouble(parts[parts.length - 1]);
                if (parts.length <= 2 && inside >= 0 && inside <= 1 && outside >= 0 && outside <= 1) {
                    return new Guide(inside, outside);
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw new TypeConversionException(
                    "expected one or two numbers from 0 to 1 such as 0.6,0.3, got '" + text + "'");
        }
    }

    /** The scene with these options in its settings. */
    Scene applied(Scene scene) {
        Settings.Builder b = Settings.builder()
                .model(model)
                .steps(steps)
                .fidelity(fidelity)
                .device(device)
                .dtype(dtype)
                .offload(offload);
        if (size != null) {
            b.output(size.output);
            if (size.network != null) {
                b.width(size.network.width()).height(size.network.height());
            }
        }
        if (seed != null) {
            b.seed(seed);
        }
        if (guide != null) {
            b.guideInside(guide.inside).guideOutside(guide.outside);
        }
        if (guideDetail != null) {
            b.guideDetail(guideDetail);
        }
        if (guideFill != null) {
            b.guideFill(guideFill);
        }
        if (guideComplete != null) {
            b.guideComplete(guideComplete);
        }
        if (guideRefine != null) {
            b.guideRefine(guideRefine);
        }
        Scene asked = scene.withSettings(b.build().or(scene.settings()));
        return frames == null ? asked : asked.withFrames(frames);
    }

    /** The scene of a source with these options, its masks read as the model's fidelity asks. */
    LoadedScene load(SceneSource source) {
        return load(source.read());
    }

    /** As {@link #load(SceneSource)}, of a scene that is already read. */
    LoadedScene load(SceneFormat.Imported imported) {
        LoadedScene loaded = load(inQuality(applied(imported.scene())));
        List<String> warnings = new ArrayList<>(imported.warnings());
        warnings.addAll(loaded.warnings());
        return new LoadedScene(loaded.scene(), loaded.picture(), loaded.masks(), warnings);
    }

    /** The quality goes before the scene's settings, and what the command line sets by itself before the quality. */
    private Scene inQuality(Scene scene) {
        Settings own =
                quality == null ? null : modelSettings(resolved(scene.settings().model()));
        if (own == null) {
            return scene; // that a model is missing is said when it is opened
        }
        Settings.Builder b = scene.settings().toBuilder();
        Settings q = quality.settings(own);
        b.steps(steps != null ? steps : q.steps()).featureEnsemble(q.featureEnsemble());
        // a draft stays at the network's size unless a size is asked for
        boolean sized = size != null && size.output != null;
        return scene.withSettings(
                sized || q.output() == null ? b.build() : b.output(q.output()).build());
    }

    /** How much time the clip may take; null where not said. */
    Quality quality() {
        return quality;
    }

    /** A model's own settings; null when it is not there. */
    private static Settings modelSettings(String named) {
        boolean embedded = named.equals("embedded");
        boolean here = embedded ? EmbeddedModel.isPresent() : Files.isDirectory(Path.of(named));
        return here
                ? ModelDefaults.of(embedded ? EmbeddedModel.folder() : Path.of(named))
                        .settings()
                : null;
    }

    /** A scene whose settings are complete. */
    static LoadedScene load(Scene scene) {
        Settings settings = scene.settings();
        String named = resolved(settings.model());
        Fidelity fidelity = settings.fidelity();
        Settings own = fidelity == null ? modelSettings(named) : null;
        if (own != null) {
            fidelity = own.fidelity();
        }
        return LoadedScene.load(scene.withSettings(
                settings.toBuilder().model(named).fidelity(fidelity).build()));
    }

    /** A model's folder, by its path or its name in the store; embedded where none is named. */
    private static String resolved(String model) {
        if (model == null || model.equals("embedded")) {
            return "embedded";
        }
        Path pulled = Models.store().resolve(model);
        return !Files.isDirectory(Path.of(model)) && Files.isDirectory(pulled) ? pulled.toString() : model;
    }
}
