package org.delineate.nn.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.delineate.nn.Graph;
import org.delineate.nn.Precision;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.junit.jupiter.api.Test;

/** Which operations a convolution's kernel computes along with it; each time the numbers are those without it. */
class FusionPlanTest {
    private static final int SIDE = 6;

    private final Conv2d a = convolution(4, 8, 1);
    private final Conv2d b = convolution(4, 8, 2);
    private final Conv2d one = convolution(4, 1, 3);

    private static Conv2d convolution(int in, int out, long seed) {
        Conv2d conv = new Conv2d(in, out, 3);
        conv.initialise(seed);
        return conv;
    }

    /** Names the operations of the compiled graph, whose outputs must equal those of the operations one by one. */
    private static List<String> stepsOfAll(Function<Tensor, List<Tensor>> network, int side) {
        float[] values = new float[4 * side * side];
        Random random = new Random(7);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        Graph graph = new Graph();
        List<Tensor> traced = network.apply(graph.input(1, 4, side, side));
        try (CompiledGraph compiled = new CompiledGraph(graph, traced, Precision.FLOAT32);
                Scope scope = Scope.inference()) {
            Tensor x = Tensor.images(values, 1, 4, side, side);
            List<Tensor> plain = network.apply(x);
            List<Tensor> fused = compiled.run(x);
            for (int i = 0; i < plain.size(); i++) {
                assertArrayEquals(plain.get(i).toFloats(), fused.get(i).toFloats(), 1e-5f, "output " + i);
            }
            return compiled.profile(values).stream()
                    .map(InferenceGraph.Timing::name)
                    .toList();
        }
    }

    private static List<String> steps(UnaryOperator<Tensor> network) {
        return stepsOfAll(x -> List.of(network.apply(x)), SIDE);
    }

    @Test
    void takesTheActivationThatFollows() {
        assertEquals(List.of("convolution + relu"), steps(x -> a.apply(x).relu()));
        assertEquals(List.of("convolution + relu6"), steps(x -> a.apply(x).relu6()));
        assertEquals(List.of("convolution + sigmoid"), steps(x -> a.apply(x).sigmoid()));
        assertEquals(List.of("convolution + gelu"), steps(x -> a.apply(x).gelu()));
        assertEquals(List.of("convolution", "exp"), steps(x -> a.apply(x).exp()));
    }

    /** Statistics of a norm that has seen data, so that folding it changes the weights. */
    @Test
    void foldsTheNormThatFollowsWithAndWithoutAFactor() {
        for (BatchNorm2d norm : List.of(new BatchNorm2d(8), BatchNorm2d.withoutFactor(8, 1e-3, 0.1))) {
            norm.train(true);
            try (Scope scope = Scope.inference()) {
                float[] seen = new float[8 * 9];
                for (int i = 0; i < seen.length; i++) {
                    seen[i] = i % 9 * 0.3f + i / 9;
                }
                norm.apply(Tensor.images(seen, 1, 8, 3, 3));
            }
            norm.train(false);
            assertEquals(
                    List.of("convolution + relu"),
                    steps(x -> norm.apply(a.apply(x)).relu()));
            assertEquals(
                    List.of("convolution", "convolution + sum + relu"),
                    steps(x -> norm.apply(a.apply(x)).add(b.apply(x)).relu()));
        }
    }

    @Test
    void aSumOfTwoConvolutionsBelongsToOneOfThem() {
        assertEquals(
                List.of("convolution", "convolution + sum + relu"),
                steps(x -> a.apply(x).add(b.apply(x)).relu()));
    }

    /** The kernel has no other activation behind a sum. */
    @Test
    void behindASumThereIsReluAlone() {
        assertEquals(
                List.of("convolution", "convolution + sum", "gelu"),
                steps(x -> a.apply(x).add(b.apply(x)).gelu()));
    }

    @Test
    void aMapThatIsReadTwiceStaysAsItIs() {
        assertEquals(List.of("convolution", "relu", "add"), steps(x -> {
            Tensor map = a.apply(x);
            return map.relu().add(map);
        }));
        assertEquals(List.of("convolution", "add"), steps(x -> {
            Tensor map = a.apply(x);
            return map.add(map);
        }));
        assertEquals(
                List.of("convolution", "relu"),
                stepsOfAll(
                        x -> {
                            Tensor map = a.apply(x);
                            return List.of(map, map.relu());
                        },
                        SIDE));
    }

    @Test
    void sumsOfOtherShapesAreNotTaken() {
        assertEquals(
                List.of("convolution", "convolution", "add"),
                steps(x -> a.apply(x).add(one.apply(x))));
        assertEquals(
                List.of("convolution", "convolution", "add"),
                steps(x -> one.apply(x).add(one.apply(x))));
    }

    @Test
    void aMapOfOnePixelHasNoKernel() {
        assertEquals(
                List.of("convolution", "relu"),
                stepsOfAll(x -> List.of(a.apply(x).relu()), 1));
    }
}
