package org.delineate.infer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.delineate.sample.Geometry;
import org.delineate.sample.Sample;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * From the network's answer to a picture of 2 x 2 pixels to probabilities at the picture's own size; worked out by
 * hand.
 */
class CropsTest {
    private static final Geometry ONE_PIXEL = new Geometry(1, 1, 2, 2, 0, 0, 2, 2);
    private static final Geometry UPPER_ROW = new Geometry(1, 2, 2, 2, 0, 0, 1, 2); // the lower one is border

    private static float[] probability(Zoo zoo, Geometry geometry, boolean logits, float... answer) {
        Crops whole = new Crops.Whole(new Sample("", 3, 2, 2, new float[12], null, geometry));
        whole.take(0, answer);
        return whole.probability(zoo.outline(3, 1), logits);
    }

    private static float sigmoid(double logit) {
        return (float) (1 / (1 + Math.exp(-logit)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSigmoidComesBeforeTheResizing(boolean logits) {
        float[] p = {sigmoid(5), sigmoid(-1), sigmoid(-2), sigmoid(0)};
        float[] answer = logits ? new float[] {5, -1, -2, 0} : p;
        assertArrayEquals(
                new float[] {(p[0] + p[1] + p[2] + p[3]) / 4}, probability(Zoo.UNET, ONE_PIXEL, logits, answer), 1e-6f);
    }

    @Test
    void bordersTakeNoPartInTheRulesOfANetwork() {
        assertArrayEquals(new float[] {1, 0}, probability(Zoo.PRANET, UPPER_ROW, true, 1, -1, 9, -9), 1e-6f);
        assertArrayEquals(
                new float[] {sigmoid(1 / 0.5), sigmoid(-1 / 0.5)},
                probability(Zoo.SANET, UPPER_ROW, true, 1, -1, -9, -9),
                1e-6f);
    }
}
