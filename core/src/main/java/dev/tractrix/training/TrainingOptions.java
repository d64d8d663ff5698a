// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.fault.BadInputException;

/**
 * How a stage is trained.
 *
 * @param steps updates in all
 * @param batch samples a micro-batch
 * @param accumulation micro-batches an update
 * @param learningRate at its height
 * @param warmup updates over which the rate rises from 0
 * @param finalRate what part of the rate is left at the end; it falls as a cosine; 1 keeps it constant
 * @param beta1 decay of the mean of gradients
 * @param beta2 decay of their squares
 * @param epsilon added to the root of the squares
 * @param weightDecay decoupled
 * @param clip largest norm of all gradients; 0 for none
 * @param emaDecay of the averaged weights, which are what is shipped
 * @param checkpointEvery updates
 * @param sheetEvery updates between sheets of validation pictures; 0 for none
 * @param seed of data, noise and the random start
 */
public record TrainingOptions(
        long steps,
        int batch,
        int accumulation,
        double learningRate,
        long warmup,
        double finalRate,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        double clip,
        double emaDecay,
        long checkpointEvery,
        long sheetEvery,
        long seed) {
    public TrainingOptions {
        require(steps >= 1, "steps", "at least 1", steps);
        require(batch >= 1, "batch", "at least 1", batch);
        require(accumulation >= 1, "accumulation", "at least 1", accumulation);
        require(learningRate > 0 && learningRate < 1, "learningRate", "between 0 and 1", learningRate);
        require(warmup >= 0, "warmup", "0 or more", warmup);
        require(finalRate >= 0 && finalRate <= 1, "finalRate", "0 to 1", finalRate);
        require(beta1 >= 0 && beta1 < 1, "beta1", "0 to below 1", beta1);
        require(beta2 >= 0 && beta2 < 1, "beta2", "0 to below 1", beta2);
        require(epsilon > 0, "epsilon", "more than 0", epsilon);
        require(weightDecay >= 0 && weightDecay < 1, "weightDecay", "0 to below 1", weightDecay);
        require(clip >= 0, "clip", "0 or more", clip);
        require(emaDecay >= 0 && emaDecay < 1, "emaDecay", "0 to below 1", emaDecay);
        require(checkpointEvery >= 1, "checkpointEvery", "at least 1", checkpointEvery);
        require(sheetEvery >= 0, "sheetEvery", "0 or more", sheetEvery);
    }

    private static void require(boolean holds, String name, String expected, Object got) {
        if (!holds) {
            throw BadInputException.of("training option " + name, expected, got, "change it in the preset");
        }
    }

    /** The rate of update {@code step}, 1 for the first. */
    public double rate(long step) {
        if (step <= warmup) {
            return learningRate * step / warmup;
        }
        double progress = steps == warmup ? 1 : Math.min(1, (double) (step - warmup) / (steps - warmup));
        return learningRate * (finalRate + (1 - finalRate) * 0.5 * (1 + Math.cos(Math.PI * progress)));
    }
}
