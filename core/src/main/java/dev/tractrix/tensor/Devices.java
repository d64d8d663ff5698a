// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tensor;

import dev.tractrix.fault.BadInputException;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Devices and number types by the names that settings have. */
public final class Devices {
    static {
        NativeRuntime.load();
    }

    private Devices() {}

    /**
     * @param name {@code cpu}, {@code cuda} or {@code cuda:1}
     * @throws BadInputException when the machine has no such device
     */
    public static Device of(String name) {
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

    /** Where tensors have a shape and no memory. */
    public static Device meta() {
        return TensorScope.inside(() -> {
            Device device = new Device("meta");
            device.retainReference();
            return device;
        });
    }

    /**
     * @param name {@code float32}, {@code float16} or {@code bfloat16}
     * @throws BadInputException for a half type on a CPU, where it is tens of times slower than float32
     */
    public static ScalarType type(String name, Device device) {
        ScalarType type = switch (name) {
            case "float16" -> ScalarType.Half;
            case "bfloat16" -> ScalarType.BFloat16;
            default -> ScalarType.Float;
        };
        if (type != ScalarType.Float && device.is_cpu()) {
            throw BadInputException.of("dtype", "float32 on a cpu", name, "use float32; half types are for cuda");
        }
        return type;
    }
}
