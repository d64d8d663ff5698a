// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.vision.FloatImage;
import java.util.Arrays;

/** How much colour must change on the best way from some pixels to every other: a geodesic distance, by Dijkstra. */
final class FloodDistance {
    /** A step without any change of colour costs this much, in units of CIE L*a*b*; keeps ways short on flat ground. */
    private static final float STEP = 0.4f;

    private final FloatImage lab;
    private final float[] cost;
    /** A binary heap of pixels, cheapest first; a pixel may be in it more than once. */
    private long[] heap = new long[1024];

    private int size;

    private FloodDistance(FloatImage lab) {
        this.lab = lab;
        cost = new float[lab.width() * lab.height()];
        Arrays.fill(cost, Float.POSITIVE_INFINITY);
    }

    /** @param seeds indices y * width + x; none leave every pixel infinitely far */
    static float[] from(FloatImage lab, int... seeds) {
        FloodDistance d = new FloodDistance(lab);
        for (int seed : seeds) {
            d.reach(seed, 0);
        }
        d.spread();
        return d.cost;
    }

    private void spread() {
        int w = lab.width();
        int h = lab.height();
        while (size > 0) {
            long top = pop();
            int i = (int) top;
            if (Float.intBitsToFloat((int) (top >>> 32)) > cost[i]) {
                continue;
            }
            int x = i % w;
            int y = i / w;
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    if ((dx | dy) != 0 && x + dx >= 0 && x + dx < w && y + dy >= 0 && y + dy < h) {
                        float length = dx != 0 && dy != 0 ? 1.4142f : 1;
                        int j = i + dy * w + dx;
                        reach(j, cost[i] + length * STEP + change(i, j));
                    }
                }
            }
        }
    }

    private float change(int i, int j) {
        float[] v = lab.values();
        float l = v[3 * i] - v[3 * j];
        float a = v[3 * i + 1] - v[3 * j + 1];
        float b = v[3 * i + 2] - v[3 * j + 2];
        return (float) Math.sqrt(l * l + a * a + b * b);
    }

    private void reach(int pixel, float at) {
        if (at >= cost[pixel]) {
            return;
        }
        cost[pixel] = at;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        // bits of floats above 0 sort as the floats do
        long entry = (long) Float.floatToIntBits(at) << 32 | pixel;
        int k = size++;
        while (k > 0 && heap[(k - 1) / 2] > entry) {
            heap[k] = heap[(k - 1) / 2];
            k = (k - 1) / 2;
        }
        heap[k] = entry;
    }

    private long pop() {
        long top = heap[0];
        long last = heap[--size];
        int k = 0;
        while (2 * k + 1 < size) {
            int child = 2 * k + 1;
            if (child + 1 < size && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= last) {
                break;
            }
            heap[k] = heap[child];
            k = child;
        }
        heap[k] = last;
        return top;
    }
}
