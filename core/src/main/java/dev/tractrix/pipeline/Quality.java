// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.scene.Settings;
import java.util.Arrays;
import java.util.Locale;

/** How much time a clip may take, as the command line and the studio mean it. */
public enum Quality {
    /** A look at it: fewer steps, few noises for the entity features, at the network's own size. */
    DRAFT(0.4, 2),
    /** The model's own settings. */
    GOOD(1, 64),
    /** Half as many steps again. With {@code generate} also the best of {@link #BEST_OF} drafts. */
    BEST(1.5, 64);

    public static final int BEST_OF = 4;

    private final double steps;
    private final int mostNoises;

    Quality(double steps, int mostNoises) {
        this.steps = steps;
        this.mostNoises = mostNoises;
    }

    /** As it is written, small. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws BadInputException for another word, whatever its case */
    public static Quality of(String word) {
        return Arrays.stream(values())
                .filter(q -> q.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> BadInputException.of("quality", "draft, good or best", word, "use one of them"));
    }

    /**
     * What it sets: steps, noises, and for a draft the output.
     *
     * @param model the model's own settings
     */
    public Settings settings(Settings model) {
        Settings.Builder settings = Settings.builder()
                .steps(Math.max(1, (int) Math.round(steps * model.steps())))
                .featureEnsemble(Math.min(mostNoises, model.featureEnsemble()));
        return (this == DRAFT ? settings.output(Settings.Output.NETWORK) : settings).build();
    }
}
