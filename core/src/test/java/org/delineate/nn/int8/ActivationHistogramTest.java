package org.delineate.nn.int8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.delineate.nn.int8.ActivationHistogram.Method;
import org.junit.jupiter.api.Test;

class ActivationHistogramTest {
    private static final int COUNT = 100_000;

    private static Tensor tensor(float... values) {
        return Tensor.create(values);
    }

    /** Normal with deviation 1, optionally cut at 0, and some outliers at 1000. */
    private static float[] values(boolean positive, int outliers) {
        Random random = new Random(4);
        float[] v = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            v[i] = (float) random.nextGaussian();
            v[i] = positive ? Math.max(0, v[i]) : v[i];
        }
        for (int i = 0; i < outliers; i++) {
            v[i] = 1000;
        }
        return v;
    }

    @Test
    void percentileLeavesOutOneTenThousandthOnEitherSide() {
        ActivationHistogram h = new ActivationHistogram();
        h.add(tensor(values(false, 0)));
        QuantizationRange range = h.range(Method.PERCENTILE);
        assertEquals(3.72, range.high(), 0.2); // the normal distribution's quantile
        assertEquals(-3.72, range.low(), 0.2);
    }

    @Test
    void percentileDropsFewOutliersAndKeepsFrequentOnes() {
        ActivationHistogram few = new ActivationHistogram();
        few.add(tensor(values(true, 5)));
        assertEquals(3.7, few.range(Method.PERCENTILE).high(), 0.4);
        assertEquals(0, few.range(Method.PERCENTILE).low());
        ActivationHistogram many = new ActivationHistogram();
        many.add(tensor(values(true, 50)));
        assertEquals(1000, many.range(Method.PERCENTILE).high(), 1);
    }

    @Test
    void entropyCutsATailAndKeepsAnEvenDistribution() {
        ActivationHistogram h = new ActivationHistogram();
        h.add(tensor(values(true, 0)));
        QuantizationRange bell = h.range(Method.ENTROPY);
        assertTrue(bell.high() > 2 && bell.high() <= 4.6, bell.toString());
        ActivationHistogram even = new ActivationHistogram();
        float[] ramp = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            ramp[i] = (float) i / COUNT;
        }
        even.add(tensor(ramp));
        assertTrue(
                even.range(Method.ENTROPY).high() > 0.95,
                even.range(Method.ENTROPY).toString());
    }

    @Test
    void doesNotDependOnTheOrderOfTheValues() {
        float[] small = values(false, 0);
        float[] large = values(true, 100);
        ActivationHistogram one = new ActivationHistogram();
        one.add(tensor(small));
        one.add(tensor(large));
        ActivationHistogram other = new ActivationHistogram();
        other.add(tensor(large));
        other.add(tensor(small));
        for (Method method : Method.values()) {
            assertEquals(one.range(method), other.range(method));
        }
    }

    @Test
    void refusesValuesThatAreNotFiniteAndARangeOfNoValues() {
        ActivationHistogram h = new ActivationHistogram();
        assertThrows(IllegalStateException.class, () -> h.range(Method.PERCENTILE));
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThrows(ArithmeticException.class, () -> h.add(tensor(1, bad)));
        }
        assertEquals(
                "unknown calibration \"best\"; known: percentile, entropy",
                assertThrows(IllegalArgumentException.class, () -> Method.of("best"))
                        .getMessage());
    }

    @Test
    void aConstantMapHasARange() {
        for (float value : new float[] {0, 5, -2}) {
            ActivationHistogram h = new ActivationHistogram();
            h.add(tensor(value, value));
            for (Method method : Method.values()) {
                QuantizationRange range = h.range(method);
                assertTrue(range.scale() > 0);
                assertTrue(range.low() <= Math.min(0, value) + 1e-9 || method == Method.ENTROPY, range.toString());
            }
        }
    }

    @Test
    void refusesRangesWithoutZeroOrWithoutEnd() {
        assertThrows(IllegalArgumentException.class, () -> new QuantizationRange(0.1, 1));
        assertThrows(IllegalArgumentException.class, () -> new QuantizationRange(-1, -0.5));
        assertThrows(IllegalArgumentException.class, () -> new QuantizationRange(0, Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> new QuantizationRange(Double.NaN, 1));
        assertEquals(
                "a layer's ranges are two: output is missing",
                assertThrows(IllegalArgumentException.class, () -> new LayerRanges(new QuantizationRange(0, 1), null))
                        .getMessage());
    }
}
