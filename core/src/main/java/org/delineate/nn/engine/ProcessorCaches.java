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
 * What the engine's library of kernels, oneDNN, believes of the processor's caches.
 *
 * <p>It asks the processor (CPUID 8000001D on those of AMD). Virtual machines that hide the answer, such as Firecracker, give zeros, which
 * oneDNN 3.7 reads as three caches of one byte. Its kernels are chosen and cut for these: a convolution whose channels are no
 * multiple of 16 loses weights without a word (1x17x3x3 ones over ones give 145 instead of 153), some kernels divide by zero and end
 * the process, all others are slower than they need be. Here it is told that it knows no cache; then it takes its own guess of 32 KiB,
 * 512 KiB and 1 MiB, with which all is right.
 */
enum ProcessorCaches {
    /** As the processor shows them. */
    SHOWN,
    /** Hidden; the engine was told. */
    HIDDEN,
    /** The engine computes wrong numbers, for this reason or another. */
    WRONG;

    private static final Path SHOWN_BY_LINUX = Path.of("/sys/devices/system/cpu/cpu0/cache");
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final String LIBRARY = "libtorch_cpu.so";
    private static final String PROCESSOR = "_ZZN4dnnl4impl3cpu3x643cpuEvE4cpu_"; // dnnl::impl::cpu::x64::cpu()::cpu_
    /** Places in it: sizes of the levels in bytes, and how many levels there are. */
    private static final int SIZES = 0x1c;

    private static final int LEVELS = 0x6c;
    private static final int END = 0x70;

    /** Before the first computation of this process. */
    static final ProcessorCaches HERE = settle(); // after the constants that it needs

    private static ProcessorCaches settle() {
        boolean told = false;
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            if (Files.isReadable(MAPS) && !Files.exists(SHOWN_BY_LINUX)) {
                told = tell();
            }
            return !isRight() ? WRONG : told ? HIDDEN : SHOWN;
        }
    }

    /** @return did it believe in caches of one byte? */
    private static boolean tell() {
        torch.ones(1).to_mkldnn(); // it asks the processor when it is first used
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
            boolean believes = processor.getInt(LEVELS) == 3;
            for (int level = 0; level < 3; level++) {
                believes &= processor.getInt(SIZES + level * Integer.BYTES) == 1;
            }
            if (believes) {
                processor.putInt(LEVELS, 0);
                torch.globalContext()
                        .setUserEnabledNNPACK(false); // it has no caches to cut for either, and says so each time
            }
            return believes;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot find out where " + LIBRARY + " is loaded", e);
        }
    }

    /** The convolution that such a belief makes wrong. */
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
