// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import java.util.ArrayList;
import java.util.List;

/** The outline of a cut-out thing: one or several parts that move as one, perhaps with holes. */
final class ThingOutline implements Outline {
    /** A part with its place in the thing, pixels. */
    record Part(Outline outline, float dx, float dy) {
        float distance(float x, float y) {
            return outline.distance(x - dx, y - dy);
        }
    }

    private final List<Part> parts = new ArrayList<>();
    private final List<Part> holes = new ArrayList<>();
    private float reach;

    /** @param radius about half the thing's extent, pixels */
    ThingOutline(SeededRandom random, float radius) {
        float kind = random.unit();
        if (kind < 0.34f) {
            add(solid(random, radius), 0, 0);
        } else if (kind < 0.58f) {
            creature(random, radius);
        } else if (kind < 0.74f) {
            built(random, radius);
        } else if (kind < 0.88f) {
            bunch(random, radius);
        } else {
            holed(random, radius);
        }
    }

    /** From far to near. */
    List<Part> parts() {
        return parts;
    }

    private void add(Outline outline, float dx, float dy) {
        parts.add(new Part(outline, dx, dy));
        reach = Math.max(reach, (float) Math.sqrt(dx * dx + dy * dy) + outline.reach());
    }

    private static Outline solid(SeededRandom random, float radius) {
        return switch (random.below(3)) {
            case 0 -> RadialOutline.superellipse(random, radius);
            case 1 -> RadialOutline.polygon(random, radius);
            default -> RadialOutline.blob(random, radius);
        };
    }

    /** A body, a head, limbs. */
    private void creature(SeededRandom random, float radius) {
        float body = radius * random.uniform(0.5f, 0.7f);
        int limbs = 1 + random.below(5);
        float lower = random.uniform(0.3f, 0.8f) * body;
        for (int i = 0; i < limbs; i++) {
            float length = radius * random.uniform(0.35f, 0.6f);
            float angle = 1.5708f + 0.5f * random.gaussian();
            float x = limbs == 1 ? 0 : (2f * i / (limbs - 1) - 1) * body * 0.7f;
            add(new StrokeOutline(random, length, random.uniform(0.1f, 0.3f), angle), x, lower + 0.4f * length);
        }
        add(random.chance(0.5f) ? RadialOutline.superellipse(random, body) : RadialOutline.blob(random, body), 0, 0);
        float head = radius * random.uniform(0.2f, 0.38f);
        add(RadialOutline.superellipse(random, head), random.uniform(-0.8f, 0.8f) * body, -0.75f * body);
        if (random.chance(0.4f)) {
            float tail = radius * random.uniform(0.3f, 0.7f);
            add(new StrokeOutline(random, tail, random.uniform(0.05f, 0.15f), random.uniform(-1, 1)), -body, 0);
        }
    }

    /** A box with something on it and something round under it. */
    private void built(SeededRandom random, float radius) {
        float body = radius * 0.9f;
        add(
                random.chance(0.5f)
                        ? RadialOutline.polygon(random, body * 0.6f)
                        : RadialOutline.superellipse(random, body * 0.6f),
                random.uniform(-0.3f, 0.3f) * body,
                -0.35f * body);
        add(RadialOutline.superellipse(random, body), 0, 0);
        int wheels = random.below(4);
        float size = radius * random.uniform(0.15f, 0.3f);
        Outline wheel = RadialOutline.superellipse(random, size);
        for (int i = 0; i < wheels; i++) {
            add(wheel, wheels == 1 ? 0 : (2f * i / (wheels - 1) - 1) * body * 0.6f, 0.35f * body);
        }
        if (random.chance(0.3f)) {
            add(new StrokeOutline(random, radius * 0.6f, 0.05f, random.uniform(1, 2)), 0, -0.6f * body);
        }
    }

    /** Blobs and twigs that grow together. */
    private void bunch(SeededRandom random, float radius) {
        int count = 3 + random.below(6);
        for (int i = 0; i < count; i++) {
            float part = radius * random.uniform(0.25f, 0.5f);
            float angle = random.uniform(0, 6.2832f);
            float away = (radius - part) * (float) Math.sqrt(random.unit());
            Outline outline = random.chance(0.25f)
                    ? new StrokeOutline(random, part * 1.4f, random.uniform(0.06f, 0.2f), angle)
                    : solid(random, part);
            add(outline, away * (float) Math.cos(angle), away * (float) Math.sin(angle));
        }
        add(solid(random, radius * 0.5f), 0, 0);
    }

    /** A ring, a frame, a mesh. */
    private void holed(SeededRandom random, float radius) {
        add(solid(random, radius), 0, 0);
        int count = 1 + random.below(3);
        for (int i = 0; i < count; i++) {
            float size = radius * random.uniform(0.15f, count == 1 ? 0.55f : 0.3f);
            float angle = random.uniform(0, 6.2832f);
            float away = count == 1 ? 0 : 0.4f * radius;
            holes.add(new Part(solid(random, size), away * (float) Math.cos(angle), away * (float) Math.sin(angle)));
        }
    }

    @Override
    public float distance(float x, float y) {
        float d = Float.MAX_VALUE;
        for (int i = 0; i < parts.size(); i++) {
            d = Math.min(d, parts.get(i).distance(x, y));
        }
        for (int i = 0; i < holes.size(); i++) {
            d = Math.max(d, -holes.get(i).distance(x, y));
        }
        return d;
    }

    @Override
    public float reach() {
        return reach;
    }
}
