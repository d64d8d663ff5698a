// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.reproduction;

import java.util.Arrays;
import java.util.List;

/** A row of the ablation: what the network is shown, whether the loss is masked, and the paper's ObjMC. */
public enum AblationRow {
    /** Derived from the paper's text: Table 2 has the gain over it. */
    NONE("none", null, 410.7),
    GAUSSIAN("gaussian", null, 339.3),
    ENTITY("entity", null, 318.4),
    BOTH("both", null, 305.7),
    /** Table 3. */
    BOTH_WITH_MASK("both", 0.0, 305.7),
    BOTH_WITHOUT_MASK("both", 1.0, 311.1),
    POINT("point", null, Double.NaN),
    TRAJECTORY("trajectory", null, Double.NaN),
    BOX("box", null, Double.NaN);

    private final String ablation;
    private final Double background;
    private final double paper;

    AblationRow(String ablation, Double background, double paper) {
        this.ablation = ablation;
        this.background = background;
        this.paper = paper;
    }

    /** All rows of a study, but that which would be {@link #BOTH} once more. @param background of the study's preset */
    public static List<AblationRow> all(double background) {
        return Arrays.stream(values())
                .filter(row -> row.background == null || row.background != background)
                .toList();
    }

    /** The preset's word. */
    public String ablation() {
        return ablation;
    }

    /** Weight of the error outside the things' masks: 0 is the paper's M, 1 none, null as the study's preset has it. */
    public Double background() {
        return background;
    }

    /** The paper's ObjMC on VIPSeg val, 256x256, 14 frames; NaN where it has none. */
    public double paper() {
        return paper;
    }

    /** For folders, options and tables, for example {@code both-without-mask}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
