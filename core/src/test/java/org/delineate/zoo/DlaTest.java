package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import java.util.TreeMap;
import org.delineate.file.Json;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.parity.Golden;
import org.delineate.parity.GoldenCase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DlaTest {
    /** A file of the classifier has the names that follow "base." in one of the segmentation network. */
    @ParameterizedTest
    @CsvSource({"DLA_34, dla34up", "DLA_60, dla60up"})
    void theClassifiersFileHasTheWholeEncoder(Zoo zoo, String golden) {
        Network network = zoo.outline(3, 1);
        Map<String, Tensor> wanted = new TreeMap<>();
        network.state().forEach((name, t) -> {
            if (network.isEncoder(name)) {
                wanted.put(network.names().published(name), t);
            }
        });
        for (GoldenCase.Filled t :
                Json.read(Golden.file(golden), GoldenCase.class).tensors()) {
            if (t.name().startsWith("base.") && !network.names().isUnused(t.name())) {
                String name = network.pretrained().get(0).apply(t.name().replaceFirst("base\\.", ""));
                assertArrayEquals(t.shape(), wanted.remove(name).shape(), t.name());
            }
        }
        assertEquals(Map.of(), wanted);
    }

    /**
     * Inside the picture the answer of full size is the bilinear interpolation of the half one, with half-pixel
     * centres.
     */
    @Test
    void beginsWithBilinearInterpolationAndNeverTrainsTheLast() {
        Network network = Zoo.DLA_34.create(3, 2);
        assertFalse(network.parameters().containsKey("up.weight"));
        network.initialise(1);
        network.train(false);
        try (Scope scope = Scope.inference()) {
            Tensor x = Tensor.images(GoldenCase.uniform("x", new long[] {1, 3, 64, 96}, -1, 1, 1), 1, 3, 64, 96);
            Tensor expected = network.reference(x).get(1).upsampleBilinear(2);
            Tensor given = network.forward(x).logits();
            assertArrayEquals(inner(expected), inner(given), 1e-3f);
        }
        float[] learnt = network.state().get("ida.2.up.1.weight").toFloats();
        float[] fixed = network.state().get("up.weight").toFloats();
        for (int i = 0; i < learnt.length; i++) {
            assertEquals(fixed[i % 16], learnt[i]);
        }
        assertEquals(64 * 16, learnt.length);
    }

    /** Beyond the border the interpolation sees zeros, not the border again. */
    private static float[] inner(Tensor t) {
        return t.narrow(2, 1, 62).narrow(3, 1, 94).toFloats();
    }
}
