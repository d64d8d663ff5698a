// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

/**
 * How unlike two neighbouring regions are: the order in which {@link RegionTree} merges. None is right for all pictures, so
 * that all are used; what several agree on is likely a thing.
 */
enum Unlikeness {
    /** Only the edge between them, small regions first. */
    EDGE {
        @Override
        double of(Patch a, Patch b, Border border, double pixels) {
            return border.meanStrength() * Math.pow(smaller(a, b, pixels), 0.15);
        }
    },
    /** As {@link #EDGE}, small regions sooner. */
    EDGE_SMALL_FIRST {
        @Override
        double of(Patch a, Patch b, Border border, double pixels) {
            return border.meanStrength() * Math.pow(smaller(a, b, pixels), 0.4);
        }
    },
    /** Edge and mean colour. */
    EDGE_AND_COLOUR {
        @Override
        double of(Patch a, Patch b, Border border, double pixels) {
            return border.meanStrength() * Math.sqrt(colours(a, b, 1) + 1) * Math.pow(smaller(a, b, pixels), 0.3);
        }
    },
    /** Edge and the distributions of colour and roughness. */
    EDGE_AND_HISTOGRAM {
        @Override
        double of(Patch a, Patch b, Border border, double pixels) {
            return border.meanStrength() * (0.05 + histograms(a, b)) * Math.pow(smaller(a, b, pixels), 0.25);
        }
    },
    /** Regions that share much of their outline belong together. */
    CONTACT {
        @Override
        double of(Patch a, Patch b, Border border, double pixels) {
            return border.strength
                    / Math.pow(border.length, 1.5)
                    * Math.sqrt(smaller(a, b, pixels))
                    * Math.sqrt(0.1 + histograms(a, b));
        }
    },
    /** Mean colour, lightness hardly: parts in light and in shade are one thing. By Ward's criterion. */
    CHROMA {
        @Override
        double of(Patch a, Patch b, Border border, double pixels) {
            return colours(a, b, 0.15) * Math.pow(a.area * (double) b.area / (a.area + b.area), 0.7);
        }
    },
    /** Mean colour, and that one fills the other's bays. */
    COLOUR_AND_FILL {
        @Override
        double of(Patch a, Patch b, Border border, double pixels) {
            double box = box(a, b);
            return Math.sqrt(colours(a, b, 1) + 4) * Math.pow(box / pixels, 0.3) * (0.2 + empty(a, b, box));
        }
    },
    /** The distributions of colour and roughness, small unions first. */
    HISTOGRAM {
        @Override
        double of(Patch a, Patch b, Border border, double pixels) {
            return (0.1 + histograms(a, b)) * Math.sqrt((a.area + b.area) / pixels);
        }
    },
    /** Everything at once: distributions, size, filling, edge; near to Uijlings et al., Selective Search (2013). */
    ALL {
        @Override
        double of(Patch a, Patch b, Border border, double pixels) {
            double box = box(a, b);
            return (0.1 + histograms(a, b))
                    * Math.sqrt(box / pixels)
                    * (0.5 + empty(a, b, box))
                    * Math.sqrt(border.meanStrength());
        }
    };

    /** @param pixels of the picture; only the order of the results means something */
    abstract double of(Patch a, Patch b, Border border, double pixels);

    private static double smaller(Patch a, Patch b, double pixels) {
        return Math.min(a.area, b.area) / pixels;
    }

    private static double colours(Patch a, Patch b, double lightness) {
        double sum = 0;
        for (int c = 0; c < Patch.CHANNELS; c++) {
            double d = a.sum[c] / a.area - b.sum[c] / b.area;
            sum += d * d * (c == 0 ? lightness : 1);
        }
        return sum;
    }

    /** 0 for the same, 1 for nothing in common. */
    static double histograms(Patch a, Patch b) {
        double sum = 0;
        for (int k = 0; k < a.histogram.length; k++) {
            sum += Math.abs(a.histogram[k] / a.area - b.histogram[k] / b.area);
        }
        return sum / (2 * Patch.CHANNELS);
    }

    /** Pixels of the box around both. */
    private static double box(Patch a, Patch b) {
        return (Math.max(a.right, b.right) - Math.min(a.left, b.left) + 1.0)
                * (Math.max(a.bottom, b.bottom) - Math.min(a.top, b.top) + 1.0);
    }

    private static double empty(Patch a, Patch b, double box) {
        return (box - a.area - b.area) / box;
    }
}
