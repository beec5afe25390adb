package org.delineate.nn.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/** Settings and facts of the engine, libtorch: its threads, its random seed, its version. */
public final class Engine {
    private Engine() {}

    /**
     * Starts to load the engine's libraries in the background, where an earlier run has unpacked them.
     *
     * @return what waits until they are loaded; nothing of the engine may be used before
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
     * Sets the number of threads for operations of this thread and of threads that start later; the last bits of a
     * run's results depend on it.
     *
     * <p>The library for matrix products has threads of its own, by default one per core. It gets one: on a busy
     * machine its threads wait a hundred times longer for each other than a small product takes.
     */
    public static void threads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + count);
        }
        torch.set_num_threads(count);
        torch.get_num_threads(); // a thread adopts the number that any thread set last when it first asks: here
        openblas.blas_set_num_threads(1);
    }

    public static int threads() {
        return torch.get_num_threads();
    }

    /** Seeds {@link org.delineate.nn.Tensor#dropout}; set before every step, so that a resumed run draws the same. */
    public static void seed(long seed) {
        torch.manual_seed(seed);
    }

    /**
     * Requires that convolutions are computed right on this machine.
     *
     * @throws IllegalStateException where a trial convolution was wrong
     */
    public static void requireRight() {
        if (ProcessorCaches.HERE == ProcessorCaches.WRONG) {
            throw new IllegalStateException(
                    "the engine computes wrong convolutions on this machine: most likely " + version()
                            + " on a processor whose caches a virtual machine hides; run it where they are shown, or"
                            + " set ONEDNN_MAX_CPU_ISA=SSE41, which is slow");
        }
    }

    /** What the engine knows of the processor's caches, in words. */
    public static String caches() {
        return switch (ProcessorCaches.HERE) {
            case SHOWN -> "as the processor shows them";
            case HIDDEN -> "hidden by a virtual machine; the engine guesses: 32 KiB, 512 KiB, 1 MiB";
            case WRONG -> "unknown, and the engine computes wrong convolutions";
        };
    }

    /** Name and version for reports: "libtorch 2.10.0-1.5.13". */
    public static String version() {
        return "libtorch " + bindingVersion();
    }

    /** The version of the binding, libtorch's and its own; "unknown" where nothing in its jar tells. */
    static String bindingVersion() {
        String version = torch.class.getPackage().getImplementationVersion();
        return version == null ? versionOfMaven() : version;
    }

    /** Jars that hold several others have one manifest, and Maven's files of each. */
    private static String versionOfMaven() {
        Properties maven = new Properties();
        try (InputStream in = torch.class.getResourceAsStream("/META-INF/maven/org.bytedeco/pytorch/pom.properties")) {
            if (in != null) {
                maven.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return maven.getProperty("version", "unknown");
    }

    /** The widest vector instructions that the engine's kernels use here: "AVX512", "AVX2", "DEFAULT", … */
    static String instructions() {
        try (BytePointer name = torch.get_cpu_capability()) {
            return name.getString();
        }
    }

    public static boolean hasGpu() {
        return torch.cuda_is_available();
    }

    /** The folder into which the native libraries are unpacked. */
    public static String cache() {
        try {
            return Loader.getCacheDir().getPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
