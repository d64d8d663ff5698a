// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.benchmark;

import dev.tractrix.data.IdMap;
import dev.tractrix.evaluation.Adherence;
import dev.tractrix.evaluation.CarriedMask;
import dev.tractrix.evaluation.ClipMeasures;
import dev.tractrix.evaluation.EntityAdherence;
import dev.tractrix.evaluation.TruthRegions;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.vision.Resampling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * All numbers of one item of a run.
 *
 * @param values by metric, in the order of {@link Metric}; NaN where not known
 * @param adherence of the clip
 * @param statements what was left out and why
 */
record ItemMeasures(Map<Metric, Double> values, Adherence adherence, List<String> statements) {
    /** ObjMC's normalised frame, pixels a side, the size at which the paper evaluates. */
    private static final double SIDE = 256;

    static ItemMeasures of(Pack pack, String id, PackRun.Output out, double tolerance, PackFeatures features) {
        List<Picture> frames = out.frames();
        Adherence adherence = Adherence.of(out.framed(), out.motion(), frames, tolerance);
        List<String> statements = new ArrayList<>(adherence.statements());
        int w = frames.get(0).width();
        int h = frames.get(0).height();
        List<Picture> truth = pack.truth(id);
        if (!truth.isEmpty() && (truth.get(0).width() != w || truth.get(0).height() != h)) {
            statements.add("the truth of " + truth.get(0).width() + "x"
                    + truth.get(0).height() + " is scaled to the clip's " + w + "x" + h);
            truth = truth.stream().map(p -> Resampling.resize(p, w, h)).toList();
        }
        ClipMeasures clip = ClipMeasures.of(frames, truth);
        Map<Metric, Double> values = new LinkedHashMap<>();
        values.put(Metric.PATH_ERROR, adherence.meanPathErrorPercent());
        values.put(Metric.STATIC_ERROR, mean(adherence, EntityAdherence::staticErrorPercent));
        values.put(Metric.ANIMATIC_ERROR, mean(adherence, EntityAdherence::instrumentErrorPercent));
        values.put(Metric.OBJ_MC, objMc(adherence, false, (e, f) -> e.achieved()[f]));
        values.put(Metric.OBJ_MC_STATIC, objMc(adherence, false, (e, f) -> e.asked()[0]));
        values.put(Metric.OBJ_MC_SHUFFLED, shuffled(adherence, false));
        values.put(Metric.OBJ_MC_ANIMATIC, objMc(adherence, false, (e, f) -> e.animatic()[f]));
        values.put(Metric.OBJ_MC_LEGACY, objMc(adherence, true, (e, f) -> e.achieved()[f]));
        values.put(Metric.OBJ_MC_LEGACY_STATIC, objMc(adherence, true, (e, f) -> e.asked()[0]));
        values.put(Metric.OBJ_MC_LEGACY_SHUFFLED, shuffled(adherence, true));
        values.put(Metric.OBJ_MC_LEGACY_ANIMATIC, objMc(adherence, true, (e, f) -> e.animatic()[f]));
        values.put(Metric.SCALE_ERROR, mean(adherence, EntityAdherence::scaleErrorPercent));
        values.put(Metric.LEAK, mean(adherence, e -> e.leak().near()));
        values.put(Metric.DRIFT, adherence.driftPercent());
        values.put(
                Metric.LOCKED_PSNR,
                Double.isNaN(adherence.lockedPsnr())
                        ? Double.NaN
                        : Math.min(ClipMeasures.MOST_PSNR, adherence.lockedPsnr()));
        values.put(Metric.THING_SHARPNESS, mean(adherence, EntityAdherence::sharpness));
        values.put(Metric.SHARPNESS, clip.sharpness());
        values.put(Metric.FLICKER, clip.flicker());
        values.put(Metric.WARP_ERROR, clip.warpError());
        values.put(Metric.PSNR, clip.psnr());
        values.put(Metric.SSIM, clip.ssim());
        List<IdMap> ids = pack.masks(id);
        boolean regions =
                !truth.isEmpty() && ids.size() == frames.size() && ids.get(0).width() == w;
        TruthRegions where = regions ? TruthRegions.of(frames, truth, ids) : new TruthRegions(Double.NaN, Double.NaN);
        values.put(Metric.UNCOVERED_PSNR, where.uncovered());
        values.put(Metric.EDGE_PSNR, where.edges());
        values.put(Metric.FEATURE_ERROR, features.error(frames, truth));
        iou(pack, id, out, values, statements);
        values.put(Metric.THINGS, (double)
                adherence.entities().stream().filter(EntityAdherence::moves).count());
        values.put(Metric.UNTRACKABLE, (double)
                adherence.entities().stream().filter(e -> !e.measured()).count());
        return new ItemMeasures(values, adherence, statements);
    }

