// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/** An upright box, its corners perhaps rounded. */
record BoxOutline(float halfWidth, float halfHeight, float corner) implements Outline {
    @Override
    public float distance(float x, float y) {
        float dx = Math.abs(x) - halfWidth + corner;
        float dy = Math.abs(y) - halfHeight + corner;
        if (dx > 0 && dy > 0) {
            return (float) Math.sqrt(dx * dx + dy * dy) - corner;
        }
        return Math.max(dx, dy) - corner;
    }

    @Override
    public float reach() {
        return (float) Math.sqrt(halfWidth * halfWidth + halfHeight * halfHeight);
    }
}
