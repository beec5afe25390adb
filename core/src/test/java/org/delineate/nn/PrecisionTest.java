package org.delineate.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.compile.CompiledGraph;
import org.delineate.nn.compile.TrainingGraph;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.engine.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PrecisionTest {
    private static final String SWITCH = System.getProperty(Processor.BF16);

    private static ScalarType typeOfAProduct() {
        Tensor x = Tensor.of(new float[16], 4, 4);
        return Eager.raw(x.matmul(x)).scalar_type().intern();
    }

    @Test
    void productsAreIn16BitsInsideARegionAndIn32Outside() {
        assertEquals(ScalarType.Float, typeOfAProduct());
        try (Precision.Region outer = Precision.BF16.region()) {
            assertEquals(ScalarType.BFloat16, typeOfAProduct());
        }
        assertEquals(ScalarType.Float, typeOfAProduct());
        try (Precision.Region region = Precision.FLOAT32.region()) {
            assertEquals(ScalarType.Float, typeOfAProduct());
        }
    }

    @Test
    void aRegionEndsWithAnErrorToo() {
        assertThrows(IllegalStateException.class, () -> {
            try (Precision.Region region = Precision.BF16.region()) {
                throw new IllegalStateException();
            }
        });
        assertEquals(ScalarType.Float, typeOfAProduct());
    }

    @Test
    void namesAreKnownOrListed() {
        assertEquals(Precision.FLOAT32, Precision.of("float32"));
        assertEquals(Precision.BF16, Precision.of("bf16"));
        assertEquals(Precision.best(), Precision.of("auto"));
        assertEquals(Processor.multipliesBf16() ? Precision.BF16 : Precision.FLOAT32, Precision.best());
        assertEquals(
                "unknown precision \"fp16\"; known: auto, float32, bf16, int8",
                assertThrows(IllegalArgumentException.class, () -> Precision.of("fp16"))
                        .getMessage());
    }

    @AfterEach
    void restoreSwitch() {
        if (SWITCH == null) {
            System.clearProperty(Processor.BF16);
        } else {
            System.setProperty(Processor.BF16, SWITCH);
        }
    }

    /** As on a processor without bf16: nothing reaches the engine, whose own message names a kernel. */
    @Test
    void bf16IsRefusedWhereItIsSwitchedOff() {
        System.setProperty(Processor.BF16, "off");
        assertFalse(Precision.BF16.runsHere());
        assertEquals(Precision.FLOAT32, Precision.best());
        assertEquals(Precision.FLOAT32, Precision.of("auto").requireHere());
        Graph graph = new Graph();
        List<Tensor> out = List.of(graph.input(1, 1, 4, 4).relu());
        List<Executable> refused = List.of(
                Precision.BF16::requireHere,
                () -> new CompiledGraph(graph, out, Precision.BF16),
                () -> new TrainingGraph(graph, out, Precision.BF16, 1));
        for (Executable use : refused) {
            assertEquals(
                    "bf16 is switched off (-Ddelineate.bf16=off): use precision float32, or auto for the best here",
                    assertThrows(IllegalArgumentException.class, use).getMessage());
        }
    }

    @Test
    void theSwitchIsOnOrOff() {
        System.setProperty(Processor.BF16, "no");
        assertEquals(
                "delineate.bf16 must be on or off, got no",
                assertThrows(IllegalArgumentException.class, Precision.BF16::runsHere)
                        .getMessage());
    }

    /** Where products of bf16 are quick, they can be computed. */
    @Test
    void whatIsBestRunsHere() {
        assertTrue(Precision.best().runsHere());
        assertTrue(Precision.FLOAT32.runsHere());
        assertTrue(!Processor.multipliesBf16() || Precision.BF16.runsHere());
    }

    @Test
    void theNumberOfThreadsIsAtLeastOne() {
        int before = Engine.threads();
        Engine.threads(1);
        assertEquals(1, Engine.threads());
        Engine.threads(before);
        assertEquals(
                "threads must be at least 1, got 0",
                assertThrows(IllegalArgumentException.class, () -> Engine.threads(0))
                        .getMessage());
    }
}
