// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import java.util.function.Consumer;

/**
 * What kind of layered scenes to make; the knobs of a curriculum.
 *
 * @param width pixels, at least 16
 * @param height pixels, at least 16
 * @param frames at least 1
 * @param minEntities cut-out things in a scene at least, 1..8
 * @param maxEntities and at most, minEntities..8
 * @param motion the longest way a thing goes in a clip, over the frame's diagonal, 0..1; ways are spread from 0 to it
 * @param turn the largest rotation over a clip, radians, 0..3
 * @param growth the largest factor by which a thing grows or shrinks over a clip, 1..3
 * @param still probability that a thing stays where it is, 0..1; at least one thing of a scene moves unless it is 1
 * @param camera probability that the camera pans or zooms, 0..1
 * @param shadow probability that a thing casts a shadow, 0..1
 * @param grain probability of sensor noise, 0..1
 * @param plain whether ground and things have one smooth colour each, with a gradient of brightness, and nothing lies about
 */
public record SceneSpec(
        int width,
        int height,
        int frames,
        int minEntities,
        int maxEntities,
        double motion,
        double turn,
        double growth,
        double still,
        double camera,
        double shadow,
        double grain,
        boolean plain) {
    private static final int MOST_ENTITIES = 8;
    /** Pixels. */
    public static final int MOST_SIDE = 4096;

    public SceneSpec {
        if (width < 16 || height < 16 || width > MOST_SIDE || height > MOST_SIDE) {
            throw new IllegalArgumentException(
                    "a scene is 16x16 to " + MOST_SIDE + "x" + MOST_SIDE + ", got " + width + "x" + height);
        }
        if (frames < 1) {
            throw new IllegalArgumentException("a scene has at least 1 frame, got " + frames);
        }
        if (minEntities < 1 || maxEntities < minEntities || maxEntities > MOST_ENTITIES) {
            throw new IllegalArgumentException(
                    "entities: expected 1 <= min <= max <= 8, got " + minEntities + ".." + maxEntities);
        }
        range("motion", motion, 0, 1);
        range("turn", turn, 0, 3);
        range("growth", growth, 1, 3);
        range("still", still, 0, 1);
        range("camera", camera, 0, 1);
        range("shadow", shadow, 0, 1);
        range("grain", grain, 0, 1);
    }

    /** One to five things that go up to 45 % of the diagonal, some still; the camera moves in a quarter. */
    public static SceneSpec of(int width, int height, int frames) {
        return new SceneSpec(width, height, frames, 1, 5, 0.45, 0.5, 1.6, 0.2, 0.25, 0.5, 0.4, false);
    }

    /**
     * A step of a curriculum: from one thing that goes a short way in front of a still camera to all of {@link #of}.
     *
     * @param progress 0..1
     */
    public static SceneSpec curriculum(int width, int height, int frames, double progress) {
        range("progress", progress, 0, 1);
        SceneSpec last = of(width, height, frames);
        return last.withEntities(1, 1 + (int) Math.round(progress * (last.maxEntities - 1)))
                .withMotion((1 - progress) * 0.15 + progress * last.motion)
                .withTurnAndGrowth(progress * last.turn, (1 - progress) + progress * last.growth)
                .withCamera(progress * last.camera);
    }

    /** Other frames' sides, pixels. */
    public SceneSpec withSize(int newWidth, int newHeight) {
        return with(d -> {
            d.width = newWidth;
            d.height = newHeight;
        });
    }

    public SceneSpec withEntities(int min, int max) {
        return with(d -> {
            d.minEntities = min;
            d.maxEntities = max;
        });
    }

    public SceneSpec withMotion(double longest) {
        return with(d -> d.motion = longest);
    }

    public SceneSpec withTurnAndGrowth(double largestTurn, double largestGrowth) {
        return with(d -> {
            d.turn = largestTurn;
            d.growth = largestGrowth;
        });
    }

    public SceneSpec withStill(double probability) {
        return with(d -> d.still = probability);
    }

    public SceneSpec withCamera(double probability) {
        return with(d -> d.camera = probability);
    }

    public SceneSpec withShadowAndGrain(double shadowProbability, double grainProbability) {
        return with(d -> {
            d.shadow = shadowProbability;
            d.grain = grainProbability;
        });
    }

    /** Ground and things in one smooth colour each, for networks too small to learn texture. */
    public SceneSpec withPlain(boolean surfaces) {
        return with(d -> d.plain = surfaces);
    }

    private SceneSpec with(Consumer<Draft> change) {
        Draft draft = new Draft();
        change.accept(draft);
        return draft.finished();
    }

    /** These knobs, some to be turned. */
    private final class Draft {
        private int width = SceneSpec.this.width;
        private int height = SceneSpec.this.height;
        private int minEntities = SceneSpec.this.minEntities;
        private int maxEntities = SceneSpec.this.maxEntities;
        private double motion = SceneSpec.this.motion;
        private double turn = SceneSpec.this.turn;
        private double growth = SceneSpec.this.growth;
        private double still = SceneSpec.this.still;
        private double camera = SceneSpec.this.camera;
        private double shadow = SceneSpec.this.shadow;
        private double grain = SceneSpec.this.grain;
        private boolean plain = SceneSpec.this.plain;

        private SceneSpec finished() {
            return new SceneSpec(
                    width,
                    height,
                    frames,
                    minEntities,
                    maxEntities,
                    motion,
                    turn,
                    growth,
                    still,
                    camera,
                    shadow,
                    grain,
                    plain);
        }
    }

    /** The frame's diagonal in pixels. */
    public double diagonal() {
        return Math.hypot(width, height);
    }

    private static void range(String name, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(name + ": expected " + low + ".." + high + ", got " + value);
        }
    }
}
