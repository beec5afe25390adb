package org.delineate.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.delineate.nn.Tensor;
import org.junit.jupiter.api.Test;

class ConvCrossAttentionTest {
    @Test
    void beginsAsTheSumOfNineMapsThatMoveEachItsOwnWay() {
        ConvCrossAttention block = new ConvCrossAttention(8, 4, 3);
        block.initialise(1);
        Map<String, Tensor> p = block.parameters();
        Tensor shift = p.get("shift.weight");
        for (int i = 0; i < 9; i++) {
            float[] one = new float[8 * 9];
            for (int c = 0; c < 8; c++) {
                one[c * 9 + i] = 1;
            }
            assertArrayEquals(one, shift.narrow(1, i, 1).toFloats(), "map " + i);
        }
        assertArrayEquals(new float[8], p.get("shift.bias").toFloats());
        assertEquals(0.5, p.get("w_conv").item());
        assertEquals(0.5, p.get("w_cross").item());
    }

    @Test
    void refusesHeadsThatDoNotDivideTheChannels() {
        assertEquals(
                "8 channels are no multiple of 3 heads",
                assertThrows(IllegalArgumentException.class, () -> new ConvCrossAttention(8, 3, 3))
                        .getMessage());
    }
}
