// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.benchmark;

import java.util.List;

/**
 * The numbers that the paper prints (arXiv 2403.07420v3, section 4: VIPSeg val, 256x256, 14 frames). A dash is what it
 * does not print; what follows from its text by a difference is marked.
 */
final class PublishedTables {
    /** @param rows cells as printed; the first row is the heading */
    record Table(String title, List<List<String>> rows) {}

    static final List<Table> ALL = List.of(
            new Table(
                    "Table 1: VIPSeg val, 256x256",
                    List.of(
                            List.of("method", "FID", "FVD", "ObjMC"),
                            List.of("DragNUWA", "39.8", "519.3", "324.6 (derived)"),
                            List.of("DragAnything", "33.5", "494.8", "305.7"))),
            new Table(
                    "Table 2: entity and Gaussian representation",
                    List.of(
                            List.of("entity", "Gaussian", "ObjMC"),
                            List.of("no", "no", "410.7 (derived)"),
                            List.of("yes", "no", "318.4"),
                            List.of("no", "yes", "339.3"),
                            List.of("yes", "yes", "305.7"))),
            new Table(
                    "Table 3: loss mask",
                    List.of(List.of("loss mask", "ObjMC"), List.of("no", "311.1 (derived)"), List.of("yes", "305.7"))),
            new Table(
                    "Figure 8: user study, 30 pictures, 3 raters",
                    List.of(
                            List.of("question", "DragAnything over DragNUWA"),
                            List.of("motion control", "+26 points"),
                            List.of("video quality", "+12 points"))));

    private PublishedTables() {}
}
