// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.reproduction;

/** A row of the ablation: what the network is shown, whether the loss is masked, and the paper's ObjMC. */
public enum AblationRow {
    /** Derived from the paper's text: Table 2 has the gain over it. */
    NONE("none", true, 410.7),
    GAUSSIAN("gaussian", true, 339.3),
    ENTITY("entity", true, 318.4),
    BOTH("both", true, 305.7),
    /** Table 3. */
    BOTH_WITHOUT_MASK("both", false, 311.1),
    POINT("point", true, Double.NaN),
    TRAJECTORY("trajectory", true, Double.NaN),
    BOX("box", true, Double.NaN);

    private final String ablation;
    private final boolean masked;
    private final double paper;

    AblationRow(String ablation, boolean masked, double paper) {
        this.ablation = ablation;
        this.masked = masked;
        this.paper = paper;
    }

    /** The preset's word. */
    public String ablation() {
        return ablation;
    }

    /** Whether the error counts inside the things' masks only (the paper's M). */
    public boolean masked() {
        return masked;
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
