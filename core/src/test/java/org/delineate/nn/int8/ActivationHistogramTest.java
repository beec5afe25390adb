package org.delineate.nn.int8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.delineate.nn.Eager;
import org.delineate.nn.Tensor;
import org.delineate.nn.int8.ActivationHistogram.Choice;
import org.junit.jupiter.api.Test;

class ActivationHistogramTest {
    private static final int COUNT = 100_000;

    private static org.bytedeco.pytorch.Tensor tensor(float... values) {
        return Eager.raw(Tensor.of(values, values.length));
    }

    /** Bell-shaped with deviation 1, cut at 0 where asked, and a few far away. */
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
    void percentileLeavesOutTheOutermostTenThousandth() {
        ActivationHistogram h = new ActivationHistogram();
        h.add(tensor(values(false, 0)));
        QuantizationRange range = h.range(Choice.PERCENTILE);
        assertEquals(3.72, range.high(), 0.2); // the normal distribution's quantile
        assertEquals(-3.72, range.low(), 0.2);
    }

    @Test
    void percentileForgetsFewOutliersAndKeepsWhatIsNotRare() {
        ActivationHistogram few = new ActivationHistogram();
        few.add(tensor(values(true, 5)));
        assertEquals(3.7, few.range(Choice.PERCENTILE).high(), 0.4);
        assertEquals(0, few.range(Choice.PERCENTILE).low());
        ActivationHistogram many = new ActivationHistogram();
        many.add(tensor(values(true, 50)));
        assertEquals(1000, many.range(Choice.PERCENTILE).high(), 1);
    }

    @Test
    void entropyCutsWhatIsFarOffAndNotWhatIsEven() {
        ActivationHistogram h = new ActivationHistogram();
        h.add(tensor(values(true, 0)));
        QuantizationRange bell = h.range(Choice.ENTROPY);
        assertTrue(bell.high() > 2 && bell.high() <= 4.6, bell.toString());
        ActivationHistogram even = new ActivationHistogram();
        float[] ramp = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            ramp[i] = (float) i / COUNT;
        }
        even.add(tensor(ramp));
        assertTrue(
                even.range(Choice.ENTROPY).high() > 0.95,
                even.range(Choice.ENTROPY).toString());
    }

    @Test
    void doesNotDependOnWhatCameFirst() {
        float[] small = values(false, 0);
        float[] large = values(true, 100);
        ActivationHistogram one = new ActivationHistogram();
        one.add(tensor(small));
        one.add(tensor(large));
        ActivationHistogram other = new ActivationHistogram();
        other.add(tensor(large));
        other.add(tensor(small));
        for (Choice choice : Choice.values()) {
            assertEquals(one.range(choice), other.range(choice));
        }
    }

    @Test
    void refusesWhatIsNoNumberAndToSpeakOfNothing() {
        ActivationHistogram h = new ActivationHistogram();
        assertThrows(IllegalStateException.class, () -> h.range(Choice.PERCENTILE));
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThrows(ArithmeticException.class, () -> h.add(tensor(1, bad)));
        }
        assertEquals(
                "unknown calibration \"best\"; known: percentile, entropy",
                assertThrows(IllegalArgumentException.class, () -> ActivationHistogram.choice("best"))
                        .getMessage());
    }

    @Test
    void aConstantMapHasARange() {
        for (float value : new float[] {0, 5, -2}) {
            ActivationHistogram h = new ActivationHistogram();
            h.add(tensor(value, value));
            for (Choice choice : Choice.values()) {
                QuantizationRange range = h.range(choice);
                assertTrue(range.step() > 0);
                assertTrue(range.low() <= Math.min(0, value) + 1e-9 || choice == Choice.ENTROPY, range.toString());
            }
        }
    }

    @Test
    void rangesHoldZeroAndAreFinite() {
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
