// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.image.Picture;
import dev.tractrix.vision.GrabCut;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * What a thing may be that reaches further than a first answer, but not to a negative click beyond it: the picture is shared
 * out between the two, from both at once, over the basins of its edge map.
 */
final class Growth {
    /** How a basin is won. */
    private enum Way {
        /** By the strongest edge on the way to it, the weakest first: a watershed from two seeds. */
        EDGE,
        /** By all the edges on the way. */
        LENGTH,
        /** By how far its colours are from those of the seed it is reached from. */
        COLOUR
    }

    private static final byte NOBODY = 0;
    private static final byte THING = 1;
    private static final byte REST = 2;

    private final Picture small;
    private final Leaves leaves;
    /** Of each basin the neighbours, and of each of these the border between. */
    private final int[][] near;

    private final Border[][] borders;

    Growth(Picture small, Leaves leaves) {
        this.small = small;
        this.leaves = leaves;
        int[] degree = new int[leaves.count()];
        leaves.borders().keySet().forEach(pair -> {
            degree[pair.a()]++;
            degree[pair.b()]++;
        });
        near = new int[degree.length][];
        borders = new Border[degree.length][];
        for (int i = 0; i < degree.length; i++) {
            near[i] = new int[degree[i]];
            borders[i] = new Border[degree[i]];
        }
        Arrays.fill(degree, 0);
        leaves.borders().forEach((pair, border) -> {
            near[pair.a()][degree[pair.a()]] = pair.b();
            borders[pair.a()][degree[pair.a()]++] = border;
            near[pair.b()][degree[pair.b()]] = pair.a();
            borders[pair.b()][degree[pair.b()]++] = border;
        });
    }

    /**
     * Masks around a click, one for each way.
     *
     * @param thing surely part of it
     * @param rest surely not
     */
    List<boolean[]> between(boolean[] thing, boolean[] rest, int click, boolean cut) {
        List<boolean[]> out = new ArrayList<>();
        byte[] seeds = seeds(thing, rest, click);
        for (Way way : Way.values()) {
            byte[] owner = grown(seeds, way);
            boolean[] in = new boolean[thing.length];
            for (int i = 0; i < in.length; i++) {
                in[i] = (owner[leaves.label()[i]] == THING || thing[i]) && !rest[i];
            }
            in[click] = true;
            out.add(connected(in, click));
        }
        if (cut) {
            out.add(cut(thing, rest, out.get(1), click));
        }
        boolean[] all = new boolean[thing.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = i == click || !rest[i];
        }
        out.add(connected(all, click));
        return out;
    }

    private boolean[] connected(boolean[] in, int click) {
        return Masks.connected(new Mask(leaves.width(), leaves.height(), in), click)
                .inside();
    }

    private byte[] seeds(boolean[] thing, boolean[] rest, int click) {
        int[] inThing = new int[leaves.count()];
        int[] inRest = new int[leaves.count()];
        for (int i = 0; i < thing.length; i++) {
            inThing[leaves.label()[i]] += thing[i] ? 1 : 0;
            inRest[leaves.label()[i]] += rest[i] ? 1 : 0;
        }
        byte[] seeds = new byte[leaves.count()];
        for (int v = 0; v < seeds.length; v++) {
            int half = leaves.patches()[v].area / 2;
            seeds[v] = inRest[v] > half ? REST : inThing[v] > half ? THING : NOBODY;
        }
        seeds[leaves.label()[click]] = THING;
        return seeds;
    }

    private record Reached(double cost, int basin, byte owner) {}

    private byte[] grown(byte[] seeds, Way way) {
        Patch[] colours = {null, colours(seeds, THING), colours(seeds, REST)};
        byte[] owner = new byte[seeds.length];
        PriorityQueue<Reached> queue = new PriorityQueue<>(
                (a, b) -> a.cost != b.cost ? Double.compare(a.cost, b.cost) : Integer.compare(a.basin, b.basin));
        for (int v = 0; v < seeds.length; v++) {
            if (seeds[v] != NOBODY) {
                queue.add(new Reached(0, v, seeds[v]));
            }
        }
        while (!queue.isEmpty()) {
            Reached r = queue.remove();
            if (owner[r.basin] != NOBODY) {
                continue;
            }
            owner[r.basin] = r.owner;
            for (int k = 0; k < near[r.basin].length; k++) {
                int next = near[r.basin][k];
                if (owner[next] == NOBODY) {
                    double edge = borders[r.basin][k].meanStrength();
                    double cost = switch (way) {
                        case EDGE -> Math.max(r.cost, edge);
                        case LENGTH -> r.cost + edge;
                        case COLOUR ->
                            r.cost + Math.sqrt(edge) * Unlikeness.histograms(leaves.patches()[next], colours[r.owner]);
                    };
                    queue.add(new Reached(cost, next, r.owner));
                }
            }
        }
        return owner;
    }

    private Patch colours(byte[] seeds, byte owner) {
        Patch all = new Patch();
        for (int v = 0; v < seeds.length; v++) {
            if (seeds[v] == owner) {
                all = Patch.union(all, leaves.patches()[v]);
            }
        }
        return all;
    }

    private boolean[] cut(boolean[] thing, boolean[] rest, boolean[] likely, int click) {
        float[] depth = Distances.withinOpen(thing, leaves.width(), leaves.height());
        float[] away = Distances.withinOpen(rest, leaves.width(), leaves.height());
        byte[] labels = new byte[thing.length];
        boolean any = false;
        for (int i = 0; i < labels.length; i++) {
            labels[i] = depth[i] > 2
                    ? GrabCut.FOREGROUND
                    : away[i] > 1
                            ? GrabCut.BACKGROUND
                            : likely[i] ? GrabCut.MAYBE_FOREGROUND : GrabCut.MAYBE_BACKGROUND;
            any |= (labels[i] & 1) == 0;
        }
        labels[click] = GrabCut.FOREGROUND;
        return any ? connected(GrabCut.cut(small, labels, 2).inside(), click) : likely;
    }
}
