// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Draws samples from a data set: each epoch visits every clip once in an order of its own, and start, stride, crop and
 * mirroring are drawn anew. All of it depends on (seed, epoch, index) only. A clip that turns out broken is noted in
 * {@link VideoDataset#skipped}, drawn from again elsewhere, and after that the next in the order takes its place. Safe
 * for several threads.
 */
public final class ClipSampler {
    /** One broken frame need not cost the whole clip: other draws may miss it. */
    private static final int DRAWS_A_CLIP = 3;

    private final VideoDataset dataset;
    private final Settings settings;
    private final long seed;

    /**
     * How samples are drawn.
     *
     * @param width of a sample, pixels
     * @param height of a sample, pixels
     * @param frames in a sample, at least 1
     * @param minStride source frames from one sample frame to the next at least, at least 1
     * @param maxStride at most; a clip too short for it gets what it allows, down to minStride
     * @param zoom the crop is up to this factor smaller than the largest possible, at least 1
     * @param centred the crop is the middle one; otherwise anywhere
     * @param flip mirrored in half of the samples
     */
    public record Settings(
            int width,
            int height,
            int frames,
            int minStride,
            int maxStride,
            double zoom,
            boolean centred,
            boolean flip) {
        public Settings {
            if (width < 1 || height < 1 || frames < 1 || minStride < 1 || maxStride < minStride || !(zoom >= 1)) {
                throw new IllegalArgumentException(
                        "samples have a size and frames of at least 1, 1 <= minStride <= maxStride, zoom >= 1");
            }
        }

        /** For training: strides 1..3, crops anywhere up to 1.5 times smaller, mirrored at times. */
        public static Settings training(int width, int height, int frames) {
            return new Settings(width, height, frames, 1, 3, 1.5, false, true);
        }

        /** For evaluation: consecutive frames, the largest crop from the middle. */
        public static Settings evaluation(int width, int height, int frames) {
            return new Settings(width, height, frames, 1, 1, 1, true, false);
        }
    }

    public ClipSampler(VideoDataset dataset, Settings settings, long seed) {
        this.dataset = dataset;
        this.settings = settings;
        this.seed = seed;
    }

    /** Samples in an epoch: one a clip. */
    public int size() {
        return dataset.clips().size();
    }

    /**
     * Sample {@code index} of an endless series; epoch {@code index / size()} is in it.
     *
     * @throws BadInputException when no clip of the data set can be used
     */
    public ClipSample sample(long index) {
        int n = size();
        long epoch = index / n;
        int place = (int) (index % n);
        int[] order = SeededRandom.of(seed, epoch).permutation(n);
        for (int attempt = 0; attempt < DRAWS_A_CLIP * n; attempt++) {
            VideoClip clip = dataset.clips().get(order[(place + attempt / DRAWS_A_CLIP) % n]);
            SeededRandom random = SeededRandom.of(seed, epoch, place, attempt);
            try {
                return draw(clip, random);
            } catch (BadInputException e) {
                dataset.skipped().add(clip.name(), e.getMessage());
            }
        }
        throw BadInputException.of(
                "the data set (" + dataset.kind() + ")",
                "a usable clip",
                dataset.skipped().summary(),
                "see the reasons");
    }

    private ClipSample draw(VideoClip clip, SeededRandom random) {
        int[] frames = frames(clip, random);
        List<Integer> numbers = new ArrayList<>();
        List<Picture> pictures = new ArrayList<>();
        List<Optional<IdMap>> ids = new ArrayList<>();
        Window window = null;
        int width = 0;
        int height = 0;
        for (int f : frames) {
            Picture picture = clip.picture(f);
            if (window == null) {
                width = picture.width();
                height = picture.height();
                window = window(width, height, random);
            }
            requireSize(clip, f, "frame", width, height, picture.width(), picture.height());
            Optional<IdMap> map = Optional.empty();
            if (clip.labelled(f)) {
                IdMap source = clip.ids(f);
                requireSize(clip, f, "mask", width, height, source.width(), source.height());
                map = Optional.of(window.of(source));
            }
            numbers.add(f);
            pictures.add(window.of(picture));
            ids.add(map);
        }
        return new ClipSample(clip.name(), numbers, pictures, ids, window);
    }

    /** A labelled start and a stride that the clip is long enough for. */
    private int[] frames(VideoClip clip, SeededRandom random) {
        int stride = settings.minStride + random.below(settings.maxStride - settings.minStride + 1);
        for (; stride >= settings.minStride; stride--) {
            int reach = (settings.frames - 1) * stride;
            List<Integer> starts = new ArrayList<>();
            for (int f = 0; f + reach < clip.length(); f++) {
                if (clip.labelled(f)) {
                    starts.add(f);
                }
            }
            if (!starts.isEmpty()) {
                int[] out = new int[settings.frames];
                out[0] = starts.get(random.below(starts.size()));
                for (int i = 1; i < out.length; i++) {
                    out[i] = out[i - 1] + stride;
                }
                return out;
            }
        }
        throw BadInputException.of(
                clip.name(),
                settings.frames + " frames, " + settings.minStride + " apart, from a frame with a mask",
                clip.length() + " frames",
                "ask for fewer");
    }

    private Window window(int width, int height, SeededRandom random) {
        Window largest = Window.centred(width, height, settings.width, settings.height);
        double scale = largest.scale() / (settings.zoom == 1 ? 1 : random.uniform(1, (float) settings.zoom));
        double roomX = width - scale * settings.width;
        double roomY = height - scale * settings.height;
        float atX = random.unit();
        float atY = random.unit();
        boolean flipped = random.chance(0.5f) && settings.flip;
        return new Window(
                roomX * (settings.centred ? 0.5 : atX),
                roomY * (settings.centred ? 0.5 : atY),
                scale,
                flipped,
                settings.width,
                settings.height);
    }

    private static void requireSize(VideoClip clip, int frame, String what, int w, int h, int gotW, int gotH) {
        if (w != gotW || h != gotH) {
            throw BadInputException.of(
                    clip.name() + ": " + what + " " + frame,
                    w + "x" + h + " as its first frame",
                    gotW + "x" + gotH,
                    "make them equal");
        }
    }
}
