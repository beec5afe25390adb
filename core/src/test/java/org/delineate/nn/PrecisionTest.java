package org.delineate.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.engine.Engine;
import org.junit.jupiter.api.Test;

class PrecisionTest {
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
        assertEquals(Precision.hasBf16() ? Precision.BF16 : Precision.FLOAT32, Precision.best());
        assertEquals(
                "unknown precision \"fp16\"; known: auto, float32, bf16, int8",
                assertThrows(IllegalArgumentException.class, () -> Precision.of("fp16"))
                        .getMessage());
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
