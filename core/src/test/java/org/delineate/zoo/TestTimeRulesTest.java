package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.delineate.nn.Tensor;
import org.junit.jupiter.api.Test;

/** What networks make of their logits beside the sigmoid; expected values worked out by hand. */
class TestTimeRulesTest {
    private static float[] probabilities(Zoo zoo, float... logits) {
        Tensor o = Tensor.of(logits, logits.length / 4, 1, 2, 2);
        return zoo.outline(3, 1).probability(o).toFloats();
    }

    private static float sigmoid(double o) {
        return (float) (1 / (1 + Math.exp(-o)));
    }

    private static float[] sigmoids(double... logits) {
        float[] p = new float[logits.length];
        for (int i = 0; i < p.length; i++) {
            p[i] = sigmoid(logits[i]);
        }
        return p;
    }

    @Test
    void pranetStretchesEachPictureByItself() {
        float low = sigmoid(-2);
        float range = sigmoid(3) - low;
        float[] expected = {0, (sigmoid(-1) - low) / range, (0.5f - low) / range, 1, 0, 0, 1, 1};
        assertArrayEquals(expected, probabilities(Zoo.PRANET, -2, -1, 0, 3, -9, -9, -8, -8), 1e-4f);
    }

    @Test
    void pranetAnswersNothingForAPictureWithoutContrast() {
        assertArrayEquals(new float[4], probabilities(Zoo.PRANET, 3, 3, 3, 3));
    }

    @Test
    void sanetDividesByTheShareOfEachSign() {
        assertArrayEquals(
                sigmoids(3 / 0.25, -1 / 0.75, -2 / 0.75, -0.5 / 0.75, 1 / 0.5, 2 / 0.5, -1 / 0.25, 0),
                probabilities(Zoo.SANET, 3, -1, -2, -0.5f, 1, 2, -1, 0),
                1e-6f);
    }

    @Test
    void sanetLeavesPicturesOfOneSignAsTheyAre() {
        assertArrayEquals(sigmoids(-1, -2, -3, -4), probabilities(Zoo.SANET, -1, -2, -3, -4), 1e-6f);
        assertArrayEquals(sigmoids(1, 2, 3, 4), probabilities(Zoo.SANET, 1, 2, 3, 4), 1e-6f);
    }
}
