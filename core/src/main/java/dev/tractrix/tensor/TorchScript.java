// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tensor;

import dev.tractrix.fault.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.StringIValueMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A network that was published as a TorchScript program: libtorch's interpreter runs it, which has no access to files
 * or processes, only to tensors.
 */
public final class TorchScript implements AutoCloseable {
    static {
        NativeRuntime.load();
    }

    private final Path file;
    private final JitModule module;

    private TorchScript(Path file, JitModule module) {
        this.file = file;
        this.module = module;
    }

    /** Loads a program on the CPU. @throws BadInputException when it is none, or damaged */
    public static TorchScript open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + ": no such file; check the path");
        }
        try (PointerScope scope = new PointerScope()) {
            JitModule module = torch.load(file.toString());
            module.eval();
            module.retainReference();
            return new TorchScript(file, module);
        } catch (RuntimeException e) {
            throw new BadInputException(
                    file + ": no TorchScript program that libtorch can load (" + first(e) + "); fetch it again", e);
        }
    }

    /**
     * Runs its {@code forward}.
     *
     * @param switches by the names of its arguments
     * @throws BadInputException when it takes other arguments or does not return one tensor
     */
    public Tensor forward(Tensor x, Map<String, Boolean> switches) {
        try {
            return TensorScope.tidy(() -> {
                StringIValueMap named = new StringIValueMap();
                switches.forEach((name, on) -> named.put(new BytePointer(name), new IValue(on)));
                // the handle of toTensor belongs to the value, a clone to us
                return module.forward(new IValueVector(new IValue(x)), named)
                        .toTensor()
                        .clone();
            });
        } catch (RuntimeException e) {
            throw new BadInputException(
                    file + ": does not take a tensor and " + switches.keySet() + " (" + first(e)
                            + "); it is another program than expected",
                    e);
        }
    }

    private static String first(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        module.close();
    }
}
