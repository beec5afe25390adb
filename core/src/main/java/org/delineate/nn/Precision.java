package org.delineate.nn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.engine.Device;

/** The number format of convolutions and products; parameters, norms and losses are float32 in all. */
public enum Precision {
    FLOAT32,
    BF16,
    /** Bytes, in the layers of a model that were found to bear it; the rest is as {@link #best} says. Not for training. */
    INT8;

    /** An open autocast region of this thread. */
    public interface Region extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * @param name float32, bf16, int8, or auto for what is best on this processor
     * @throws IllegalArgumentException naming these
     */
    public static Precision of(String name) {
        return switch (name) {
            case "auto" -> best();
            case "float32" -> FLOAT32;
            case "bf16" -> BF16;
            case "int8" -> INT8;
            default ->
                throw new IllegalArgumentException(
                        "unknown precision \"" + name + "\"; known: auto, float32, bf16, int8");
        };
    }

    /** bf16 where the device has instructions for it, else float32. */
    public static Precision best() {
        return Device.current() == Device.CUDA || hasBf16() ? BF16 : FLOAT32;
    }

    /**
     * Does the processor multiply bf16 natively? Known where the kernel lists the processor's flags (Linux); elsewhere no, since
     * emulated bf16 is slower than float32.
     */
    public static boolean hasBf16() {
        return hasFlag("avx512_bf16", "amx_bf16");
    }

    /**
     * Does the processor sum products of bytes in 32 bits (VNNI)? Known where the kernel lists its flags (Linux); elsewhere no, since
     * the engine's kernels for others sum pairs in 16 bits, where they overflow. No on a GPU.
     */
    public static boolean hasInt8() {
        return Device.hasFusedKernels() && hasFlag("avx512_vnni", "avx_vnni", "amx_int8");
    }

    private static boolean hasFlag(String... names) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            List<String> flags = lines.filter(l -> l.startsWith("flags"))
                    .findFirst()
                    .map(l -> List.of(l.split("\\s+")))
                    .orElse(List.of());
            return Arrays.stream(names).anyMatch(flags::contains);
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    /** Opens a region in which operations run in this precision; close it before the loss. */
    public Region region() {
        if (this == FLOAT32) {
            return () -> {};
        }
        if (this == INT8) {
            throw new IllegalArgumentException(
                    "int8 is not for training: train in bf16 or float32, then `delineate quantize` the model");
        }
        DeviceType device = Device.current().type();
        torch.set_autocast_dtype(device, ScalarType.BFloat16);
        torch.set_autocast_enabled(device, true);
        torch.increment_nesting();
        return () -> {
            if (torch.decrement_nesting() == 0) {
                torch.clear_cache();
            }
            torch.set_autocast_enabled(device, false);
        };
    }
}
