package org.delineate.nn.engine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.delineate.nn.Precision;

/**
 * What computes here.
 *
 * @param processor the maker's name of the model
 * @param cores logical ones this process may use
 * @param instructions widest vector instructions that the engine uses
 * @param bf16 does the processor multiply bf16 natively?
 * @param memoryBytes this process may use at most, the container's limit included
 */
public record Machine(
        String processor, int cores, String instructions, boolean bf16, long memoryBytes, String os, String java) {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    public static Machine here() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                Engine.instructions(),
                Precision.hasBf16(),
                system.getTotalMemorySize(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                System.getProperty("java.version"));
    }

    /** One line for reports: processor, cores, threads, instructions, precision, engine, system, Java. */
    public String line(int threads, Precision precision) {
        return line(threads, precision.name().toLowerCase(Locale.ROOT), Engine.version());
    }

    /** The same for another engine. */
    public String line(int threads, String numbers, String engine) {
        return String.join(
                ", ",
                processor,
                cores + " cores",
                threads + " threads",
                instructions,
                numbers,
                engine,
                os,
                "Java " + java);
    }

    private static String processorName() {
        try {
            if (Files.exists(PROCESSORS)) {
                return Files.readAllLines(PROCESSORS).stream()
                        .filter(l -> l.startsWith("model name"))
                        .map(l -> l.substring(l.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + PROCESSORS, e);
        }
        String windows = System.getenv("PROCESSOR_IDENTIFIER");
        return windows == null ? System.getProperty("os.arch") : windows;
    }
}
