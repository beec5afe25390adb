package org.delineate.nn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The number format of convolutions and products; parameters, norms and losses are float32 in both. */
public enum Precision {
    FLOAT32,
    BF16;

    /** An open autocast region of this thread. */
    public interface Region extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * @param name float32, bf16, or auto for what is best on this processor
     * @throws IllegalArgumentException naming these
     */
    public static Precision of(String name) {
        return switch (name) {
            case "auto" -> best();
            case "float32" -> FLOAT32;
            case "bf16" -> BF16;
            default ->
                throw new IllegalArgumentException("unknown precision \"" + name + "\"; known: auto, float32, bf16");
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
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(l -> l.startsWith("flags"))
                    .findFirst()
                    .map(l -> l.contains(" avx512_bf16") || l.contains(" amx_bf16"))
                    .orElse(false);
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    /** Opens a region in which operations run in this precision; close it before the loss. */
    public Region region() {
        if (this == FLOAT32) {
            return () -> {};
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
