package org.delineate.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.engine.Engine;
import org.junit.jupiter.api.Test;

class DropoutTest {
    private static final int IMAGES = 4000;

    private static Tensor ones() {
        float[] values = new float[IMAGES * 3];
        Arrays.fill(values, 1);
        return Tensor.of(values, IMAGES, 3);
    }

    private static float[] drawn(Layer dropout, long seed) {
        Engine.seed(seed);
        try (Scope scope = Scope.training()) {
            return dropout.apply(ones()).toFloats();
        }
    }

    /** A quarter of the elements is zero, the others are a third larger; within five standard deviations. */
    @Test
    void keepsTheMean() {
        float[] v = drawn(new Dropout(0.25), 1);
        int zeros = 0;
        for (float x : v) {
            assertEquals(x == 0 ? 0 : 4 / 3.0, x, 1e-6);
            zeros += x == 0 ? 1 : 0;
        }
        assertEquals(0.25, zeros / (double) v.length, 5 * Math.sqrt(0.25 * 0.75 / v.length));
    }

    @Test
    void dropsAPathForAWholeImage() {
        float[] v = drawn(Dropout.path(0.25), 1);
        int zeros = 0;
        for (int i = 0; i < IMAGES; i++) {
            assertEquals(v[3 * i], v[3 * i + 1]);
            assertEquals(v[3 * i], v[3 * i + 2]);
            zeros += v[3 * i] == 0 ? 1 : 0;
        }
        assertEquals(0.25, zeros / (double) IMAGES, 5 * Math.sqrt(0.25 * 0.75 / IMAGES));
    }

    @Test
    void theSeedDecidesWhatIsDropped() {
        Dropout dropout = new Dropout(0.5);
        assertArrayEquals(drawn(dropout, 7), drawn(dropout, 7));
        assertEquals(false, Arrays.equals(drawn(dropout, 7), drawn(dropout, 8)));
    }

    @Test
    void isTheIdentityOutsideOfTrainingAndSwitchedOff() {
        Dropout dropout = new Dropout(0.5);
        Tensor x = ones();
        dropout.train(false);
        assertSame(x, dropout.apply(x));
        dropout.train(true);
        Dropout.switchOff(new Sequential(dropout));
        assertSame(x, dropout.apply(x));
    }

    @Test
    void refusesWhatIsNoProbability() {
        assertEquals(
                "a dropout probability lies in [0, 1), got 1.0",
                assertThrows(IllegalArgumentException.class, () -> new Dropout(1))
                        .getMessage());
    }
}
