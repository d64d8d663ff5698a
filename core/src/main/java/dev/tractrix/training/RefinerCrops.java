// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.animatic.AnimaticFrames;
import dev.tractrix.animatic.Unseen;
import dev.tractrix.data.IdMap;
import dev.tractrix.data.LayeredScenes;
import dev.tractrix.data.SyntheticEntity;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.data.TrueClip;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.refiner.RefinerInput;
import dev.tractrix.refiner.RefinerZone;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.vision.Filters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Pieces of animatics beside the truth, of made-up scenes and, where there is one, of a pack. A scene is made or read when it is
 * first asked for, and its pieces are kept, in bytes. What batch {@code n} has depends on n, the seed and the pack alone; several
 * threads may ask.
 */
final class RefinerCrops {
    /** A thing with fewer pixels in the first frame is left to itself. */
    private static final int LEAST_AREA = 40;
    /** Pixels by which a mask is drawn too large; below 0 too small. */
    private static final int MOST_TOO_LARGE = 2;

    private static final int MOST_TOO_SMALL = -1;
    /** Beside an outline, pixels: as {@code evaluation.TruthRegions} has it. */
    private static final int EDGE = 2;
    /** With fewer pixels to mend a frame teaches nothing. */
    private static final int LEAST_PLACES = 40;
    /** Of a piece, after the input's: the zone, 3 of the truth, uncovered, outlines. */
    static final int PLANES = RefinerInput.CHANNELS + 6;

    private final RefinerPreset preset;
    private final Unseen unseen;
    private final long seed;
    private final List<TrueClip> clips;
    private final Variation variation;
    private final Map<Long, List<byte[]>> kept = new ConcurrentHashMap<>();
    /** Of the pack's clips. */
    private final Map<Integer, List<byte[]>> keptClips = new ConcurrentHashMap<>();

    /** @param unseen how the animatics are made; asked by several threads */
    RefinerCrops(RefinerPreset preset, Unseen unseen, long seed) {
        this.unseen = unseen;
        this.preset = preset;
        this.seed = seed;
        clips = preset.pack().map(TrueClip::all).orElse(List.of());
        int n = RefinerInput.CHANNELS;
        // the still is not seen where it moves and where something is made up
        Variation.Colours still = new Variation.Colours(3, -1, List.of(7, 8));
        variation = new Variation(
                PLANES,
                preset.cropWidth(),
                preset.cropHeight(),
                List.of(Variation.Colours.at(0), still, Variation.Colours.at(n + 1)),
                List.of());
    }

    /**
     * Pieces, each in another {@link Variation}.
     *
     * @param batch -1 for scenes that are never trained on
     * @return count x {@link #PLANES} x cropHeight x cropWidth; colours 0..255, shares 0..255
     */
    byte[] batch(long batch, int count) {
        Random random = new Random(seed * 6_364_136_223_846_793_005L + batch * 1_442_695_040_888_963_407L);
        int size = variation.size();
        byte[] out = new byte[Math.multiplyExact(count, size)];
        for (int i = 0; i < count; i++) {
            List<byte[]> pieces = List.of();
            boolean clip = batch >= 0 && !clips.isEmpty() && random.nextDouble() < preset.share();
            while (pieces.isEmpty()) { // a scene in which nothing can be mended has none
                if (clip) {
                    pieces = keptClips.computeIfAbsent(random.nextInt(clips.size()), this::clipPieces);
                    requireAny();
                } else {
                    long scene = batch < 0 ? -1 - random.nextInt(1 << 20) : random.nextInt(preset.scenesAt(batch));
                    pieces = batch < 0 ? pieces(scene) : kept.computeIfAbsent(scene, this::pieces);
                }
            }
            variation.put(pieces.get(random.nextInt(pieces.size())), out, i * size, random);
        }
        return out;
    }

    private List<byte[]> pieces(long number) {
        SyntheticScene scene = LayeredScenes.scene(preset.scenes(number), seed, number);
        List<SyntheticEntity> named = scene.entities().stream()
                .filter(e -> e.visibleMasks().get(0).area() >= LEAST_AREA)
                .toList();
        if (named.isEmpty()) {
            return List.of();
        }
        Random random = new Random(scene.seed());
        return pieces(
                new Asked(
                        scene.frames(),
                        IntStream.range(0, scene.length()).mapToObj(scene::ids).toList(),
                        AskedAnimatic.of(scene, named, mask -> drawn(mask, random), unseen)),
                random);
    }

