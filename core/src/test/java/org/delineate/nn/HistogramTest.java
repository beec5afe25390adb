package org.delineate.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.delineate.nn.Histogram.Choice;
import org.junit.jupiter.api.Test;

class HistogramTest {
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
        Histogram h = new Histogram();
        h.add(tensor(values(false, 0)));
        Range range = h.range(Choice.PERCENTILE);
        assertEquals(3.72, range.high(), 0.2); // the normal distribution's quantile
        assertEquals(-3.72, range.low(), 0.2);
    }

    @Test
    void percentileForgetsFewOutliersAndKeepsWhatIsNotRare() {
        Histogram few = new Histogram();
        few.add(tensor(values(true, 5)));
        assertEquals(3.7, few.range(Choice.PERCENTILE).high(), 0.4);
        assertEquals(0, few.range(Choice.PERCENTILE).low());
        Histogram many = new Histogram();
        many.add(tensor(values(true, 50)));
        assertEquals(1000, many.range(Choice.PERCENTILE).high(), 1);
    }

    @Test
    void entropyCutsWhatIsFarOffAndNotWhatIsEven() {
        Histogram h = new Histogram();
        h.add(tensor(values(true, 0)));
        Range bell = h.range(Choice.ENTROPY);
        assertTrue(bell.high() > 2 && bell.high() <= 4.6, bell.toString());
        Histogram even = new Histogram();
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
        Histogram one = new Histogram();
        one.add(tensor(small));
        one.add(tensor(large));
        Histogram other = new Histogram();
        other.add(tensor(large));
        other.add(tensor(small));
        for (Choice choice : Choice.values()) {
            assertEquals(one.range(choice), other.range(choice));
        }
    }

    @Test
    void refusesWhatIsNoNumberAndToSpeakOfNothing() {
        Histogram h = new Histogram();
        assertThrows(IllegalStateException.class, () -> h.range(Choice.PERCENTILE));
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThrows(ArithmeticException.class, () -> h.add(tensor(1, bad)));
        }
        assertEquals(
                "unknown calibration \"best\"; known: percentile, entropy",
                assertThrows(IllegalArgumentException.class, () -> Histogram.choice("best"))
                        .getMessage());
    }

    @Test
    void aConstantMapHasARange() {
        for (float value : new float[] {0, 5, -2}) {
            Histogram h = new Histogram();
            h.add(tensor(value, value));
            for (Choice choice : Choice.values()) {
                Range range = h.range(choice);
                assertTrue(range.step() > 0);
                assertTrue(range.low() <= Math.min(0, value) + 1e-9 || choice == Choice.ENTROPY, range.toString());
            }
        }
    }

    @Test
    void rangesHoldZeroAndAreFinite() {
        assertThrows(IllegalArgumentException.class, () -> new Range(0.1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Range(-1, -0.5));
        assertThrows(IllegalArgumentException.class, () -> new Range(0, Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> new Range(Double.NaN, 1));
        assertEquals(
                "a layer's ranges are two: output is missing",
                assertThrows(IllegalArgumentException.class, () -> new LayerRanges(new Range(0, 1), null))
                        .getMessage());
    }
}
