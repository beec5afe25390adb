package org.delineate.parity;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.file.Json;
import org.delineate.nn.Eager;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.layer.Weights;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * 32-bit gradients are right value by value, not only in their norms: the engine's backward pass of GELU has returned
 * garbage in some versions when a gradient is strided, as it is in the token blocks.
 */
class GradientsTest {
    private static final double SHARE = 1e-3;
    private static final double FLOOR = 1e-6;

    private final int threads = Engine.threads();

    @AfterEach
    void giveThreadsBack() {
        Engine.threads(threads);
    }

    static Stream<Arguments> layouts() {
        return Stream.of(Zoo.UNEXT, Zoo.UNEXT_S, Zoo.SC_UNEXT, Zoo.SC_UNEXT_BASE)
                .flatMap(z -> Stream.of(Arguments.of(z, false, 1), Arguments.of(z, true, 1), Arguments.of(z, true, 2)));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void in32BitsAreThoseIn64Bits(Zoo zoo, boolean channelsLast, int count) {
        Engine.threads(count);
        GoldenCase golden = Json.read(Golden.file(zoo.goldens().get(0)), GoldenCase.class);
        Network network = (Network) GoldenRun.of(golden).module();
        if (channelsLast) {
            Weights.channelsLast(network);
        }
        backward(network, golden, channelsLast, false);
        Network exact = (Network) GoldenRun.of(golden).module();
        Weights.float64(exact);
        backward(exact, golden, false, true);
        Map<String, Double> norms = Weights.gradientNorms(exact);
        double largest = norms.values().stream().mapToDouble(v -> v).max().orElseThrow();
        Map<String, Tensor> parameters = network.parameters();
        exact.parameters().forEach((name, t) -> {
            double d = distance(
                    Eager.raw(parameters.get(name)).grad(), Eager.raw(t).grad());
            assertTrue(
                    d <= SHARE * norms.get(name) + FLOOR * largest,
                    name + " is off by " + d + ", its norm is " + norms.get(name));
        });
    }

    private static double distance(org.bytedeco.pytorch.Tensor gradient, org.bytedeco.pytorch.Tensor exact) {
        return gradient.to(ScalarType.Double).sub(exact).norm().item_double();
    }

    private static void backward(Network network, GoldenCase golden, boolean channelsLast, boolean exact) {
        float[] values = golden.input().values(golden.seed());
        long[] shape = golden.input().shape();
        float[] target = GoldenCase.uniform("target", new long[] {2, 1, shape[2], shape[3]}, 0, 1, 1);
        for (int i = 0; i < target.length; i++) {
            target[i] = Math.round(target[i]);
        }
        try (Scope scope = Scope.training()) {
            Tensor x = channelsLast ? Tensor.images(values, shape) : Tensor.of(values, shape);
            Tensor o = network.forward(exact ? x.float64() : x).logits();
            o.bceWithLogits(o.constant(target, o.shape())).mean().backward();
        }
    }
}
