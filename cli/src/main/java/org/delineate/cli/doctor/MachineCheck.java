package org.delineate.cli.doctor;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.delineate.file.Build;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.engine.Machine;

/** Checks what of this machine matters for speed or results, for {@code delineate doctor}. */
final class MachineCheck {
    private static final int OLDEST_JAVA = 17;
    private static final long LITTLE_MEMORY = 4L << 30;
    private static final long LITTLE_HEAP = 1L << 30;
    private static final long NATIVES_BYTES = 450L << 20;

    private MachineCheck() {}

    static List<Finding> findings() {
        List<Finding> all = new ArrayList<>();
        all.add(Finding.ok("delineate", Build.CURRENT.toString()));
        all.add(java());
        all.add(heap());
        all.add(load());
        all.add(environment(
                "GOMP_SPINCOUNT", "1000", "idle threads would spin for long and slow every other program down"));
        all.add(environment("OPENBLAS_NUM_THREADS", "1", "it would run threads of its own beside the engine's"));
        AllocatorCheck.addTo(all);
        all.add(classes());
        try {
            engine(all);
        } catch (LinkageError e) {
            all.add(new Finding(
                    "engine",
                    "cannot be loaded: " + e,
                    "it runs on Linux x86-64 (glibc), macOS arm64 and Windows x86-64; build anew on this machine"));
        }
        return all;
    }

    private static void engine(List<Finding> all) {
        Machine machine = Machine.here();
        all.add(Finding.ok("engine", Engine.version()));
        all.add(Finding.ok("processor", machine.processor() + ", " + machine.cores() + " cores, " + machine.os()));
        all.add(Finding.ok("processor class", machine.kind()));
        all.add(caches());
        all.add(instructions(machine));
        all.add(bf16(machine));
        all.add(
                Precision.INT8.runsHere()
                        ? Finding.ok("int8", "used by models of `quantize` (--precision auto)")
                        : Finding.ok("int8", "not used: " + Precision.INT8.lack()));
        all.add(new Finding(
                "memory",
                gib(machine.memoryBytes()),
                machine.memoryBytes() >= LITTLE_MEMORY
                        ? ""
                        : "4 GiB or more; or train with --batch 2 --cache-mib 256"));
        all.add(threads(machine));
        all.add(natives());
        all.add(Finding.ok(
                "gpu",
                Engine.hasGpu()
                        ? "CUDA is there: --device cuda"
                        : "none that the engine's natives can use (docs/gpu.md)"));
    }

    private static Finding java() {
        int version = Runtime.version().feature();
        return new Finding(
                "java",
                System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + ")",
                version >= OLDEST_JAVA ? "" : "install Java " + OLDEST_JAVA + " or newer");
    }

    private static Finding heap() {
        long heap = Runtime.getRuntime().maxMemory();
        return new Finding(
                "java heap",
                gib(heap) + " at most",
                heap >= LITTLE_HEAP ? "" : "give at least 1 GiB: JAVA_OPTS=-Xmx2g");
    }

    /** Checks that classes come from the archive that ./delineate made. */
    private static Finding classes() {
        HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        String archive = machine.getVMOption("SharedArchiveFile").getValue();
        boolean used = System.getProperty("java.vm.info", "").contains("sharing"); // newer ones have no such option
        String advice = archive == null || archive.isEmpty()
                ? "start with ./delineate, in a folder where it can write: starts take half the time"
                : used ? "" : "it does not fit this program: delete it, and the next start makes it anew";
        return new Finding("class archive", archive == null || archive.isEmpty() ? "none" : archive, advice);
    }

    private static Finding caches() {
        try {
            Engine.requireRight();
            return Finding.ok("caches", Engine.caches());
        } catch (IllegalStateException e) {
            return new Finding("caches", Engine.caches(), e.getMessage());
        }
    }

    private static Finding instructions(Machine machine) {
        String found = machine.instructions();
        boolean scalar = found.equals("DEFAULT") || found.equals("NO AVX");
        return new Finding(
                "instructions", found, scalar ? "a processor with AVX2 or AVX512 is several times as fast" : "");
    }

    private static Finding bf16(Machine machine) {
        if (machine.bf16()) {
            return Finding.ok("bf16", "native: training and inference use it (--precision auto)");
        }
        return new Finding(
                "bf16",
                Precision.BF16.runsHere()
                        ? "not native: float32 is used; --precision bf16 can be computed, but not faster"
                        : "none: float32 is used; " + Precision.BF16.lack(),
                "a processor with AVX512_BF16 or AMX (Zen 4, Sapphire Rapids) is 2-3 times as fast");
    }

    private static Finding threads(Machine machine) {
        return new Finding(
                "threads",
                Engine.threads() + " of the engine; training takes --threads (default 2)",
                machine.cores() > 2 ? "train with --threads " + machine.cores() + " where nothing else runs here" : "");
    }

    private static Finding load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return new Finding(
                "load",
                load < 0 ? "not known here" : String.format(Locale.ROOT, "%.1f over the last minute", load),
                load > Runtime.getRuntime().availableProcessors()
                        ? "other programs use the cores: threads that wait for one another lose most;"
                                + " train with --threads 1"
                        : "");
    }

    private static Finding environment(String name, String wanted, String otherwise) {
        String value = System.getenv(name);
        return new Finding(
                name.toLowerCase(Locale.ROOT).replace('_', ' '),
                value == null ? "not set" : value,
                wanted.equals(value) ? "" : otherwise + ": start with ./delineate, or set " + name + "=" + wanted);
    }

    private static Finding natives() {
        Path cache = Path.of(Engine.cache());
        long bytes = sizeOf(cache);
        long free = cache.toFile().getUsableSpace();
        return new Finding(
                "natives",
                cache + ", " + (bytes >> 20) + " MiB unpacked, " + gib(free) + " free",
                bytes < NATIVES_BYTES / 2 && free < NATIVES_BYTES
                        ? "free 500 MiB there, or choose another folder: -Dorg.bytedeco.javacpp.cachedir=…"
                        : "");
    }

    private static long sizeOf(Path folder) {
        if (!Files.exists(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(f -> f.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
    }
}
