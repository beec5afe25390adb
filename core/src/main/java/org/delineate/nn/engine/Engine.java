package org.delineate.nn.engine;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/** The engine as a whole: threads, version, devices. */
public final class Engine {
    private Engine() {}

    /**
     * Begins to load the engine, where an earlier run has unpacked it, while the caller does other things.
     *
     * @return waits until it is loaded; nothing of the engine may be used before
     */
    public static Runnable begin() {
        Thread loading = new Thread(Natives::load, "engine");
        loading.setDaemon(true);
        loading.start();
        return () -> {
            try {
                loading.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /**
     * Threads of the operations that this thread starts, and of those that later threads start; the results of a run depend on
     * their number in the last bits.
     *
     * <p>The library for matrix products has threads of its own, one per core unless told otherwise. It gets one: on a busy
     * machine its threads wait a hundred times longer for each other than a small product takes.
     */
    public static void threads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + count);
        }
        torch.set_num_threads(count);
        torch.get_num_threads(); // a thread takes the number set last, by whatever thread, when it first asks: here
        openblas.blas_set_num_threads(1);
    }

    public static int threads() {
        return torch.get_num_threads();
    }

    /** Where the draws of {@link org.delineate.nn.Tensor#dropout} begin; set before every step, so that a resumed run draws the same. */
    public static void seed(long seed) {
        torch.manual_seed(seed);
    }

    /**
     * Does a convolution give what it must here?
     *
     * @throws IllegalStateException where it does not
     */
    public static void requireRight() {
        if (ProcessorCaches.HERE == ProcessorCaches.WRONG) {
            throw new IllegalStateException(
                    "the engine computes wrong convolutions on this machine: most likely " + version()
                            + " on a processor whose caches a virtual machine hides; run it where they are shown, or set"
                            + " ONEDNN_MAX_CPU_ISA=SSE41, which is slow");
        }
    }

    /** What is known of the processor's caches, for people. */
    public static String caches() {
        return switch (ProcessorCaches.HERE) {
            case SHOWN -> "as the processor shows them";
            case HIDDEN -> "hidden by a virtual machine; the engine guesses: 32 KiB, 512 KiB, 1 MiB";
            case WRONG -> "unknown, and the engine computes wrong convolutions";
        };
    }

    public static String version() {
        String version = torch.class.getPackage().getImplementationVersion();
        return "libtorch " + (version == null ? "unknown" : version);
    }

    /** The widest vector instructions that its kernels use here: "AVX512", "AVX2", "DEFAULT", … */
    public static String instructions() {
        try (BytePointer name = torch.get_cpu_capability()) {
            return name.getString();
        }
    }

    public static boolean hasGpu() {
        return torch.cuda_is_available();
    }

    /** Where the native libraries are unpacked. */
    public static String cache() {
        try {
            return Loader.getCacheDir().getPath();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
