// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Regions of a picture merged two by two, the most alike first, until one is left: a binary tree. Nodes are numbered
 * leaves first, then in the order in which they were made; the last is the root.
 */
final class RegionTree {
    /** Of each node; -1 at the root. */
    private final int[] parent;
    /** Pixels. */
    private final int[] area;
    /** How unlike the two parts were when the node was made, never falling towards the root. */
    private final double[] height;

    private record Merge(double cost, int a, int b) implements Comparable<Merge> {
        @Override
        public int compareTo(Merge o) {
            int byCost = Double.compare(cost, o.cost);
            return byCost != 0 ? byCost : a != o.a ? Integer.compare(a, o.a) : Integer.compare(b, o.b);
        }
    }

    RegionTree(Leaves leaves, Unlikeness unlikeness) {
        int count = leaves.count();
        int n = 2 * count - 1;
        double pixels = (double) leaves.width() * leaves.height();
        parent = new int[n];
        area = new int[n];
        height = new double[n];
        Arrays.fill(parent, -1);
        Patch[] patches = Arrays.copyOf(leaves.patches(), n);
        // sorted, so that sums and ties come out the same in every run
        List<TreeMap<Integer, Border>> near = new ArrayList<>(n);
        for (int i = 0; i < count; i++) {
            area[i] = patches[i].area;
            near.add(new TreeMap<>());
        }
        leaves.borders().forEach((pair, border) -> {
            near.get(pair.a()).put(pair.b(), border);
            near.get(pair.b()).put(pair.a(), border);
        });
        PriorityQueue<Merge> queue = new PriorityQueue<>();
        leaves.borders()
                .forEach((pair, border) -> queue.add(new Merge(
                        unlikeness.of(patches[pair.a()], patches[pair.b()], border, pixels), pair.a(), pair.b())));
        int next = count;
        while (next < n) {
            Merge m = queue.remove();
            if (parent[m.a] >= 0 || parent[m.b] >= 0) {
                continue;
            }
            int u = next++;
            parent[m.a] = u;
            parent[m.b] = u;
            patches[u] = Patch.union(patches[m.a], patches[m.b]);
            area[u] = patches[u].area;
            height[u] = Math.max(m.cost, Math.max(height[m.a], height[m.b]));
            TreeMap<Integer, Border> joined = join(near, m.a, m.b);
            near.add(joined);
            for (Map.Entry<Integer, Border> e : joined.entrySet()) {
                int other = e.getKey();
                near.get(other).put(u, e.getValue());
                queue.add(new Merge(unlikeness.of(patches[other], patches[u], e.getValue(), pixels), other, u));
            }
        }
    }

    /** The borders of two regions together, taken out of all maps. */
    private static TreeMap<Integer, Border> join(List<TreeMap<Integer, Border>> near, int a, int b) {
        TreeMap<Integer, Border> joined = new TreeMap<>();
        for (int half : new int[] {a, b}) {
            for (Map.Entry<Integer, Border> e : near.get(half).entrySet()) {
                int other = e.getKey();
                if (other != a && other != b) {
                    joined.computeIfAbsent(other, k -> new Border()).add(e.getValue());
                    near.get(other).remove(half);
                }
            }
            near.get(half).clear();
        }
        return joined;
    }

    int size() {
        return parent.length;
    }

    /** -1 for the root. */
    int parent(int node) {
        return parent[node];
    }

    /** Pixels. */
    int area(int node) {
        return area[node];
    }

    /** By what factor the node's parent is more unlike in itself, as a logarithm; large for the root. */
    double jump(int node) {
        int up = parent[node];
        return up < 0 ? 9 : Math.log((height[up] + 1e-9) / (height[node] + 1e-9));
    }

    /** For each node whether it is below another or that node itself. */
    boolean[] below(int node) {
        boolean[] in = new boolean[parent.length];
        in[node] = true;
        for (int i = node - 1; i >= 0; i--) {
            in[i] = parent[i] >= 0 && in[parent[i]];
        }
        return in;
    }
}
