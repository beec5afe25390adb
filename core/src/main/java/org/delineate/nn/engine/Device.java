package org.delineate.nn.engine;

import java.util.Objects;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/** Where networks of this process lie and compute. */
public enum Device {
    /** The processor. */
    CPU(DeviceType.CPU),
    /** The first GPU of NVIDIA; needs the natives of the Maven profile gpu. */
    CUDA(DeviceType.CUDA);

    private static volatile Device current = CPU;

    static {
        Objects.requireNonNull(ProcessorCaches.HERE); // settled before there is a tensor to compute with
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
     * What is computed from now on is computed there; call before a network is laid out ({@link org.delineate.nn.layer.Weights#channelsLast}).
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

    /** A tensor made on the processor, on the device in use; what goes to a GPU is copied there while the processor goes on. */
    public static Tensor place(Tensor made) {
        if (current == CPU) {
            return made;
        }
        org.bytedeco.pytorch.Device there = new org.bytedeco.pytorch.Device(current.type);
        return made.pin_memory().to(there, made.scalar_type().intern(), true, false, new MemoryFormatOptional());
    }

    /** Kernels of the processor for whole groups of operations? */
    public static boolean hasFusedKernels() {
        return current == CPU && torch.hasMKLDNN();
    }
}
