// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/** The outline of a thing around its own origin, as a signed distance. */
interface Outline {
    /** The distance to the edge in pixels, negative inside; exact at the edge, roughly right elsewhere. */
    float distance(float x, float y);

    /** No part is farther than this from the origin. */
    float reach();

    /** The outline with its edge moved outwards by so many pixels. */
    static Outline grown(Outline inner, float by) {
        return new Outline() {
            @Override
            public float distance(float x, float y) {
                return inner.distance(x, y) - by;
            }

            @Override
            public float reach() {
                return inner.reach() + by;
            }
        };
    }

    /** One outline of any kind, its largest radius {@code radius}. */
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
