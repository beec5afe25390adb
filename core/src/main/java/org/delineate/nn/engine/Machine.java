package org.delineate.nn.engine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Describes the machine that computes, for reports.
 *
 * @param processor the manufacturer's name of the model
 * @param cores logical cores that this process may use
 * @param instructions widest vector instructions that the engine uses
 * @param kind the class of the processor: "AVX2", "AVX-512 with bf16", …
 * @param bf16 whether the processor multiplies bf16 natively
 * @param memoryBytes that this process may use at most, the container's limit included
 */
public record Machine(
        String processor,
        int cores,
        String instructions,
        String kind,
        boolean bf16,
        long memoryBytes,
        String os,
        String java) {
    public static Machine here() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(
                Processor.name(),
                Runtime.getRuntime().availableProcessors(),
                Engine.instructions(),
                Processor.kind(),
                Processor.multipliesBf16(),
                system.getTotalMemorySize(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                System.getProperty("java.version"));
    }

    /** One line for reports: processor, cores, threads, instructions, precision, engine, system, Java. */
    public String line(int threads, String precision) {
        return line(threads, precision, Engine.version());
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
}
