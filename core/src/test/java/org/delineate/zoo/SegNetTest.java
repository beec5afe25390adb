package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.parity.GoldenCase;
import org.delineate.zoo.SegNet.Form;
import org.junit.jupiter.api.Test;

class SegNetTest {
    private static float least(Form form) {
        Network network = new SegNet(new Network.Spec(1, 1, 32, 64, 4), form);
        network.initialise(1);
        try (Scope scope = Scope.inference()) {
            Tensor x = Tensor.of(GoldenCase.uniform("x", new long[] {2, 1, 32, 64}, -2, 2, 1), 2, 1, 32, 64);
            float least = Float.POSITIVE_INFINITY;
            for (float v : network.forward(x).logits().toFloats()) {
                least = Math.min(least, v);
            }
            return least;
        }
    }

    @Test
    void onlyTheFreeFormAnswersBelowZero() {
        assertEquals(0, least(Form.RECTIFIED));
        assertTrue(least(Form.FREE) < 0);
    }
}
