// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/** The outline of a thing around its own origin, as a signed distance. */
interface Outline {
    /** The distance to the edge in the outline's own unit, negative inside; exact at the edge, roughly right elsewhere. */
    float distance(float x, float y);

    /** No part is farther than this from the origin. */
    float reach();

    /** The cut of a and the outside of b, and the union of a and b, are the maximum and the minimum of distances. */
    static Outline union(Outline a, Outline b) {
        return new Outline() {
            @Override
            public float distance(float x, float y) {
                return Math.min(a.distance(x, y), b.distance(x, y));
            }

            @Override
            public float reach() {
                return Math.max(a.reach(), b.reach());
            }
        };
    }

    /** What of {@code a} is outside {@code hole}. */
    static Outline without(Outline a, Outline hole) {
        return new Outline() {
            @Override
            public float distance(float x, float y) {
                return Math.max(a.distance(x, y), -hole.distance(x, y));
            }

            @Override
            public float reach() {
                return a.reach();
            }
        };
    }

    /** The outline with its origin at (dx, dy), turned by {@code angle} radians and stretched. */
    static Outline placed(Outline inner, float dx, float dy, float angle, float stretch) {
        float cos = (float) Math.cos(angle);
        float sin = (float) Math.sin(angle);
        float across = Math.min(1, stretch);
        float reach = (float) Math.sqrt(dx * dx + dy * dy) + inner.reach() * Math.max(1, stretch);
        return new Outline() {
            @Override
            public float distance(float x, float y) {
                float px = x - dx;
                float py = y - dy;
                return inner.distance((cos * px + sin * py) / stretch, cos * py - sin * px) * across;
            }

            @Override
            public float reach() {
                return reach;
            }
        };
    }

    /** One outline of any kind, star-shaped around its origin, its largest radius {@code radius}. */
    static Outline random(SeededRandom random, float radius) {
        float kind = random.unit();
        Outline outline;
        if (kind < 0.3f) {
            outline = RadialOutline.superellipse(random, radius);
        } else if (kind < 0.6f) {
            outline = RadialOutline.polygon(random, radius);
        } else if (kind < 0.9f) {
            outline = RadialOutline.blob(random, radius);
        } else {
            outline = new StrokeOutline(random, radius);
        }
        return outline;
    }
}
