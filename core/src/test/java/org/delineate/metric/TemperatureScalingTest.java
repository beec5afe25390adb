package org.delineate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;

class TemperatureScalingTest {
    private static final int SIDE = 400;

    /** Pixels whose logits are as many times too large as the temperature says. */
    private static TemperatureScaling drawn(double temperature) {
        Random random = new Random(3);
        float[] probability = new float[SIDE * SIDE];
        boolean[] lesion = new boolean[SIDE * SIDE];
        for (int i = 0; i < lesion.length; i++) {
            double logit = 2 * random.nextGaussian();
            lesion[i] = random.nextDouble() < 1 / (1 + Math.exp(-logit));
            probability[i] = (float) (1 / (1 + Math.exp(-temperature * logit)));
        }
        return TemperatureScaling.of(
                List.<int[][]>of(TemperatureScaling.counts(probability, Mask.of(SIDE, SIDE, lesion))));
    }

    @Test
    void findsTheTemperatureThatWasPutIn() {
        for (double temperature : new double[] {0.5, 1, 2.5}) {
            TemperatureScaling found = drawn(temperature);
            assertEquals(temperature, found.temperature(), 0.03 * temperature);
            assertTrue(found.calibrationError(found.temperature()) < 0.01);
            if (temperature != 1) {
                assertTrue(found.calibrationError(1) > 0.05, "was wrong before: " + found.calibrationError(1));
                assertTrue(found.logLoss(found.temperature()) < found.logLoss(1));
            }
        }
    }

    /** By hand: two pixels say 0.8, one of them is lesion; two say 0.2, none is. */
    @Test
    void theErrorIsTheMeanGapOfProbabilityAndShare() {
        float[] probability = {0.8f, 0.8f, 0.2f, 0.2f};
        Mask truth = Mask.of(2, 2, new boolean[] {true, false, false, false});
        TemperatureScaling of = TemperatureScaling.of(List.<int[][]>of(TemperatureScaling.counts(probability, truth)));
        assertEquals((2 * 0.3 + 2 * 0.2) / 4, of.calibrationError(1), 0.005);
    }

    /** Certain pixels do not break it, and a large picture counts as much as a small one. */
    @Test
    void everyPictureCountsTheSame() {
        int[][] small = TemperatureScaling.counts(new float[] {1, 0}, Mask.of(1, 2, new boolean[] {true, false}));
        float[] half = new float[1000];
        Arrays.fill(half, 0.5f);
        int[][] large = TemperatureScaling.counts(half, Mask.of(10, 100, new boolean[1000]));
        TemperatureScaling of = TemperatureScaling.of(List.of(small, large));
        assertEquals(Math.log(2) / 2, of.logLoss(1), 0.02);
    }
}
