// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.tensor.Ops;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** The non-linearity of a CLIP tower, by its name in {@code config.json}. */
public enum Activation {
    /** Exact (erf). */
    GELU("gelu", Ops::gelu),
    /** x sigmoid(1.702 x). */
    QUICK_GELU("quick_gelu", Ops::quickGelu);

    private final String word;
    private final UnaryOperator<Tensor> function;

    Activation(String word, UnaryOperator<Tensor> function) {
        this.word = word;
        this.function = function;
    }

    /** Element by element. */
    public Tensor apply(Tensor x) {
        return function.apply(x);
    }

    /** @throws BadInputException for a name that is neither {@code gelu} nor {@code quick_gelu} */
    public static Activation of(String word, String source) {
        for (Activation a : values()) {
            if (a.word.equals(word)) {
                return a;
            }
        }
        throw BadInputException.of(
                source + ": hidden_act", "gelu or quick_gelu", word, "use a CLIP model's config.json");
    }
}
