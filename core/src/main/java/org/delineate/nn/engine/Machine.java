package org.delineate.nn.engine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

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
    public static Machine here() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(
                Processor.name(),
                Runtime.getRuntime().availableProcessors(),
                Engine.instructions(),
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
