package org.delineate.nn.engine;

import java.util.Objects;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/** The device on which the networks of this process are stored and computed. */
public enum Device {
    /** The processor. */
    CPU(DeviceType.CPU),
    /** The first GPU of NVIDIA; needs the natives of the Maven profile gpu. */
    CUDA(DeviceType.CUDA);

    private static volatile Device current = CPU;

    static {
        Objects.requireNonNull(ProcessorCaches.HERE); // corrected before the first tensor
    }

    private final DeviceType type;

    Device(DeviceType type) {
        this.type = type;
    }

    /**
     * @param name cpu or cuda
     * @throws IllegalArgumentException naming these
     */
    public static Device of(String name) {
        return switch (name) {
            case "cpu" -> CPU;
            case "cuda" -> CUDA;
            default -> throw new IllegalArgumentException("unknown device \"" + name + "\"; known: cpu, cuda");
        };
    }

    /**
     * Makes this the device of all computations from now on; to be called before a network is laid out
     * ({@link org.delineate.nn.layer.Weights#channelsLast}).
     *
     * @throws IllegalArgumentException when there is no such device
     */
    public void use() {
        if (this == CUDA && !Engine.hasGpu()) {
            throw new IllegalArgumentException(
                    "device cuda: the engine finds no GPU: build with -Pgpu on a machine with NVIDIA's driver and CUDA"
                            + " (docs/gpu.md), or take device cpu");
        }
        current = this;
    }

    public static Device current() {
        return current;
    }

    public DeviceType type() {
        return type;
    }

    /** Copies a tensor of the processor to the device in use; a copy to a GPU runs while the processor goes on. */
    public static Tensor place(Tensor t) {
        if (current == CPU) {
            return t;
        }
        org.bytedeco.pytorch.Device there = new org.bytedeco.pytorch.Device(current.type);
        return t.pin_memory().to(there, t.scalar_type().intern(), true, false, new MemoryFormatOptional());
    }

    /**
     * Whether the device has kernels that compute a convolution and what follows it in one go: oneDNN's, on the
     * processor.
     */
    public static boolean hasFusedKernels() {
        return current == CPU && torch.hasMKLDNN();
    }
}
