package org.delineate.nn.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MachineTest {
    @Test
    void describesThisMachine() {
        Machine machine = Machine.here();
        assertFalse(machine.processor().isBlank());
        assertEquals(Runtime.getRuntime().availableProcessors(), machine.cores());
        assertTrue(machine.memoryBytes() > 1 << 28);
        assertEquals(Processor.multipliesBf16(), machine.bf16());
    }

    @Test
    void standsInOneLineOfAReport() {
        String line =
                new Machine("Model 7", 4, "AVX2", "AVX2", true, 1L << 33, "Linux amd64", "17.0.1").line(2, "bf16");
        assertTrue(line.startsWith("Model 7, 4 cores, 2 threads, AVX2, bf16, libtorch "), line);
        assertTrue(line.endsWith("Linux amd64, Java 17.0.1"), line);
    }
}
