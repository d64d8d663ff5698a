// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.scene.Settings;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How much time a clip may take. What is set by itself goes before it. */
enum Quality {
    /** A look at it: fewer steps, few noises for the entity features, at the network's own size. */
    DRAFT(0.4, 2),
    /** The model's own settings. */
    GOOD(1, 64),
    /** Half as many steps again. With {@code generate} also the best of four drafts. */
    BEST(1.5, 64);

    /** Drafts of {@link #BEST}. */
    static final int BEST_OF = 4;

    private final double steps;
    private final int mostNoises;

    Quality(double steps, int mostNoises) {
        this.steps = steps;
        this.mostNoises = mostNoises;
    }

    /** The words as they are written, small; picocli's own message would show the constants. */
    static final class Converter implements ITypeConverter<Quality> {
        @Override
        public Quality convert(String value) {
            return Arrays.stream(values())
                    .filter(q -> q.name().equalsIgnoreCase(value))
                    .findFirst()
                    .orElseThrow(
                            () -> new TypeConversionException("expected draft, good or best, got '" + value + "'"));
        }
    }

    /** @param model the model's own settings */
    Settings of(Settings model) {
        Settings.Builder settings = Settings.builder()
                .steps(Math.max(1, (int) Math.round(steps * model.steps())))
                .featureEnsemble(Math.min(mostNoises, model.featureEnsemble()));
        return (this == DRAFT ? settings.output(Settings.Output.NETWORK) : settings).build();
    }
}
