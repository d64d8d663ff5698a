// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.animatic.ExemplarFill;
import dev.tractrix.data.IdMap;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.SmoothFill;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Pictures with holes, filled by examples and smoothly, beside what is behind the holes. A hole is where a thing stands that goes
 * away later, so that much of what is behind it is seen then, and its shadow and mirror image are around; or it has a thing's shape
 * and is anywhere, so that all is known, and that more often than not it cuts other things.
 */
final class FillSamples implements PooledSamples.Maker {
    /** Of a sample: 3 of the truth, 3 of the examples, 3 of the smooth, hole, misfit, and where the truth is known. */
    static final int PLANES = 12;
    /** A misfit's byte is the misfit by this. */
    static final int MISFIT = 510;

    /** Pixels by which an animatic's hole is larger than its thing. */
    private static final int RIM = 3;
    /** How often there is a second thing's hole. */
    private static final double SECOND = 0.3;
    /** Of the picture, in which a hole may be; one that is larger is drawn again. */
    private static final double LEAST = 0.005;

    private static final double MOST = 0.45;
    private static final int TRIES = 20;

    private final FillPreset preset;
    private final PooledSamples samples;

    FillSamples(FillPreset preset, long seed) {
        this.preset = preset;
        SceneSpec scenes = preset.pool().scenes();
        Variation variation = new Variation(
                PLANES,
                scenes.width(),
                scenes.height(),
                List.of(Variation.Colours.at(0), Variation.Colours.at(3), Variation.Colours.at(6)),
                List.of(10));
        samples = new PooledSamples(preset.pool(), seed, variation, this);
    }

    /**
     * Samples, each in another {@link Variation}.
     *
     * @param batch -1 for pictures that are never trained on
     * @return count x {@link #PLANES} x height x width; colours and shares 0..255, misfits by {@link #MISFIT}
     */
    byte[] batch(long batch, int count) {
        return samples.batch(batch, count);
    }

    @Override
    public List<byte[]> ofScene(SyntheticScene scene, Random random) {
        List<Mask> shapes =
                scene.entities().stream().map(e -> e.fullMasks().get(0)).toList();
        List<IdMap> ids =
                IntStream.range(0, scene.length()).mapToObj(scene::ids).toList();
        return samples(scene.frames(), ids, shapes, random);
    }

    @Override
    public List<byte[]> ofClip(List<Picture> frames, List<IdMap> ids, Random random) {
        List<Mask> shapes =
                ids.get(0).areas().keySet().stream().map(ids.get(0)::mask).toList();
        return samples(frames, ids, shapes, random);
    }

    private List<byte[]> samples(List<Picture> frames, List<IdMap> ids, List<Mask> shapes, Random random) {
        List<byte[]> out = new ArrayList<>();
        for (int n = 0; n < preset.pool().each(); n++) {
            byte[] removed = random.nextDouble() < preset.removed() ? removed(frames, ids, random) : null;
            if (removed == null) {
                Mask hole = hole(shapes, random);
                out.add(sample(frames.get(random.nextInt(frames.size())), hole, hole));
            } else {
                out.add(removed);
            }
        }
        return out;
    }

    /** All that goes until some later frame, and what is seen there then; null where hardly anything goes away. */
    private static byte[] removed(List<Picture> frames, List<IdMap> ids, Random random) {
        if (frames.size() == 1) {
            return null;
        }
        int later = 1 + random.nextInt(frames.size() - 1);
        int[] before = ids.get(0).ids();
        int[] after = ids.get(later).ids();
        Mask goes = Mask.empty(frames.get(0).width(), frames.get(0).height());
        Mask seen = Mask.empty(goes.width(), goes.height());
        for (int id : ids.get(0).areas().keySet()) {
            if (IntStream.range(0, before.length).anyMatch(i -> before[i] == id && after[i] != id)) {
                for (int i = 0; i < before.length; i++) {
                    goes.inside()[i] |= before[i] == id;
                    seen.inside()[i] |= before[i] == id && after[i] == 0;
                }
            }
        }
        Mask hole = Filters.dilate(goes, RIM);
        if (seen.area() < LEAST * before.length || hole.area() > MOST * before.length) {
            return null;
        }
        byte[] rgb = frames.get(0).rgb().clone();
        byte[] then = frames.get(later).rgb();
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = seen.inside()[i / 3] ? then[i] : rgb[i];
        }
        return sample(new Picture(hole.width(), hole.height(), rgb), hole, seen);
    }

    private Mask hole(List<Mask> shapes, Random random) {
        for (int t = 0; t < TRIES && !shapes.isEmpty(); t++) {
            Mask hole = moved(shapes.get(random.nextInt(shapes.size())), random);
            if (random.nextDouble() < SECOND) {
                boolean[] second =
                        moved(shapes.get(random.nextInt(shapes.size())), random).inside();
                IntStream.range(0, second.length).filter(i -> second[i]).forEach(i -> hole.inside()[i] = true);
            }
            Mask larger = Filters.dilate(hole, RIM);
            double share = (double) larger.area() / larger.inside().length;
            if (hole.area() > 0 && share >= LEAST && share <= MOST) {
                return larger;
            }
        }
        return box(random);
    }

    /** Where no thing's shape fits: a quarter of each side. */
    private Mask box(Random random) {
        int w = preset.pool().scenes().width();
        int h = preset.pool().scenes().height();
        int left = random.nextInt(w - w / 4);
        int top = random.nextInt(h - h / 4);
        Mask out = Mask.empty(w, h);
        for (int y = top; y < top + h / 4; y++) {
            for (int x = left; x < left + w / 4; x++) {
                out.inside()[y * w + x] = true;
            }
        }
        return out;
    }

    /** A shape anywhere, its middle within the picture. */
    private static Mask moved(Mask shape, Random random) {
        int w = shape.width();
        int h = shape.height();
        int[] places = IntStream.range(0, w * h).filter(i -> shape.inside()[i]).toArray();
        Mask out = Mask.empty(w, h);
        if (places.length == 0) {
            return out;
        }
        int middle = places[places.length / 2];
        int dx = random.nextInt(w) - middle % w;
        int dy = random.nextInt(h) - middle / w;
        for (int place : places) {
            int x = place % w + dx;
            int y = place / w + dy;
            if (x >= 0 && y >= 0 && x < w && y < h) {
                out.inside()[y * w + x] = true;
            }
        }
        return out;
    }

    /** @param known where the truth is the truth */
    private static byte[] sample(Picture truth, Mask hole, Mask known) {
        int pixels = hole.inside().length;
        ExemplarFill.Filled filled = ExemplarFill.fill(
                FloatImage.of(truth), hole, Mask.empty(hole.width(), hole.height()), pixels, () -> false);
        byte[] exemplar = filled.picture().toPicture().rgb();
        byte[] smooth = SmoothFill.fill(filled.picture(), hole).toPicture().rgb();
        byte[] out = new byte[PLANES * pixels];
        for (int i = 0; i < pixels; i++) {
            for (int c = 0; c < 3; c++) {
                out[c * pixels + i] = truth.rgb()[3 * i + c];
                out[(3 + c) * pixels + i] = exemplar[3 * i + c];
                out[(6 + c) * pixels + i] = smooth[3 * i + c];
            }
            out[9 * pixels + i] = (byte) (hole.inside()[i] ? 255 : 0);
            out[11 * pixels + i] = (byte) (known.inside()[i] ? 255 : 0);
            out[10 * pixels + i] =
                    (byte) Math.min(255, Math.round(MISFIT * filled.misfit().values()[i]));
        }
        return out;
    }
}
