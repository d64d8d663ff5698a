// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.animatic.CompareSheet;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.pipeline.Clip;
import dev.tractrix.pipeline.DragPipeline;
import dev.tractrix.pipeline.Progress;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Settings;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Several drafts of one scene, of which the one that follows best is finished. A draft is the clip of another seed in few
 * steps at the final size: the first steps settle where things go, and at another size the same seed is another noise.
 *
 * @param drafts in the order they were made
 * @param steps of a draft
 * @param best index of the one to finish: the lowest score
 * @param motion that was asked
 */
public record BestOf(List<Draft> drafts, int steps, int best, Motion motion) {
    /** Of the final clip's steps. */
    private static final double SHARE = 0.4;

    private static final int LEAST_STEPS = 4;

    /**
     * One draft.
     *
     * @param latentSeed what the final clip is made with, should this be the best
     * @param sharpness mean of the measured things', see {@link EntityAdherence#sharpness}; NaN where unknown
     * @param score path error over its tolerance, plus what lacks of the sharpness: lower is better. A draft in which no
     *     thing can be found has the worst path error, twice the tolerance
     */
    public record Draft(long latentSeed, List<Picture> frames, Adherence adherence, double sharpness, double score) {}

    public BestOf {
        drafts = List.copyOf(drafts);
    }

    /**
     * Makes and judges the drafts.
     *
     * @param scene its settings' latent seed is the first draft's; the next ones count up
     * @param defaults the model's settings, where the scene's say nothing
     * @param count at least 1
     */
    public static BestOf draft(
            DragPipeline pipeline, LoadedScene scene, Settings defaults, int count, Progress progress) {
        Settings full = scene.scene().settings().or(defaults);
        int steps = Math.min(full.steps(), Math.max(LEAST_STEPS, (int) Math.round(SHARE * full.steps())));
        List<Draft> drafts = new ArrayList<>();
        Motion motion = null;
        for (int i = 0; i < count; i++) {
            long seed = full.latentSeed() + i;
            String name = "draft " + (i + 1) + "/" + count + ": ";
            Clip clip = pipeline.generate(
                    // seeds differ in what the network draws; the photograph's own pixels would only hide it
                    with(
                            scene,
                            Settings.builder()
                                    .steps(steps)
                                    .latentSeed(seed)
                                    .output(Settings.Output.NETWORK)
                                    .build()),
                    new Progress() {
                        @Override
                        public void at(String stage, int done, int total) {
                            progress.at(name + stage, done, total);
                        }

                        @Override
                        public boolean cancelled() {
                            return progress.cancelled();
                        }
                    });
            progress.at(name + "measure", 0, 1);
            Adherence adherence = Adherence.of(clip);
            motion = clip.motion();
            double sharpness = adherence.entities().stream()
                    .filter(e -> e.moves() && Double.isFinite(e.sharpness()))
                    .mapToDouble(EntityAdherence::sharpness)
                    .average()
                    .orElse(Double.NaN);
            drafts.add(new Draft(seed, clip.frames(), adherence, sharpness, score(adherence, sharpness)));
        }
        int best = IntStream.range(0, count)
                .boxed()
                .min(Comparator.comparingDouble(i -> drafts.get(i).score()))
                .orElseThrow();
        return new BestOf(drafts, steps, best, motion);
    }

    private static double score(Adherence adherence, double sharpness) {
        double path = Double.isNaN(adherence.meanPathErrorPercent())
                ? 2
                : Math.min(2, adherence.meanPathErrorPercent() / adherence.tolerancePercent());
        double soft = Double.isNaN(sharpness) ? 1 : Math.max(0, 1 - sharpness);
        return path + soft;
    }

    /** The scene whose clip is the best draft finished. */
    public LoadedScene finished(LoadedScene scene) {
        return with(
                scene,
                Settings.builder().latentSeed(drafts.get(best).latentSeed()).build());
    }

    private static LoadedScene with(LoadedScene scene, Settings settings) {
        Settings all = settings.or(scene.scene().settings());
        return new LoadedScene(scene.scene().withSettings(all), scene.picture(), scene.masks(), scene.warnings());
    }

    /** For the record: each draft's seed and what was measured of it. */
    public ObjectNode json() {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("steps", steps).put("best", best + 1);
        ArrayNode list = out.putArray("drafts");
        for (Draft d : drafts) {
            ObjectNode node = list.addObject().put("latentSeed", d.latentSeed);
            AdherenceJson.number(node, "score", d.score);
            AdherenceJson.number(node, "meanPathErrorPercent", d.adherence.meanPathErrorPercent());
            AdherenceJson.number(node, "sharpness", d.sharpness);
            AdherenceJson.number(node, "driftPercent", d.adherence.driftPercent());
            AdherenceJson.number(node, "lockedPsnr", d.adherence.lockedPsnr());
        }
        return out;
    }

    /** All drafts under each other, the best one framed. */
    public Picture sheet() {
        List<Picture> rows = drafts.stream()
                .map(d -> CompareSheet.contactSheet(motion, d.frames, d.adherence.achieved(motion)))
                .toList();
        int line = 22;
        int w = rows.get(0).width();
        int h = rows.get(0).height() + line;
        BufferedImage image = new BufferedImage(w, h * rows.size(), BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D g = image.createGraphics();
        for (int i = 0; i < rows.size(); i++) {
            Draft d = drafts.get(i);
            g.setColor(i == best ? new Color(0, 90, 60) : new Color(40, 40, 40));
            g.fillRect(0, i * h, w, line);
            g.drawImage(ImageFiles.toBuffered(rows.get(i)), 0, i * h + line, null);
            String text = String.format(
                    Locale.ROOT,
                    "draft %d, seed %d: path error %.2f %%, sharpness %.2f, score %.3f%s",
                    i + 1,
                    d.latentSeed,
                    d.adherence.meanPathErrorPercent(),
                    d.sharpness,
                    d.score,
                    i == best ? ": finished" : "");
            AdherenceSheet.write(g, text, 6, i * h + 16, Color.WHITE);
        }
        g.dispose();
        return ImageFiles.toPicture(image);
    }
}
