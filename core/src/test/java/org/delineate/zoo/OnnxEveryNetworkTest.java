package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.delineate.infer.Export;
import org.delineate.nn.Engine;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.onnx.OnnxFile;
import org.delineate.onnx.OnnxSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exported, each network answers in ONNX Runtime as it does in libtorch; some: {@code -Ddelineate.network=regex}. */
class OnnxEveryNetworkTest {
    private static final double RELATIVE = 1e-4;

    static Stream<Zoo> networks() {
        String chosen = System.getProperty("delineate.network", ".*");
        return Arrays.stream(Zoo.values()).filter(z -> z.id().matches(chosen));
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
        try (OnnxSession session = OnnxSession.of(file, 1)) {
            for (int count : new int[] {2, 1}) {
                long[] shape = {count, 3, h, w};
                float[] x = GoldenCase.uniform("pictures", shape, -2, 2, 1);
                double difference;
                try (Scope scope = Scope.inference()) {
                    float[] expected = filled.network()
                            .forward(Tensor.of(x, shape))
                            .lesion()
                            .toFloats();
                    difference = Filled.difference(session.run(x, shape), expected);
                }
                System.out.printf(
                        Locale.ROOT, "onnx: | `%s` | %d | %dx%d | %.1e |%n", zoo.id(), count, h, w, difference);
                assertTrue(difference <= RELATIVE, zoo.id() + " with " + count + " pictures: " + difference);
            }
        }
    }
}
