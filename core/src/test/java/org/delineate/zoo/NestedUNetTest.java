package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.delineate.nn.Output;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.parity.GoldenCase;
import org.delineate.zoo.NestedUNet.Form;
import org.junit.jupiter.api.Test;

class NestedUNetTest {
    private static Network narrow(Form form) {
        Network network = new NestedUNet(new Network.Spec(1, 2, 32, 48, 4), form);
        network.initialise(1);
        network.train(false);
        return network;
    }

    @Test
    void answersWithItsFinestMapAndSupervisesTheOthers() {
        Network network = narrow(Form.SUPERVISED);
        try (Scope scope = Scope.inference()) {
            Tensor x = Tensor.of(GoldenCase.uniform("x", new long[] {1, 1, 32, 48}, -2, 2, 1), 1, 1, 32, 48);
            Output out = network.forward(x);
            List<Tensor> maps = network.reference(x);
            assertEquals(4, maps.size());
            assertArrayEquals(maps.get(3).toFloats(), out.logits().toFloats());
            assertEquals(3, out.auxiliary().size());
            for (int i = 0; i < 3; i++) {
                assertArrayEquals(
                        new long[] {1, 2, 32, 48}, out.auxiliary().get(i).shape());
                assertArrayEquals(maps.get(i).toFloats(), out.auxiliary().get(i).toFloats());
            }
        }
    }

    /** At every level the plain form keeps the first and the last node. */
    @Test
    void hasTheNodesOfItsForm() {
        assertEquals(15, nodes(Form.NESTED));
        assertEquals(15, nodes(Form.SUPERVISED));
        assertEquals(9, nodes(Form.PLAIN));
    }

    private static long nodes(Form form) {
        return narrow(form).parameters().keySet().stream()
                .filter(name -> name.endsWith(".conv.3.weight"))
                .count();
    }
}
