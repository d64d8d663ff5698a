// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.data.IdMap;
import dev.tractrix.data.LayeredScenes;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.data.TrueClip;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Samples of the scenes of a {@link ScenePool}, of planes of bytes. What a scene of some number gives is made when it is first asked
 * for and kept while it is among the newest. What batch {@code n} has depends on n, the seed and the pack alone; several threads
 * may ask.
 */
final class PooledSamples {
    /** A scene or clip without samples is passed over; so many in a row have none only where no scene has any. */
    private static final int TRIES = 1000;

    private final ScenePool pool;
    private final long seed;
    private final Variation variation;
    private final Maker maker;
    private final List<TrueClip> clips;
    private final Map<Long, List<byte[]>> kept = new ConcurrentHashMap<>();

    /** Makes a scene's samples. */
    interface Maker {
        List<byte[]> ofScene(SyntheticScene scene, Random random);

        /** @param ids as many as frames, both at least 1 and of the pool's size */
        List<byte[]> ofClip(List<Picture> frames, List<IdMap> ids, Random random);
    }

    /** @param variation in which each sample is seen, of the makers' planes */
    PooledSamples(ScenePool pool, long seed, Variation variation, Maker maker) {
        this.pool = pool;
        this.seed = seed;
        this.variation = variation;
        this.maker = maker;
        clips = pool.pack().map(TrueClip::all).orElse(List.of());
    }

    /**
     * Samples, each in another {@link Variation}.
     *
     * @param batch -1 for scenes that are never trained on
     * @return count x planes x height x width
     */
    byte[] batch(long batch, int count) {
        Random random = new Random(seed * 6_364_136_223_846_793_005L + batch * 1_442_695_040_888_963_407L);
        long oldest = pool.oldest(batch);
        kept.keySet().removeIf(number -> number < oldest);
        int size = variation.size();
        byte[] out = new byte[Math.multiplyExact(count, size)];
        for (int i = 0; i < count; i++) {
            List<byte[]> samples = List.of();
            for (int t = 0; t < TRIES && samples.isEmpty(); t++) {
                long number = batch < 0
                        ? -1 - random.nextInt(1 << 20)
                        : oldest + random.nextInt((int) (pool.newest(batch) - oldest));
                samples = batch < 0 ? samples(number) : kept.computeIfAbsent(number, this::samples);
            }
            if (samples.isEmpty()) {
                throw BadInputException.of(
                        "scenes", "some that give samples", "none in " + TRIES, "take larger scenes, or another pack");
            }
            variation.put(samples.get(random.nextInt(samples.size())), out, i * size, random);
        }
        return out;
    }

    /** Of a scene, or of a clip; never of a clip for numbers below 0. */
    private List<byte[]> samples(long number) {
        Random random = new Random(new SplittableRandom(seed + number).nextLong());
        boolean clip = number >= 0 && !clips.isEmpty() && random.nextDouble() < pool.share();
        return clip
                ? ofClip(clips.get(random.nextInt(clips.size())), random)
                : maker.ofScene(LayeredScenes.scene(pool.scenes(), seed, number), random);
    }

    private List<byte[]> ofClip(TrueClip clip, Random random) {
        List<Picture> frames = clip.frames();
        List<IdMap> ids = clip.ids();
        SceneSpec spec = pool.scenes();
        if (frames.isEmpty()
                || ids.size() != frames.size()
                || frames.stream().anyMatch(f -> f.width() != spec.width() || f.height() != spec.height())
                || ids.stream().anyMatch(i -> i.width() != spec.width() || i.height() != spec.height())) {
            throw BadInputException.of(
                    clip.folder().toString(),
                    "true frames and as many masks, of " + spec.width() + "x" + spec.height(),
                    frames.size() + " frames and " + ids.size() + " masks"
                            + (frames.isEmpty()
                                    ? ""
                                    : " of " + frames.get(0).width() + "x"
                                            + frames.get(0).height()),
                    "leave it out, or make the scenes of that size");
        }
        return maker.ofClip(frames, ids, random);
    }
}
