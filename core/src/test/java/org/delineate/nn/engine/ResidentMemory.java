package org.delineate.nn.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process that is in RAM. */
public final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /** Whether the system says how much it is. */
    public static boolean isKnown() {
        return Files.exists(STATUS);
    }

    /** 0 where the system does not say. */
    public static long kib() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(l -> l.startsWith("VmRSS:"))
                    .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