    private static void iou(
            Pack pack, String id, PackRun.Output out, Map<Metric, Double> values, List<String> statements) {
        List<IdMap> truth = pack.masks(id);
        List<Picture> frames = out.frames();
        values.put(Metric.MASK_IOU, Double.NaN);
        values.put(Metric.BOX_IOU, Double.NaN);
        values.put(Metric.IOU_OBJECTS, Double.NaN);
        if (truth.isEmpty()) {
            return;
        }
        IdMap first = truth.get(0);
        if (truth.size() != frames.size()
                || first.width() != frames.get(0).width()
                || first.height() != frames.get(0).height()) {
            statements.add(
                    "no IoU: the true masks are " + truth.size() + " of " + first.width() + "x" + first.height());
            return;
        }
        List<CarriedMask> carried = new ArrayList<>();
        LoadedScene framed = out.framed();
        for (int e = 0; e < framed.masks().size(); e++) {
            String entity = framed.scene().entities().get(e).id();
            if (!entity.matches("thing-\\d{1,6}")) {
                statements.add("no IoU of entity " + entity + ": its id names none in the true masks");
                continue;
            }
            Mask mask = framed.masks().get(e);
            carried.add(CarriedMask.of(frames, mask, truth, Integer.parseInt(entity.substring(6))));
        }
        values.put(
                Metric.MASK_IOU,
                known(carried.stream().map(CarriedMask::maskIou).toList()));
        values.put(Metric.IOU_OBJECTS, carried.isEmpty() ? Double.NaN : carried.size());
        values.put(
                Metric.BOX_IOU, known(carried.stream().map(CarriedMask::boxIou).toList()));
    }

    private static double known(List<Double> values) {
        return values.stream()
                .filter(v -> !v.isNaN())
                .mapToDouble(v -> v)
                .average()
                .orElse(Double.NaN);
    }

    private static double mean(Adherence adherence, ToDoubleFunction<EntityAdherence> value) {
        return known(adherence.entities().stream()
                .filter(e -> e.moves() && e.measured())
                .map(e -> (Double) value.applyAsDouble(e))
                .toList());
    }

    private interface At {
        double[] of(EntityAdherence entity, int frame);
    }

    /**
     * Mean distance from the asked places of what moves and can be tracked.
     *
     * @param legacy as the authors: all asked places, in the clip's pixels; else those inside the frame, in one of 256x256
     */
    private static double objMc(Adherence adherence, boolean legacy, At at) {
        double sx = legacy ? 1 : SIDE / adherence.width();
        double sy = legacy ? 1 : SIDE / adherence.height();
        double sum = 0;
        int n = 0;
        for (EntityAdherence e : adherence.entities()) {
            for (int f = 0; f < e.asked().length && e.moves() && e.measured(); f++) {
                double[] is = at.of(e, f);
                double[] asked = e.asked()[f];
                boolean inside =
                        asked[0] >= 0 && asked[1] >= 0 && asked[0] < adherence.width() && asked[1] < adherence.height();
                if ((legacy || inside) && Double.isFinite(is[0])) {
                    sum += Math.hypot((is[0] - asked[0]) * sx, (is[1] - asked[1]) * sy);
                    n++;
                }
            }
        }
        return n == 0 ? Double.NaN : sum / n;
    }

    /** As if each thing made the next one's way; NaN for one alone. */
    private static double shuffled(Adherence adherence, boolean legacy) {
        List<EntityAdherence> moving = adherence.entities().stream()
                .filter(e -> e.moves() && e.measured())
                .toList();
        if (moving.size() < 2) {
            return Double.NaN;
        }
        return objMc(adherence, legacy, (e, f) -> {
            double[][] other =
                    moving.get((moving.indexOf(e) + 1) % moving.size()).asked();
            return new double[] {
                e.asked()[0][0] + other[f][0] - other[0][0], e.asked()[0][1] + other[f][1] - other[0][1]
            };
        });
    }
}
