package org.delineate.nn.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Corrects what oneDNN, the engine's library of kernels, assumes of the processor's caches where a virtual machine
 * hides them.
 *
 * <p>oneDNN asks the processor (CPUID 8000001D on those of AMD). Virtual machines that hide the answer, such as
 * Firecracker, return zeros, which oneDNN 3.7 takes for three caches of one byte. It chooses and divides its kernels by
 * these sizes: a convolution whose number of channels is no multiple of 16 loses weights without an error (1x17x3x3
 * ones over ones give 145 instead of 153), some kernels divide by zero and end the process, all others are slower than
 * they need be. Here the number of caches in oneDNN's memory is set to zero; it then assumes 32 KiB, 512 KiB and 1 MiB,
 * with which all results are right.
 *
 * <p>This writes into private memory of another library, and so only where the binding has {@link #TESTED_VERSION};
 * another version is left alone, and {@link Engine#requireRight} refuses to compute where a trial convolution is wrong.
 * This class and {@link ElfSymbols} can go as soon as a release of oneDNN with sizes of its own for caches of unknown
 * size is in the binding.
 */
enum ProcessorCaches {
    /** The processor shows its caches. */
    SHOWN,
    /** They are hidden, and oneDNN's assumption has been corrected. */
    HIDDEN,
    /** The engine computes wrong convolutions, for this reason or another. */
    WRONG;

    /** Version of the binding for which the places in oneDNN's memory below were tested. */
    static final String TESTED_VERSION = "2.10.0-1.5.13";

    private static final Path SHOWN_BY_LINUX = Path.of("/sys/devices/system/cpu/cpu0/cache");
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final String LIBRARY = "libtorch_cpu.so";
    private static final String PROCESSOR = "_ZZN4dnnl4impl3cpu3x643cpuEvE4cpu_"; // dnnl::impl::cpu::x64::cpu()::cpu_
    // offsets in that object
    private static final int SIZES = 0x1c; // bytes of each level
    private static final int LEVELS = 0x6c; // how many there are
    private static final int END = 0x70;

    /** The state of this process, settled before its first computation. */
    static final ProcessorCaches HERE = settle(); // after the constants that it needs

    private static ProcessorCaches settle() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            boolean hidden = Files.isReadable(MAPS) && !Files.exists(SHOWN_BY_LINUX);
            boolean corrected = hidden && TESTED_VERSION.equals(Engine.bindingVersion()) && correct();
            return !isRight() ? WRONG : corrected ? HIDDEN : SHOWN;
        }
    }

    /** Sets the number of caches to zero; returns whether oneDNN had assumed three of one byte. */
    private static boolean correct() {
        torch.ones(1).to_mkldnn(); // oneDNN asks the processor when it is first used
        try {
            String map = Files.readAllLines(MAPS).stream()
                    .filter(l -> l.endsWith("/" + LIBRARY))
                    .findFirst()
                    .orElse("");
            long offset = map.isEmpty() ? -1 : ElfSymbols.offset(Path.of(map.substring(map.indexOf('/'))), PROCESSOR);
            if (offset < 0) {
                return false;
            }
            Memory processor = new Memory(Long.parseUnsignedLong(map.substring(0, map.indexOf('-')), 16) + offset);
            boolean assumesOneByte = processor.getInt(LEVELS) == 3;
            for (int level = 0; level < 3; level++) {
                assumesOneByte &= processor.getInt(SIZES + level * Integer.BYTES) == 1;
            }
            if (assumesOneByte) {
                processor.putInt(LEVELS, 0);
                // NNPACK needs the sizes of the caches as well, and prints a warning at each call where it lacks them
                torch.globalContext().setUserEnabledNNPACK(false);
            }
            return assumesOneByte;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot find out where " + LIBRARY + " is loaded", e);
        }
    }

    /** Computes a trial convolution that caches of one byte make wrong. */
    private static boolean isRight() {
        long channels = 17;
        Tensor y = torch.conv2d(
                torch.ones(2, channels, 16, 16), torch.ones(1, channels, 3, 3)); // no padding: all sums are alike
        return y.min().item_float() == channels * 9 && y.max().item_float() == channels * 9;
    }

    /** Memory of the process. */
    private static final class Memory extends BytePointer {
        Memory(long at) {
            super((Pointer) null);
            address = at;
            limit = END;
            capacity = END;
        }
    }
}