    private List<byte[]> clipPieces(int number) {
        TrueClip clip = clips.get(number);
        Random random = new Random(seed + number);
        LoadedScene loaded = LoadedScene.load(clip.scene());
        List<Picture> frames = clip.frames();
        List<IdMap> ids = clip.ids();
        if (frames.size() < 2
                || ids.size() != frames.size()
                || frames.size() != loaded.scene().frames()
                || frames.stream().anyMatch(f -> !isOf(f.width(), f.height(), loaded))
                || ids.stream().anyMatch(i -> !isOf(i.width(), i.height(), loaded))
                || loaded.picture().width() < preset.cropWidth()
                || loaded.picture().height() < preset.cropHeight()) {
            throw BadInputException.of(
                    clip.folder().toString(),
                    "at least 2 true frames and as many masks, of the picture's size and of " + preset.cropWidth() + "x"
                            + preset.cropHeight() + " or more",
                    frames.size() + " and " + ids.size() + " beside a picture of "
                            + loaded.picture().width() + "x"
                            + loaded.picture().height(),
                    "leave it out, or make the crops smaller");
        }
        return pieces(new Asked(frames, ids, AskedAnimatic.of(loaded, mask -> drawn(mask, random), unseen)), random);
    }

    private static boolean isOf(int width, int height, LoadedScene scene) {
        return width == scene.picture().width() && height == scene.picture().height();
    }

    /** A pack in which nothing moves would be asked for a piece for ever. */
    private void requireAny() {
        if (keptClips.size() == clips.size() && keptClips.values().stream().allMatch(List::isEmpty)) {
            throw BadInputException.of(
                    preset.pack().orElseThrow().toString(),
                    "clips in which something goes away",
                    "none in " + clips.size(),
                    "take another pack");
        }
    }

    /** A clip's true frames, whose pixel each is in them, and what is made of the first one without a network. */
    private record Asked(List<Picture> truth, List<IdMap> ids, AnimaticFrames animatic) {}

    private List<byte[]> pieces(Asked asked, Random random) {
        List<byte[]> out = new ArrayList<>();
        for (int c = 0; c < preset.crops(); c++) {
            int frame = 1 + c % (asked.truth.size() - 1);
            boolean[] uncovered = uncovered(asked.ids, frame);
            boolean[] outlines = asked.ids.get(frame).outlines(EDGE);
            int[] places = places(uncovered, outlines);
            if (places.length >= LEAST_PLACES) {
                int place = places[random.nextInt(places.length)];
                out.add(piece(asked, frame, uncovered, outlines, place, random));
            }
        }
        return out;
    }

    /** Some are drawn too large or too small, so that halos and rims that stay behind are learned, too. */
    private Mask drawn(Mask mask, Random random) {
        if (random.nextDouble() >= preset.sloppy()) {
            return mask;
        }
        int by = MOST_TOO_SMALL + random.nextInt(MOST_TOO_LARGE - MOST_TOO_SMALL + 1);
        Mask other = by < 0 ? Filters.erode(mask, -by) : Filters.dilate(mask, by);
        return other.area() < LEAST_AREA ? mask : other;
    }

    private static boolean[] uncovered(List<IdMap> ids, int frame) {
        IdMap before = ids.get(0);
        IdMap now = ids.get(frame);
        boolean[] out = new boolean[now.ids().length];
        for (int i = 0; i < out.length; i++) {
            out[i] = before.ids()[i] != 0 && now.ids()[i] != before.ids()[i];
        }
        return out;
    }

    private static int[] places(boolean[] uncovered, boolean[] outlines) {
        return IntStream.range(0, uncovered.length)
                .filter(i -> uncovered[i] || outlines[i])
                .toArray();
    }

    private byte[] piece(Asked asked, int frame, boolean[] uncovered, boolean[] outlines, int place, Random random) {
        int w = preset.cropWidth();
        int h = preset.cropHeight();
        Picture still = asked.truth.get(0);
        int width = still.width();
        int left = start(place % width, w, width, random);
        int top = start(place / width, h, still.height(), random);
        float[] input = RefinerInput.of(still, asked.animatic, frame, left, top, w, h);
        float[] zone = RefinerZone.learned(asked.animatic, frame);
        byte[] truth = asked.truth.get(frame).rgb();
        int plane = w * h;
        byte[] out = new byte[PLANES * plane];
        for (int i = 0; i < input.length; i++) {
            boolean colour = i < 6 * plane;
            out[i] = (byte) Math.round(colour ? (input[i] + 1) * 127.5f : input[i] * 255);
        }
        int at = RefinerInput.CHANNELS * plane;
        for (int i = 0; i < plane; i++) {
            int pixel = (top + i / w) * width + left + i % w;
            out[at + i] = (byte) Math.round(255 * zone[pixel]);
            for (int c = 0; c < 3; c++) {
                out[at + (1 + c) * plane + i] = truth[3 * pixel + c];
            }
            out[at + 4 * plane + i] = (byte) (uncovered[pixel] ? 255 : 0);
            out[at + 5 * plane + i] = (byte) (outlines[pixel] ? 255 : 0);
        }
        return out;
    }

    /** A piece that has the place in it, mostly near its middle. */
    private static int start(int place, int length, int whole, Random random) {
        int shift = (int) ((random.nextDouble() - 0.5) * 0.66 * length);
        return Math.max(0, Math.min(whole - length, place - length / 2 + shift));
    }
}
