package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.delineate.model.Export;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.engine.Engine;
import org.delineate.onnx.OnnxFile;
import org.delineate.onnx.OnnxSession;
import org.delineate.parity.GoldenCase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exported, each network answers in ONNX Runtime as it does in libtorch; some: {@code -Ddelineate.network=regex}. */
class OnnxEveryNetworkTest {
    private static final double RELATIVE = 1e-4;

    static Stream<Zoo> networks() {
        return Chosen.networks();
    }

    @BeforeAll
    static void takeOneThread() {
        Engine.threads(1);
    }

    /** One file for any number of pictures, which are no squares. */
    @ParameterizedTest
    @MethodSource("networks")
    void answersAsLibtorchDoes(Zoo zoo) {
        Filled filled = Filled.of(zoo, 32, 64);
        int h = filled.height();
        int w = filled.width();
        byte[] file = new OnnxFile(Export.graph(zoo.id(), filled.network(), 0, h, w), "", Map.of()).bytes();
        double largest = 0;
        try (OnnxSession session = OnnxSession.of(file, 1)) {
            for (int count : new int[] {1, 2}) {
                long[] shape = {count, 3, h, w};
                float[] x = GoldenCase.uniform("pictures", shape, -2, 2, 1);
                try (Scope scope = Scope.inference()) {
                    float[] expected = filled.network()
                            .forward(Tensor.of(x, shape))
                            .lesion()
                            .toFloats();
                    double difference = Filled.difference(session.run(x, shape), expected);
                    assertTrue(difference <= RELATIVE, zoo.id() + " with " + count + " pictures: " + difference);
                    largest = Math.max(largest, difference);
                }
            }
        }
        System.out.printf(
                Locale.ROOT, "onnx: | `%s` | %.1f | %dx%d | %.1e |%n", zoo.id(), file.length / 1e6, h, w, largest);
    }
}
