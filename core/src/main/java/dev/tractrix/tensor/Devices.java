// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tensor;

import dev.tractrix.fault.BadInputException;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Devices and number types by the names that settings have. */
public final class Devices {
    static {
        NativeRuntime.load();
    }

    private static final Device CPU = of("cpu");

    private Devices() {}

    /** The processor; one handle for all, never closed. */
    public static Device cpu() {
        return CPU;
    }

    /**
     * @param name {@code cpu}, {@code cuda} or {@code cuda:1}
     * @throws BadInputException for another name, or when the machine has no such device
     */
    public static Device of(String name) {
        if (!name.matches("cpu|cuda(:\\d{1,3})?")) {
            throw BadInputException.of("device", "cpu, cuda or cuda:0, cuda:1, ...", name, "use one of them");
        }
        if (name.startsWith("cuda")) {
            int index = name.equals("cuda") ? 0 : Integer.parseInt(name.substring("cuda:".length()));
            int count = torch.cuda_is_available() ? (int) torch.cuda_device_count() : 0;
            if (index >= count) {
                throw BadInputException.of(
                        "device " + name,
                        "a CUDA device with that number",
                        count + " CUDA devices",
                        "use cpu, or build with -Pgpu on a machine with CUDA (tractrix doctor tells what is missing)");
            }
        }
        return TensorScope.inside(() -> {
            Device device = new Device(name);
            device.retainReference();
            return device;
        });
    }

    /**
     * That a device can be had, for callers that only pass its name on.
     *
     * @throws BadInputException as {@link #of}
     */
    public static void require(String name) {
        of(name).close();
    }

    /** Where a tensor is: {@code cpu}, {@code cuda:0}, ... */
    public static String nameOf(Tensor t) {
        return TensorScope.inside(() -> t.device().str().getString());
    }

    /** Where tensors have a shape and no memory. */
    public static Device meta() {
        return TensorScope.inside(() -> {
            Device device = new Device("meta");
            device.retainReference();
            return device;
        });
    }

    /**
     * @param name {@code float32}, {@code float16} or {@code bfloat16}; the halves are for CUDA; on processors
     *     they are slower than float32, on some many times
     */
    public static ScalarType type(String name) {
        return switch (name) {
            case "float16" -> ScalarType.Half;
            case "bfloat16" -> ScalarType.BFloat16;
            default -> ScalarType.Float;
        };
    }
}
